"""One person's mailbox on a Dovecot of the tests: letters arrive, vanish, are numbered anew.

Deliveries write maildir files: Dovecot numbers them by the digits their names begin with, and takes
INTERNALDATE (RFC 3501 §2.3.3) from the time of the file.
"""

import os
import pwd
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import imapclient

from tests import corpus


@dataclass(slots=True)
class Box:
    """Made by `dovecot.Dovecot.user`."""

    address: str
    sent: str | None  # name of the Sent folder
    home: Path = field(repr=False)
    owner: pwd.struct_passwd = field(repr=False)
    port: int = field(repr=False)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    _delivered: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        self.add_folder("INBOX")
        if self.sent is not None:
            self.add_folder(self.sent)

    def add_folder(self, name: str) -> None:
        """An empty folder; "/" in the name makes a tree."""
        for part in ("cur", "new", "tmp"):
            self._make(self._path(name) / part)

    def deliver(self, raw: bytes, *, folder: str = "INBOX", received: datetime | None = None) -> None:
        """Puts one letter into a folder; `received` (now unless given) becomes its INTERNALDATE."""
        moment = (received or datetime.now(UTC)).timestamp()
        self._delivered += 1
        bare_newlines = raw.count(b"\n") - raw.count(b"\r\n")
        # S and W are the sizes as stored and with CRLF; with them Dovecot need not read the file to tell.
        sizes = f"S={len(raw)},W={len(raw) + bare_newlines}"
        name = f"{1_000_000_000 + self._delivered}.Q{self._delivered}.test,{sizes}"
        place = self._path(folder)
        draft = place / "tmp" / name
        draft.write_bytes(raw)
        os.utime(draft, (moment, moment))
        os.chown(draft, self.owner.pw_uid, self.owner.pw_gid)
        draft.rename(place / "new" / name)

    def fill(self, letters: Iterable[corpus.CorpusLetter]) -> None:
        """Delivers each into the folder of its role."""
        for letter in letters:
            folder = self.sent if letter.role == "sent" else "INBOX"
            assert folder is not None, "this mailbox has no Sent folder"
            self.deliver(letter.raw, folder=folder, received=letter.received)

    def uids(self, folder: str = "INBOX") -> list[int]:
        """The UIDs on the server, rising."""
        with self.session() as session:
            session.select_folder(folder, readonly=True)
            return sorted(session.search("ALL"))

    def uidvalidity(self, folder: str = "INBOX") -> int:
        with self.session() as session:
            return int(session.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"])

    def expunge(self, *uids: int, folder: str = "INBOX") -> None:
        """Letters vanish from the server."""
        with self.session() as session:
            session.select_folder(folder)
            session.add_flags(uids, [imapclient.DELETED], silent=True)
            session.uid_expunge(uids)

    def recreate(self, folder: str = "INBOX") -> None:
        """The same letters in a new folder of the same name: new UIDVALIDITY, UIDs from 1 without gaps."""
        place = self._path(folder)
        old = place.with_name(f"{place.name}.old")
        place.rename(old)
        self.add_folder(folder)
        for letter in sorted(
            (*(old / "cur").iterdir(), *(old / "new").iterdir()), key=lambda path: path.name
        ):
            letter.rename(place / "new" / letter.name.partition(":")[0])
        shutil.rmtree(old)

    @contextmanager
    def session(self) -> Iterator[imapclient.IMAPClient]:
        """A signed-in session of the person's other mail program."""
        with imapclient.IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20) as client:
            client.normalise_times = False
            client.login(self.address, self.password)
            yield client

    def _path(self, folder: str) -> Path:
        return self.home / "Mail" / folder

    def _make(self, place: Path) -> None:
        """Makes a folder and what is missing above it, each belonging to the server's user."""
        missing = [path for path in (place, *place.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir()
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
