"""FETCH (RFC 3501 §6.4.5): what was asked for, and the answer for one letter, lies included."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tests.fakes.imap_server import sections
from tests.fakes.imap_server.arguments import Arguments, BadSyntax
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.mailbox import Letter

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FAST = ("FLAGS", "INTERNALDATE", "RFC822.SIZE")
_RFC822 = {"RFC822": "", "RFC822.HEADER": "HEADER", "RFC822.TEXT": "TEXT"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked of each letter; for octets `section` is what stands in the brackets."""

    name: str  # as the answer calls it, the origin of a partial fetch not included
    section: str | None = None
    fields: frozenset[bytes] = frozenset()
    partial: tuple[int, int] | None = None
    marks_seen: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    items: tuple[Item, ...]
    changed_since: int | None = None  # RFC 7162 §3.1.4.1

    @property
    def octets(self) -> bool:
        """Whether bodies are asked for, not only facts or header fields."""
        return any(item.section in ("", "TEXT") for item in self.items)

    def asks(self, name: str) -> bool:
        return any(item.name == name for item in self.items)


def parse(args: Arguments, character: Character, *, by_uid: bool) -> Wish:
    """Everything after the sequence-set."""
    condstore = character.offers("CONDSTORE")
    found: list[Item] = []
    if args.comes(b"("):
        for item in args.several(lambda: _item(args, condstore=condstore)):
            found.append(item)
    elif args.accept(b"FAST"):
        found = [Item(name) for name in _FAST]
    else:
        found = [_item(args, condstore=condstore)]
    changed_since = None
    if condstore and args.accept(b" (CHANGEDSINCE "):
        changed_since = args.number()
        args.expect(b")")
    args.end()
    if not found:
        raise BadSyntax
    if changed_since is not None and all(item.name != "MODSEQ" for item in found):
        found.append(Item("MODSEQ"))
    if by_uid and all(item.name != "UID" for item in found):
        found.insert(0, Item("UID"))
    return Wish(tuple(dict.fromkeys(found)), changed_since)


def _item(args: Arguments, *, condstore: bool) -> Item:
    name = args.word()
    if name in ("BODY", "BODY.PEEK") and args.accept(b"["):
        return _section(args, marks_seen=name == "BODY")
    if name in _RFC822:
        return Item(name, _RFC822[name], marks_seen=name != "RFC822.HEADER")
    if name in ("UID", *_FAST) or (name == "MODSEQ" and condstore):
        return Item(name)
    raise BadSyntax


def _section(args: Arguments, *, marks_seen: bool) -> Item:
    section, label, fields = "", "", frozenset[bytes]()
    if not args.comes(b"]"):
        section = label = args.word()
        if section in ("HEADER.FIELDS", "HEADER.FIELDS.NOT"):
            args.space()
            names = [name.upper() for name in args.several(args.astring)]
            fields = frozenset(names)
            label += f" ({b' '.join(names).decode('ascii')})"
        elif section not in ("HEADER", "TEXT"):
            raise BadSyntax
    args.expect(b"]")
    partial = None
    if args.accept(b"<"):
        partial = (args.number(), 0)
        args.expect(b".")
        partial = (partial[0], args.number())
        args.expect(b">")
        if partial[1] == 0:  # nz-number
            raise BadSyntax
    return Item(f"BODY[{label}]", section, fields, partial, marks_seen)


def answer(
    number: int, letter: Letter, wish: Wish, character: Character, octets: Callable[[int], bytes]
) -> bytes:
    """`octets` gives a letter's octets by its UID."""
    said = []
    for item in wish.items:
        if item.name == "INTERNALDATE" and not character.dated:
            continue
        said.append(_value(item, letter, character, octets))
    return b"* %d FETCH (%s)\r\n" % (number, b" ".join(said))


def _value(item: Item, letter: Letter, character: Character, octets: Callable[[int], bytes]) -> bytes:
    name = item.name.encode("ascii")
    if item.section is not None:
        if item.partial:
            name += b"<%d>" % item.partial[0]
        if letter.uid in character.bodiless:
            return name + b" NIL"
        if character.empty_rfc822 and item.name == "RFC822":
            return name + b' ""'
        part = _part(item, octets(letter.uid))
        return name + b" {%d}\r\n%s" % (len(part), part)
    match item.name:
        case "UID":
            value = b"%d" % letter.uid
        case "FLAGS":
            value = flags(letter)
        case "INTERNALDATE":
            value = b'"%s"' % date_time(letter.received)
        case "MODSEQ":
            value = b"(%d)" % letter.modseq
        case _:
            value = b"%d" % dict(character.wrong_sizes).get(letter.uid, len(letter.octets))
    return name + b" " + value


def _part(item: Item, octets: bytes) -> bytes:
    match item.section:
        case "HEADER":
            part = sections.header(octets)
        case "TEXT":
            part = sections.text(octets)
        case "HEADER.FIELDS" | "HEADER.FIELDS.NOT":
            without = item.section.endswith("NOT")
            part = sections.header_fields(octets, item.fields, without=without)
        case _:
            part = octets
    if item.partial:
        offset, count = item.partial
        part = part[offset : offset + count]
    return part


def flags(letter: Letter) -> bytes:
    return b"(%s)" % " ".join(sorted(letter.flags)).encode("ascii")


def date_time(moment: datetime) -> bytes:
    """Without the quotes (RFC 3501 §9, date-time)."""
    return f"{moment.day:2}-{_MONTHS[moment.month - 1]}-{moment:%Y %H:%M:%S %z}".encode("ascii")


def month(name: str) -> int:
    """1 to 12. Raises `ValueError`."""
    return _MONTHS.index(name.capitalize()) + 1
