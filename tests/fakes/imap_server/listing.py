"""LIST and STATUS (RFC 3501 §6.3.8, §6.3.10; RFC 5258, RFC 5819, RFC 6154)."""

import re
from dataclasses import dataclass

from tests.fakes.imap_server.arguments import Arguments, BadSyntax
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.mailbox import Box, Folder

_STATUS_ITEMS = frozenset({"MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN"})


@dataclass(frozen=True, slots=True)
class Wish:
    patterns: tuple[bytes, ...]
    special_only: bool = False
    status: tuple[str, ...] = ()


def parse(args: Arguments, character: Character) -> Wish:
    """Everything after LIST."""
    extended = character.offers("LIST-EXTENDED") or character.offers("LIST-STATUS")
    chosen: list[str] = []
    if extended and args.comes(b"("):
        chosen = args.several(args.word)
        args.space()
    args.astring()  # the reference: nobody of our kind gives one
    args.space()
    patterns = args.several(args.pattern) if extended and args.comes(b"(") else [args.pattern()]
    status: tuple[str, ...] = ()
    if extended and args.accept(b" RETURN ("):
        while not args.accept(b")"):
            if (option := args.word()) == "STATUS" and character.offers("LIST-STATUS"):
                args.space()
                status = status_items(args, character)
            elif option not in ("SPECIAL-USE", "CHILDREN", "SUBSCRIBED"):
                raise BadSyntax
            args.accept(b" ")
    args.end()
    return Wish(tuple(patterns), "SPECIAL-USE" in chosen, status)


def status_items(args: Arguments, character: Character) -> tuple[str, ...]:
    items = args.several(args.word)
    known = _STATUS_ITEMS | ({"HIGHESTMODSEQ"} if character.offers("CONDSTORE") else set())
    if not items or not known.issuperset(items):
        raise BadSyntax
    return tuple(items)


def answers(wish: Wish, box: Box, character: Character) -> list[bytes]:
    delimiter = character.delimiter.encode("ascii")
    if wish.patterns == (b"",):  # RFC 3501 §6.3.8: the delimiter is asked for
        return [b'* LIST (\\Noselect) "%s" ""\r\n' % delimiter]
    said: list[bytes] = []
    for folder in box.folders.values():
        use = folder.place.use
        if (wish.special_only and not use) or not _fits(folder.wire_name, wish.patterns, delimiter):
            continue
        within = folder.wire_name + delimiter
        parent = any(other.wire_name.startswith(within) for other in box.folders.values())
        flags = ["\\HasChildren" if parent else "\\HasNoChildren"]
        if not folder.place.selectable:
            flags.insert(0, "\\Noselect")
        if use and character.tells_use:
            flags.append(use)
        words = " ".join(flags).encode("ascii")
        said.append(b'* LIST (%s) "%s" %s\r\n' % (words, delimiter, quoted(folder.wire_name)))
        if wish.status and folder.place.selectable:
            said.append(status(folder, wish.status, character))
    return said


def _fits(name: bytes, patterns: tuple[bytes, ...], delimiter: bytes) -> bool:
    """ "*" stands for anything, "%" for anything but the delimiter; INBOX fits in any case."""
    for pattern in patterns:
        spelled = re.escape(pattern).replace(rb"\*", b".*").replace(rb"%", b"[^%s]*" % re.escape(delimiter))
        caseless = re.IGNORECASE if name.upper() == b"INBOX" else 0
        if re.fullmatch(spelled, name, caseless | re.DOTALL):
            return True
    return False


def status(folder: Folder, items: tuple[str, ...], character: Character) -> bytes:
    state = folder.state
    values = {
        "MESSAGES": len(state.letters) + character.messages_off,
        "RECENT": 0,
        "UIDNEXT": max(state.uidnext - character.uidnext_behind, 1),
        "UIDVALIDITY": state.uidvalidity,
        "UNSEEN": sum("\\Seen" not in letter.flags for letter in state.letters),
        "HIGHESTMODSEQ": state.highestmodseq,
    }
    told = [item for item in items if item != "UIDNEXT" or character.tells_uidnext]
    pairs = " ".join(f"{item} {max(values[item], 0)}" for item in told).encode("ascii")
    return b"* STATUS %s (%s)\r\n" % (quoted(folder.wire_name), pairs)


def quoted(name: bytes) -> bytes:
    return b'"%s"' % re.sub(rb'([\\"])', rb"\\\1", name)
