"""What every benchmark runs in: a real Dovecot over TLS on loopback, and folders that vanish afterwards."""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests import corpus
from tests.acceptance.conftest import ADMIN
from tests.acceptance.program import Program
from tests.fakes import certificates, dovecot
from tests.fakes.dovecot_box import Box

REST_SECONDS = 0.5  # for the disk, before each measured run


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who measures chose."""

    runs: int = 3
    letters: tuple[int, ...] = (500, 5000)
    round_trip: float = 0.05  # seconds, where a benchmark plays a slow line
    quiet_seconds: float = 60.0  # for which watched mailboxes are left alone
    skip: frozenset[str] = frozenset()  # programs to leave out
    mailboxes: int = 10_000  # of the fleet
    watched: int = 2_000  # of them
    rhythm: tuple[int, int] = (10, 20)  # POSTROOM_SYNC_MINUTES there
    minutes: float = 20.0  # for which the fleet is measured
    letters_a_minute: float = 60.0
    warm_up: float | None = None  # seconds before; None: until the first mailbox is due again
    workers: int = 0  # beside the bot, on PostgreSQL; 0: SQLite


@dataclass(frozen=True, slots=True)
class House:
    folder: Path
    server: dovecot.Dovecot
    issued: certificates.Certificates

    @contextmanager
    def room(self) -> Iterator[Path]:
        """An empty folder of one run."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        yield folder
        shutil.rmtree(folder)

    def boxes(self, count: int) -> list[Box]:
        """Many empty mailboxes: 2,000 are made in about a second."""
        return [self.server.user(f"box{number}@acme.test") for number in range(count)]

    def filled(self, letters: int) -> Box:
        """One mailbox with this many letters, a mail program having opened each folder before."""
        box = self.server.user(f"filled{letters}@acme.test")
        now = datetime.now(UTC)
        first, last = now - timedelta(days=29), now - timedelta(hours=1)
        box.fill(corpus.letters(letters, seed=1, first=first, last=last, team_address=box.address))
        self.warm(box)
        return box

    def warm(self, box: Box) -> None:
        """The server's caches are then warm for everybody, and its files have their final places."""
        assert box.sent is not None
        with box.session() as session:
            for name in ("INBOX", box.sent):
                session.select_folder(name)
                for uid in session.search("ALL"):
                    session.fetch([uid], ["INTERNALDATE", "RFC822.SIZE", "BODY.PEEK[]"])

    def program(self, folder: Path, port: int, **settings: str) -> Program:
        """Postroom with a data folder in `folder`, allowed to reach this server at `port`."""
        given = {"ADMINS": ADMIN, "CA_FILE": str(self.issued.ca_file), "TRUSTED_HOSTS": f"localhost:{port}"}
        return Program(folder, {**given, **settings})

    def connect(self, program: Program, box: Box, port: int) -> None:
        """Connects a mailbox to Postroom; imports nothing."""
        servers = ["--imap-host", "localhost", "--imap-port", str(port), "--imap-security", "tls"]
        add = ["mailbox", "add", box.address, "--owner", ADMIN, "--password-stdin", "--no-smtp-check"]
        program.ok(*add, *servers, stdin=f"{box.password}\n")


@contextmanager
def house(*, sessions_per_process: int = 1) -> Iterator[House]:
    """`sessions_per_process`: of Dovecot; 50 for benchmarks with hundreds of sessions at a time."""
    with tempfile.TemporaryDirectory(prefix="postroom-bench-") as folder:
        issued = certificates.issue(Path(folder))
        with dovecot.server(issued.localhost, sessions_per_process=sessions_per_process) as server:
            yield House(Path(folder), server, issued)


def many_files() -> None:
    """Thousands of connections are thousands of files, here and in what is started from here."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def settle() -> None:
    """Nothing of what ran before is still on its way to the disk."""
    os.sync()
    time.sleep(REST_SECONDS)


def say(text: str) -> None:
    """Tells on stderr how far it is; stdout is for tables."""
    print(text, file=sys.stderr, flush=True)
