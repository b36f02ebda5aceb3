"""Where in an IMAP conversation in the clear a fault fell: among a letter's octets, or in a line about one.

Holds always: the stream is the unharmed one, so it is read as RFC 3501 §4.3 writes it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.work.shapes import Shape

_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")
_UID = re.compile(rb"FETCH \(UID (\d+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line without its literals, or a literal; `head` is the line up to there."""

    begin: int
    octets: bytes
    head: bytes
    literal: bool


def _pieces(stream: bytes) -> Iterator[Piece]:
    place, head = 0, b""
    while place < len(stream):
        end = stream.find(b"\r\n", place)
        end = len(stream) if end < 0 else end + 2
        line = stream[place:end]
        yield Piece(place, line, head, literal=False)
        place, head = end, head + line
        if found := _LITERAL.search(line):
            octets = stream[place : place + int(found[1])]
            yield Piece(place, octets, head, literal=True)
            place += len(octets)
        else:
            head = b""


def spoken(stream: bytes) -> list[int]:
    """The octets that are no letter's own."""
    lines = (each for each in _pieces(stream) if not each.literal)
    return [each.begin + number for each in lines for number in range(len(each.octets))]


def piece_at(stream: bytes, octet: int) -> Piece:
    return next(each for each in _pieces(stream) if each.begin <= octet < each.begin + len(each.octets))


def altered(piece: Piece, letters: Iterable[Shape]) -> frozenset[str]:
    """The subjects of the letter whose own octets these are; of several where they are too few to tell."""
    if not piece.literal or b"BODY[]" not in piece.head:
        return frozenset()
    return frozenset(each.subject for each in letters if piece.octets in each.raw)


def odd(
    piece: Piece, octet: int, bit: int, letters: Iterable[tuple[tuple[str, int], Shape]]
) -> frozenset[str]:
    """The subjects of the letters, one in each folder, that a line speaks of, whole or with its wrong bit."""
    harmed = bytearray(piece.octets)
    harmed[octet - piece.begin] ^= 1 << bit
    spoken_of = {int(uid) for line in (piece.octets, harmed) for uid in _UID.findall(piece.head + line)}
    return frozenset(each.subject for (_, uid), each in letters if uid in spoken_of)
