"""Programs that fetch a mailbox, each with its own default settings, and what each leaves behind.

Holds always: what was stored is counted after each run; a run that lost a letter raises `Lost`.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from imapclient import imap_utf7

from bench.house import House, settle
from tests.acceptance import measured
from tests.acceptance.program import POSTROOM
from tests.fakes import line, require
from tests.fakes.dovecot_box import Box


class Lost(Exception):
    """A program did not store every letter."""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run."""

    whole: float  # seconds of the whole process
    megabytes: float  # peak resident size
    trips: int | None  # round trips counted on the line, where there is one
    own_seconds: float | None = None  # as Postroom reports
    own_trips: int | None = None  # likewise


@dataclass(frozen=True, slots=True)
class Way:
    """How the server is reached: directly, or through a line that counts."""

    port: int
    through: line.Line | None = None

    def measure(
        self, command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None
    ) -> tuple[Run, str]:
        """One command with the disk settled before; also what it printed."""
        settle()
        if self.through:
            self.through.forget()
        found = measured.run(command, env=dict(env) if env else None, cwd=folder)
        trips = self.through.seen().round_trips if self.through else None
        return Run(found.seconds, found.megabytes, trips), found.out


# what it fetches, how many letters that are, by which way, into which empty folder
Fetch = Callable[[House, Box, int, Way, Path], Run]


@dataclass(frozen=True, slots=True)
class Contestant:
    name: str
    stores: str
    run: Fetch
    program: str | None = None  # of `require.PACKAGES`

    def missing(self) -> str | None:
        """What to say of a program that is not there."""
        if self.program is None or require.find(self.program):
            return None
        return f"not installed (Debian package: {require.PACKAGES[self.program]})"


_MBSYNC = """
IMAPAccount there
Host localhost
Port {port}
User {user}
Pass {password}
SSLType IMAPS
CertificateFile {ca}

IMAPStore there
Account there

MaildirStore here
Path {folder}/mail/
Inbox {folder}/mail/INBOX
SubFolders Verbatim

Channel bench
Far :there:
Near :here:
Patterns INBOX "{sent}"
Create Near
SyncState *
"""
_OFFLINEIMAP = """
[general]
accounts = bench
metadata = {folder}/state

[Account bench]
localrepository = here
remoterepository = there

[Repository here]
type = Maildir
localfolders = {folder}/mail

[Repository there]
type = IMAP
remotehost = localhost
remoteport = {port}
remoteuser = {user}
remotepass = {password}
ssl = yes
sslcacertfile = {ca}
"""
_DROP = """
import imapclient, ssl, sys
port, ca, user, password, sent = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
found = 0
with imapclient.IMAPClient("localhost", port=int(port), ssl_context=context) as client:
    client._imap.debug = 0
    client.login(user, password)
    for name in ("INBOX", sent):
        client.select_folder(name, readonly=True)
        uids = client.search("ALL")
        found += len(uids)
        for start in range(0, len(uids), 100):
            client.fetch(uids[start:start + 100], ["BODY.PEEK[]"])
print(found)
"""


def _postroom(house: House, box: Box, letters: int, way: Way, folder: Path) -> Run:
    program = house.program(folder, way.port, IMPORT_LETTERS=str(letters))
    house.connect(program, box, way.port)
    found, out = way.measure([POSTROOM, "sync", box.address, "--json"], folder, program.environment())
    report = json.loads(out)
    stored = report["letters_stored"]
    audit = program.json("audit", box.address)
    if stored != letters or not audit["current"]:
        raise Lost(f"Postroom stored {stored} of {letters}")
    return replace(found, own_seconds=report["seconds"], own_trips=report["round_trips"])


def _maildir(command: list[str], config: str) -> Fetch:
    """A program that keeps a Maildir; `command` gets the path of its configuration as last argument."""

    def run(house: House, box: Box, letters: int, way: Way, folder: Path) -> Run:
        assert box.sent is not None
        (folder / "mail").mkdir()
        path = folder / "config"
        path.write_text(
            config.format(
                folder=folder,
                port=way.port,
                user=box.address,
                password=box.password,
                ca=house.issued.ca_file,
                sent=imap_utf7.encode(box.sent).decode("ascii"),
            ),
            encoding="utf-8",
        )
        found, _ = way.measure([*command, path], folder, {**os.environ, "HOME": str(folder)})
        stored = sum(len(list(folder.glob(f"mail/*/{part}/*"))) for part in ("cur", "new"))
        if stored != letters:
            raise Lost(f"{command[0]} stored {stored} of {letters}")
        return found

    return run


def _drop(house: House, box: Box, letters: int, way: Way, folder: Path) -> Run:
    assert box.sent is not None
    arguments = [str(way.port), str(house.issued.ca_file), box.address, box.password, box.sent]
    found, out = way.measure([sys.executable, "-c", _DROP, *arguments], folder, None)
    if int(out) != letters:
        raise Lost(f"{out.strip()} of {letters} were read")
    return found


POSTROOM_SYNC = Contestant("Postroom", "parsed, indexed rows; no octets", _postroom)
MBSYNC = Contestant(
    "mbsync", "maildir files, synced to disk", _maildir(["mbsync", "-a", "-c"], _MBSYNC), "mbsync"
)
OFFLINEIMAP = Contestant(
    "OfflineIMAP",
    "maildir files + status db",
    _maildir(["offlineimap", "-o", "-u", "quiet", "-c"], _OFFLINEIMAP),
    "offlineimap",
)
DROP = Contestant("read and drop", "nothing", _drop)
ALL = (POSTROOM_SYNC, MBSYNC, OFFLINEIMAP, DROP)
