"""Parts are decoded as far as they can be, and measured without being kept."""

import base64
import itertools
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import transfer


@pytest.mark.parametrize(
    ("written", "encoding", "read"),
    [
        pytest.param(b"aGVsbG8=", "base64", b"hello", id="base64"),
        pytest.param(b"aGVs\r\nbG8=\r\n", "base64", b"hello", id="base64-in-lines"),
        pytest.param(b"aGVsbG8", "base64", b"hello", id="padding-missing"),
        pytest.param(b"aGVsbG", "base64", b"hell", id="cut-after-six-letters"),
        pytest.param(b"aGVsb", "base64", b"hel", id="one-letter-too-many"),
        pytest.param(b"aG!V#sb-G8=", "base64", b"hello", id="foreign-characters"),
        pytest.param(b"aGVsbG8=\r\n--\r\nlist footer", "base64", b"hello", id="text-after-the-end"),
        pytest.param(b"", "base64", b"", id="nothing"),
        pytest.param(b"=D0=9F soft=\r\n break", "quoted-printable", "П soft break".encode(), id="quoted"),
        pytest.param(b"100% =ZZ =", "quoted-printable", b"100% =ZZ ", id="quoted-badly"),
        pytest.param(b"as it is", "x-uuencode", b"as it is", id="unknown-encoding"),
    ],
)
def test_what_could_be_read(written: bytes, encoding: str, read: bytes) -> None:
    assert transfer.decode(written, encoding) == read


@given(st.binary(max_size=400), st.sampled_from(["base64", "quoted-printable", "7bit"]))
def test_any_octets_are_decoded_and_measured(octets: bytes, encoding: str) -> None:
    transfer.decode(octets, encoding)
    meter = transfer.Meter(encoding)
    meter.feed(octets, 0, len(octets))
    assert meter.size() >= 0


@given(st.binary(max_size=300), st.lists(st.integers(0, 900), max_size=8), st.booleans())
def test_a_size_is_that_of_the_decoded_octets_in_whatever_slices(
    octets: bytes, cuts: list[int], quoted: bool
) -> None:
    if quoted:
        encoding, written = "quoted-printable", quopri.encodestring(octets).replace(b"\n", b"\r\n")
        expected = len(transfer.decode(written, encoding))
    else:
        encoding, written, expected = "base64", base64.encodebytes(octets), len(octets)
    meter = transfer.Meter(encoding)
    edges = [0, *sorted(min(cut, len(written)) for cut in cuts), len(written)]
    for start, end in itertools.pairwise(edges):
        meter.feed(written, start, end)
    assert meter.size() == expected


@pytest.mark.parametrize("width", [60, 72, 76, 998])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n", b" \r\n"], ids=["crlf", "lf", "a-blank-at-the-end"])
@pytest.mark.parametrize(
    "stray", [b"", b" ", b"\r\n", b"==", b"\tA"], ids=["clean", "blank", "empty-line", "padding", "tab"]
)
def test_a_long_part_is_measured_whatever_its_lines_are(width: int, line_end: bytes, stray: bytes) -> None:
    lines = [b"A" * width] * 2000
    lines[1500] = lines[1500][:20] + stray + lines[1500][20:]
    written = line_end.join([b"AAAA", *lines, b"AA=="]) + line_end
    meter = transfer.Meter("base64")
    meter.feed(written, 0, len(written))
    assert meter.size() == written.count(b"A") * 3 // 4
