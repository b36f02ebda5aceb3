"""NOTIFY (RFC 5465): which folders a client wants to hear of without asking."""

from dataclasses import dataclass, field

from tests.fakes.imap_server import fetch, listing
from tests.fakes.imap_server.arguments import Arguments, BadSyntax
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.mailbox import Box, Folder, State

_EVENTS = frozenset({"MESSAGENEW", "MESSAGEEXPUNGE", "FLAGCHANGE", "MAILBOXNAME", "SUBSCRIPTIONCHANGE"})
_TOLD = ("MESSAGES", "UIDNEXT", "UIDVALIDITY")


@dataclass(slots=True)
class Watch:
    """What a session asked for; empty until then."""

    selected: bool = False
    delayed: bool = False  # EXPUNGE waits until a command allows it (RFC 5465 §6.2)
    new: fetch.Wish | None = None  # told of each new letter of the open folder
    folders: list[Folder] = field(default_factory=list)
    at_once: bool = False  # their STATUS is told with the answer
    _told: dict[str, State] = field(default_factory=dict)

    def begin(self, character: Character) -> list[bytes]:
        self._told = {folder.place.name: folder.state for folder in self.folders}
        return [listing.status(each, _TOLD, character) for each in self.folders if self.at_once]

    def news(self, opened: Folder | None, character: Character) -> list[bytes]:
        """STATUS of each watched folder but the open one that changed since it was last told of."""
        said: list[bytes] = []
        for folder in self.folders:
            state = folder.state
            if folder is not opened and state is not self._told[folder.place.name]:
                self._told[folder.place.name] = state
                said.append(listing.status(folder, _TOLD, character))
        return said


def parse(args: Arguments, box: Box, character: Character) -> Watch:
    """Everything after NOTIFY."""
    watch = Watch()
    if args.accept(b"NONE"):
        args.end()
        return watch
    args.expect(b"SET")
    watch.at_once = args.accept(b" STATUS")
    while not args.ended():
        args.space()
        args.expect(b"(")
        _group(watch, args, box, character)
        args.expect(b")")
    return watch


def _group(watch: Watch, args: Arguments, box: Box, character: Character) -> None:
    kind = args.word()
    names: list[bytes] = []
    if kind in ("MAILBOXES", "SUBTREE"):
        args.space()
        names = args.several(args.astring) if args.comes(b"(") else [args.astring()]
    args.space()
    wanted, new = _events(args, character)
    if not wanted:
        return
    if kind in ("SELECTED", "SELECTED-DELAYED"):
        watch.selected, watch.delayed, watch.new = True, kind == "SELECTED-DELAYED", new
    elif kind in ("PERSONAL", "SUBSCRIBED", "INBOXES"):
        inboxes_only = kind == "INBOXES"
        every = [each for each in box.folders.values() if each.place.selectable]
        watch.folders += [each for each in every if each.place.name == "INBOX" or not inboxes_only]
    elif kind in ("MAILBOXES", "SUBTREE"):
        watch.folders += [folder for name in names if (folder := box.folder(name))]
    else:
        raise BadSyntax


def _events(args: Arguments, character: Character) -> tuple[bool, fetch.Wish | None]:
    """Whether there are any, and what is told of a new letter."""
    if args.accept(b"NONE"):
        return False, None
    found: set[str] = set()
    new: fetch.Wish | None = None
    args.expect(b"(")
    while True:
        found.add(event := args.word())
        if event not in _EVENTS:
            raise BadSyntax
        if event == "MESSAGENEW" and args.comes(b" ("):
            args.space()
            start = args.at
            depth = 0
            while True:  # up to the parenthesis that closes this list
                sign = args.raw[args.at : args.at + 1]
                depth += {b"(": 1, b")": -1}.get(sign, 0)
                args.at += 1
                if depth == 0 or not sign:
                    break
            new = fetch.parse(Arguments(args.raw[start : args.at]), character, by_uid=False)
        if args.accept(b")"):
            break
        args.space()
    if ("MESSAGENEW" in found) != ("MESSAGEEXPUNGE" in found):  # RFC 5465 §5
        raise BadSyntax
    return True, new
