"""SEARCH (RFC 3501 §6.4.4): the keys that mail programs of our kind use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tests.fakes.imap_server import fetch, sections, sets
from tests.fakes.imap_server.arguments import Arguments, BadSyntax
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.mailbox import Letter

Test = Callable[[int, Letter], bool]  # takes the number of the letter, too

_FLAGS = {"SEEN": "\\Seen", "ANSWERED": "\\Answered", "FLAGGED": "\\Flagged", "DELETED": "\\Deleted"}
_RETURNED = frozenset({"MIN", "MAX", "COUNT", "ALL"})


class NotUnderstood(Exception):
    """A key that this server does not know; the words name it."""


@dataclass(frozen=True, slots=True)
class Search:
    tests: tuple[Test, ...]
    by_modseq: bool
    returned: frozenset[str] | None = None  # RFC 4731 §3.1; None asks for a plain answer

    def hits(self, view: Sequence[Letter]) -> list[tuple[int, Letter]]:
        return [
            (number, letter)
            for number, letter in enumerate(view, start=1)
            if all(test(number, letter) for test in self.tests)
        ]


def parse(args: Arguments, character: Character, view: Sequence[Letter]) -> Search:
    """`view` gives "*" its meaning."""
    returned: frozenset[str] | None = None
    if character.offers("ESEARCH") and args.accept(b"RETURN "):
        returned = frozenset(args.several(args.word)) or frozenset({"ALL"})
        if not returned <= _RETURNED:
            raise BadSyntax
        args.space()
    if args.accept(b"CHARSET "):
        args.astring()
        args.space()
    tests: list[Test] = []
    begin = args.at
    while True:
        tests.append(_key(args, character, view))
        if args.ended():
            break
        args.space()
    by_modseq = b"MODSEQ" in args.raw[begin:].upper()
    return Search(tuple(tests), by_modseq, returned)


def extended(returned: frozenset[str], numbers: Sequence[int]) -> bytes:
    """What ESEARCH tells of the hits (RFC 4731 §3.1), with a blank before it."""
    said = b" COUNT %d" % len(numbers) if "COUNT" in returned else b""
    if numbers:
        said += b" MIN %d" % min(numbers) if "MIN" in returned else b""
        said += b" MAX %d" % max(numbers) if "MAX" in returned else b""
        said += b" ALL " + sets.text(numbers).encode("ascii") if "ALL" in returned else b""
    return said


def _key(args: Arguments, character: Character, view: Sequence[Letter]) -> Test:
    if args.comes(b"("):
        tests = args.several(lambda: _key(args, character, view))
        return lambda number, letter: all(test(number, letter) for test in tests)
    if args.raw[args.at : args.at + 1] in b"0123456789*" and not args.ended():
        numbers = sets.within(args.sequence_set(), len(view))
        return lambda number, letter: any(low <= number <= high for low, high in numbers)
    begin, key = args.at, args.word()
    if character.search_keys is not None and key not in character.search_keys:
        raise NotUnderstood(args.raw[begin:].decode("utf-8", "replace").upper())
    return _named(key, args, character, view)


def _named(key: str, args: Arguments, character: Character, view: Sequence[Letter]) -> Test:
    if key == "ALL":
        return lambda number, letter: True
    if key in _FLAGS:
        return lambda number, letter: _FLAGS[key] in letter.flags
    if key.removeprefix("UN") in _FLAGS:
        return lambda number, letter: _FLAGS[key.removeprefix("UN")] not in letter.flags
    args.space()
    match key:
        case "UID":
            highest = max((letter.uid for letter in view), default=0)
            uids = sets.within(args.sequence_set(), highest)
            return lambda number, letter: any(low <= letter.uid <= high for low, high in uids)
        case "SINCE" | "BEFORE" | "ON":
            return _dated(key, _date(args))
        case "NOT":
            test = _key(args, character, view)
            return lambda number, letter: not test(number, letter)
        case "OR":
            one = _key(args, character, view)
            args.space()
            other = _key(args, character, view)
            return lambda number, letter: one(number, letter) or other(number, letter)
        case "HEADER":
            name = args.astring()
            args.space()
            return _field(name, args.astring())
        case "FROM" | "TO" | "CC" | "SUBJECT":
            return _field(key.encode("ascii"), args.astring())
        case "MODSEQ" if character.offers("CONDSTORE"):
            modseq = args.number()
            return lambda number, letter: letter.modseq >= modseq
        case _:
            raise BadSyntax


def _date(args: Arguments) -> date:
    spelled = args.astring().decode("utf-8", "replace")
    try:
        day, month, year = spelled.split("-")
        return date(int(year), fetch.month(month), int(day))
    except ValueError:
        raise BadSyntax from None


def _dated(key: str, day: date) -> Test:
    """By INTERNALDATE, whose zone is left out of account."""
    if key == "SINCE":
        return lambda number, letter: letter.received.date() >= day
    if key == "BEFORE":
        return lambda number, letter: letter.received.date() < day
    return lambda number, letter: letter.received.date() == day


def _field(name: bytes, wanted: bytes) -> Test:
    """The field holds the words, as octets and in any case."""

    def test(number: int, letter: Letter) -> bool:
        block = sections.header_fields(letter.octets, frozenset({name.upper()})).removesuffix(b"\r\n")
        return bool(block) and wanted.upper() in block.partition(b":")[2].upper()

    return test
