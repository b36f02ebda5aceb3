"""Mailboxes held in memory: folders, letters and their numbers.

Holds always:
- UIDs rise as they are given out, and none is given twice under one UIDVALIDITY (RFC 3501 §2.3.1.1);
- every change raises the folder's HIGHESTMODSEQ (RFC 7162 §3.1.2.1);
- a folder's state is replaced whole, so whoever reads it sees one moment;
- a test may change a mailbox from any thread, and sessions that wait hear of it.
"""

import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from imapclient import imap_utf7

from tests import corpus
from tests.fakes.imap_server.character import Place


@dataclass(frozen=True, slots=True)
class Letter:
    uid: int
    octets: bytes = field(repr=False)
    received: datetime  # aware; INTERNALDATE
    modseq: int
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class State:
    """A folder at one moment; letters rise by UID."""

    uidvalidity: int
    uidnext: int = 1
    highestmodseq: int = 1
    letters: tuple[Letter, ...] = ()

    def with_letters(self, *more: Letter) -> "State":
        letters = tuple(sorted((*self.letters, *more), key=lambda letter: letter.uid))
        highest = max(self.highestmodseq, *(letter.modseq for letter in more))
        uidnext = max(self.uidnext, *(letter.uid + 1 for letter in more))
        return replace(self, letters=letters, highestmodseq=highest, uidnext=uidnext)


@dataclass(slots=True)
class Folder:
    place: Place
    state: State

    @property
    def wire_name(self) -> bytes:
        """Modified UTF-7 (RFC 3501 §5.1.3)."""
        name: bytes = imap_utf7.encode(self.place.name)
        return name


@dataclass(slots=True, eq=False)
class Box:
    """One person's mailbox; made by `server.ImapServer.user`."""

    address: str
    login: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    # The one for the web, which some services do not take by IMAP.
    ordinary_password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    folders: dict[str, Folder] = field(default_factory=dict, repr=False)
    _waiting: set[Callable[[], None]] = field(default_factory=set, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _nested: int = field(default=0, repr=False)
    _validities: int = field(default=1_600_000_000, repr=False)

    @property
    def sent(self) -> str:
        return next(name for name, folder in self.folders.items() if folder.place.use == "\\Sent")

    def add_folder(self, place: Place) -> None:
        with self._changing():
            self._validities += 1
            self.folders[place.name] = Folder(place, State(self._validities))

    def folder(self, wire_name: bytes) -> Folder | None:
        """The folder a client means; INBOX in any case (RFC 3501 §5.1)."""
        for folder in self.folders.values():
            alike = folder.wire_name.upper() == b"INBOX" == wire_name.upper()
            if folder.wire_name == wire_name or alike:
                return folder
        return None

    def named(self, name: str) -> Folder:
        """By the name for people. Raises `KeyError`."""
        if found := self.folder(imap_utf7.encode(name)):
            return found
        raise KeyError(name)

    def deliver(self, raw: bytes, *, folder: str = "INBOX", received: datetime | None = None) -> int:
        """Puts one letter into a folder; its UID. `received`, now unless given, becomes its INTERNALDATE."""
        with self._changing():  # the number and the letter at once
            return self.hold(raw, folder=folder, received=received, ahead="uid")()

    def hold(
        self, raw: bytes, *, ahead: str, folder: str = "INBOX", received: datetime | None = None
    ) -> Callable[[], int]:
        """A letter whose number is out before it shows; call the answer to show it, which gives its UID.

        `ahead`: "uid" - its UID is given and UIDNEXT goes up already, so it will show below UIDNEXT;
        "modseq" - only HIGHESTMODSEQ goes up already.
        """
        assert ahead in ("uid", "modseq")
        moment = (received or datetime.now(UTC)).replace(microsecond=0)
        kept = self.named(folder)
        with self._changing():
            modseq = kept.state.highestmodseq + 1
            uid = kept.state.uidnext
            kept.state = replace(kept.state, highestmodseq=modseq)
            if ahead == "uid":
                kept.state = replace(kept.state, uidnext=uid + 1)

        def show() -> int:
            with self._changing():
                given = uid if ahead == "uid" else kept.state.uidnext
                kept.state = kept.state.with_letters(Letter(given, raw, moment, modseq))
            return given

        return show

    def skip(self, numbers: int, folder: str = "INBOX") -> None:
        """So many UIDs are never given to a letter."""
        kept = self.named(folder)
        with self._changing():
            kept.state = replace(kept.state, uidnext=kept.state.uidnext + numbers)

    def fill(self, letters: Iterable[corpus.CorpusLetter]) -> None:
        """Delivers each into the folder of its role."""
        for letter in letters:
            folder = self.sent if letter.role == "sent" else "INBOX"
            self.deliver(letter.raw, folder=folder, received=letter.received)

    def uids(self, folder: str = "INBOX") -> list[int]:
        """The UIDs that show, rising."""
        return [letter.uid for letter in self.named(folder).state.letters]

    def flags(self, uid: int, folder: str = "INBOX") -> frozenset[str]:
        return next(letter.flags for letter in self.named(folder).state.letters if letter.uid == uid)

    def flag(self, uid: int, *flags: str, folder: str = "INBOX") -> None:
        """Flags of a letter are set to these."""
        kept = self.named(folder)
        with self._changing():
            modseq = kept.state.highestmodseq + 1
            letters = tuple(
                replace(letter, flags=frozenset(flags), modseq=modseq) if letter.uid == uid else letter
                for letter in kept.state.letters
            )
            kept.state = replace(kept.state, letters=letters, highestmodseq=modseq)

    def expunge(self, *uids: int, folder: str = "INBOX") -> None:
        """Letters vanish from the server."""
        kept = self.named(folder)
        with self._changing():
            left = tuple(letter for letter in kept.state.letters if letter.uid not in uids)
            kept.state = replace(kept.state, letters=left, highestmodseq=kept.state.highestmodseq + 1)

    def renumber(self, folder: str = "INBOX") -> None:
        """The same letters under a new UIDVALIDITY, with UIDs from 1 without gaps."""
        kept = self.named(folder)
        with self._changing():
            self._validities += 1
            letters = (replace(each, uid=uid) for uid, each in enumerate(kept.state.letters, start=1))
            fresh = State(self._validities, highestmodseq=kept.state.highestmodseq + 1)
            kept.state = fresh.with_letters(*letters) if kept.state.letters else fresh

    def listen(self, wake: Callable[[], None]) -> None:
        """`wake` is called, in whatever thread, after each change."""
        with self._lock:
            self._waiting.add(wake)

    def unlisten(self, wake: Callable[[], None]) -> None:
        with self._lock:
            self._waiting.discard(wake)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Whoever listens is woken once, after the outermost of nested changes."""
        with self._lock:
            self._nested += 1
            try:
                yield
            finally:
                self._nested -= 1
            if not self._nested:
                for wake in self._waiting:
                    wake()
