"""The parts of a letter are those that other programs find, however the octets arrive."""

import email
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import mime_walk, transfer
from tests import corpus, letters

LAST = datetime(2026, 11, 20, 12, tzinfo=UTC)
CORPUS = tuple(corpus.letters(30, seed=5, first=LAST - timedelta(days=29), last=LAST))
# Where the standard library sees no parts, or other ones, in what is broken.
BROKEN = {"boundary-twice", "delimiter-missing", "header-torn", "body-at-once", "cut-short", "strange-octets"}
KEPT = 1024 * 1024


def walked(octets: bytes, cuts: list[int] | None = None) -> mime_walk.Walked:
    walk = mime_walk.Walk(KEPT)
    edges = [0, *sorted(min(cut, len(octets)) for cut in cuts or []), len(octets)]
    for start, end in itertools.pairwise(edges):
        walk.feed(octets[start:end])
    return walk.close()


def sections(message: Message, prefix: str = "") -> Iterator[tuple[str, Message]]:
    """The parts with their section numbers (RFC 3501 §6.4.5), as the standard library sees them."""
    if message.get_content_maintype() != "multipart":
        yield prefix or "1", message
        return
    parts = message.get_payload()
    assert isinstance(parts, list)
    for number, part in enumerate(parts, 1):
        assert isinstance(part, Message)
        yield from sections(part, f"{prefix}.{number}" if prefix else str(number))


@pytest.mark.parametrize(
    "raw",
    [pytest.param(letters.read(name), id=name) for name in letters.NAMES if name not in BROKEN]
    + [pytest.param(made.raw, id=f"made-up-{number}") for number, made in enumerate(CORPUS)],
)
def test_parts_numbers_and_sizes_are_those_of_the_standard_library(raw: bytes) -> None:
    ours = {part.number: part for part in walked(raw).parts}
    theirs = dict(sections(email.message_from_bytes(raw)))
    texts = {number for number, part in theirs.items() if part.get_content_maintype() == "text"}
    assert set(ours) <= set(theirs)
    assert {number for number in texts if theirs[number].get_content_subtype() != "x-amp-html"} <= set(ours)
    for number, part in ours.items():
        assert part.head.type == theirs[number].get_content_type()
        payload = theirs[number].get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue  # a letter inside: the standard library has taken it apart
        if part.use == "file":
            assert part.size == len(payload)
        else:
            assert transfer.decode(part.octets, part.head.encoding) == payload


@given(st.data())
def test_slices_make_no_difference(data: st.DataObject) -> None:
    raw = letters.read(data.draw(st.sampled_from(letters.NAMES)))
    place = data.draw(st.integers(0, len(raw)))
    raw = (
        raw[:place]
        + data.draw(st.sampled_from([b"", b"\n", b"\r", b"--", b"\r\n--", b"\n--inner\n"]))
        + raw[place:]
    )
    cuts = data.draw(st.lists(st.integers(0, len(raw)), max_size=20))
    assert walked(raw, cuts) == walked(raw)


@pytest.mark.parametrize("name", letters.NAMES)
def test_one_octet_at_a_time_makes_no_difference(name: str) -> None:
    raw = letters.read(name)
    assert walked(raw, list(range(len(raw)))) == walked(raw)


@pytest.mark.parametrize("name", letters.NAMES)
def test_bare_line_feeds_give_the_same_parts(name: str) -> None:
    raw = letters.read(name)
    parts, bare = walked(raw).parts, walked(raw.replace(b"\r\n", b"\n")).parts
    assert [(part.number, part.head) for part in parts] == [(part.number, part.head) for part in bare]


@given(st.integers(0, 4000))
def test_a_letter_cut_anywhere_has_the_parts_that_were_begun(length: int) -> None:
    raw = letters.read("attachments")
    whole = [part.number for part in walked(raw).parts]
    cut = [part.number for part in walked(raw[:length]).parts]
    assert cut[:-1] == whole[: max(0, len(cut) - 1)]  # what the last one was to be, the cut may hide


def test_of_text_no_more_than_asked_for_is_kept_and_of_files_nothing() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + b"t" * 5000 + b"\r\n--b\r\n\r\n"
        b"more\r\n--b\r\nContent-Type: image/png\r\n\r\n" + b"i" * 5000 + b"\r\n--b--\r\n"
    )
    walk = mime_walk.Walk(100)
    walk.feed(raw)
    kept = [
        (part.number, len(part.octets), part.size) for part in walk.close().parts if part.octets or part.size
    ]
    assert kept == [("1", 100, 0), ("3", 0, 5000)]
