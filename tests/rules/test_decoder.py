"""Decoding a part while it comes: the slices make no difference."""

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import transfer


def in_slices(octets: bytes, encoding: str, size: int) -> bytes:
    decoder = transfer.Decoder(encoding)
    slices = [octets[at : at + size] for at in range(0, len(octets), size)]
    return b"".join([*map(decoder.feed, slices), decoder.rest()])


@given(st.binary(max_size=400), st.integers(1, 90))
def test_what_was_encoded_comes_back(octets: bytes, size: int) -> None:
    assert in_slices(base64.encodebytes(octets), "base64", size) == octets
    whole = binascii.b2a_qp(octets, istext=False)  # as text it would make line ends one kind
    assert in_slices(whole, "quoted-printable", size) == octets
    assert in_slices(octets, "8bit", size) == octets


@given(st.text(alphabet="QUJD \r\n!-", max_size=200).map(str.encode), st.integers(1, 50))
def test_damaged_base64_gives_what_decoding_it_whole_gives(octets: bytes, size: int) -> None:
    assert in_slices(octets, "base64", size) == transfer.unbase64(octets)


@pytest.mark.parametrize("size", [1000, 70_000, 1_000_000])
def test_a_line_without_an_end_does_not_pile_up(size: int) -> None:
    octets = b"=41b" * 100_000
    assert in_slices(octets, "quoted-printable", size) == b"Ab" * 100_000
