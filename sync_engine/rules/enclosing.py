"""What may go with a letter: how large its files are by mail, and what they are called."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sync_engine.policy import Policy
from sync_engine.rules import compose

_LINE = 57  # octets in a line of base64, which is 76 characters and a line break (RFC 2045 §6.8)
_LINE_BY_MAIL = 78
_REST = 256 * 1024  # for the text, twice, and all headers


def by_mail(octets: int) -> int:
    """A file's size as it goes by mail: a good third larger."""
    return -(-octets // _LINE) * _LINE_BY_MAIL


@dataclass(frozen=True, slots=True)
class Room:
    """`letter`: octets that a letter may have by mail; `narrow`: its own server takes less than most do."""

    letter: int
    narrow: bool = False


def room(told: int | None, policy: Policy) -> Room:
    """`told`: what the server says it takes. More than most services take is no use: it has to arrive."""
    if told is not None and told < policy.letter_size:
        return Room(told, narrow=True)
    return Room(policy.letter_size)


def fit(sizes: Iterable[int], room: Room) -> bool:
    """Whether files of these sizes, in octets, can go with one letter."""
    return sum(map(by_mail, sizes)) + _REST <= room.letter


def most(room: Room, policy: Policy) -> int:
    """The largest file that can go, in octets: by mail, and out of Telegram."""
    lines = max(0, room.letter - _REST) // _LINE_BY_MAIL
    return min(lines * _LINE, policy.file_size)


def name(typed: str, taken: Collection[str]) -> str:
    """A name that is a name and no way, and none of those that are taken already."""
    wanted = compose.file_name(typed)
    stem, dot, ending = wanted.rpartition(".")
    if not dot:
        stem, ending = wanted, ""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{stem}-{number}{dot}{ending}"
    return found
