"""A mailbox on the IMAP server of the tests, followed by our engine through its public doors.

Holds always: a clock moves on between two syncs, as it does between two checks, so that what is to be tried
again later is tried, and nothing is held back as too frequent.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from storage import letters, mailboxes, models, records
from sync_engine import errors
from sync_engine.rules import providers
from sync_engine.work import audit, turn
from sync_engine.work.kit import Kit
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.mailbox import Box
from tests.fakes.imap_server.server import ImapServer
from tests.work.connecting import connect_to

CHECK = timedelta(minutes=15)  # from one check to the next
DAY_OF_CHECKS = 10  # checks three hours apart
WRITES = re.compile(
    r"(SELECT|STORE|UID STORE|COPY|UID COPY|MOVE|UID MOVE|EXPUNGE|UID EXPUNGE|APPEND|CREATE|DELETE|RENAME"
    r"|SUBSCRIBE|UNSUBSCRIBE|SETMETADATA|SETACL)\b|.*\b(BODY\[|RFC822(\.TEXT)?\b(?!\.))",
    re.IGNORECASE,
)


def raw(subject: str, *, age: timedelta = timedelta(hours=1), size: int = 0) -> bytes:
    """A client's letter; its Date says it is so old, its text has about `size` octets."""
    date = format_datetime(datetime.now(UTC) - age)
    return (
        f"From: petrov@client.test\r\nTo: anna@acme.test\r\nSubject: {subject}\r\nDate: {date}\r\n"
        f"Message-ID: <{subject}@client.test>\r\n\r\n{'x' * 60 + chr(13) + chr(10)}"
    ).encode() + b"Lorem ipsum dolor sit amet, consectetur.\r\n" * (size // 42)


@dataclass(slots=True)
class Followed:
    """Made by `followed`; `kit` follows the clock."""

    imap: ImapServer
    box: Box
    kit: Kit
    ahead: timedelta = timedelta(0)  # of the real clock
    mailbox: records.Mailbox = field(init=False)
    troubles: list[errors.MailError] = field(default_factory=list)  # that ended a sync

    def deliver(self, subject: str, *, folder: str = "INBOX", days: float = 0.05, size: int = 0) -> int:
        """A letter that came so many days ago."""
        age = timedelta(days=days)
        received = datetime.now(UTC) - age
        return self.box.deliver(raw(subject, age=age, size=size), folder=folder, received=received)

    def fill(self) -> None:
        """Eight letters of the window and an older one in Inbox, four in Sent; of different sizes."""
        self.deliver("old", days=45)
        for number in range(8):
            self.deliver(f"in-{number}", days=20 - 2 * number, size=number * 500)
        for number in range(4):
            self.deliver(f"out-{number}", folder=self.box.sent, days=19 - 3 * number, size=number * 300)

    async def connect(self, password: str | None = None) -> None:
        """Connects it, by its right password unless given; a server that cannot now is asked once more."""
        where = providers.Given(host=self.imap.host, port=self.imap.port, security=self.imap.security)
        for attempt in (1, 2):
            try:
                self.mailbox = await connect_to(
                    self.kit, self.box.address, password or self.box.password, where, login=self.box.login
                )
                return
            except errors.MailError as error:
                if attempt == 2 or not error.temporary:
                    raise

    async def settle_in(self) -> None:
        """A mailbox with letters in it is connected, and all of them are here."""
        self.fill()
        await self.connect()
        await self.settle()

    async def sync(self, after: timedelta = CHECK) -> bool:
        """One turn, so long after the last; False where an error ended it that may pass."""
        self.ahead += after
        try:
            await turn.take(self.mailbox.id, self.kit)
        except errors.MailError as error:
            if not error.temporary:
                raise
            self.troubles.append(error)
            return False
        return True

    async def settle(self, syncs: int = DAY_OF_CHECKS) -> None:
        """At most so many turns, within a day and a bit, until everything is here as it should be."""
        for _ in range(syncs):
            await self.sync(after=timedelta(hours=3))
            if await self.held() == self.expected():
                return

    async def _letters(self) -> list[records.StoredLetter]:
        return await letters.newest(self.mailbox.id, 100_000)

    async def held(self) -> list[tuple[str, int, str]]:
        """(role, UID, subject) of each letter we have, quarantined ones without a subject perhaps."""
        return sorted((each.folder, each.letter.uid, each.letter.subject) for each in await self._letters())

    async def quarantined(self) -> list[int]:
        found = await self._letters()
        return sorted(each.letter.uid for each in found if each.letter.status == "quarantined")

    def expected(self) -> list[tuple[str, int, str]]:
        """The same of each letter of the window on the server."""
        since = datetime.now(UTC) - timedelta(days=30)
        return sorted(
            (role, letter.uid, letter.octets.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode())
            for role, name in (("inbox", "INBOX"), ("sent", self.box.sent))
            for letter in self.box.named(name).state.letters
            if letter.received >= since
        )

    async def notices(self) -> Counter[str]:
        """How often each letter is to be told, by its subject."""
        rows = await models.Notice.filter(letter__mailbox_id=self.mailbox.id).prefetch_related("letter")
        return Counter(row.letter.subject for row in rows)

    async def summaries(self) -> set[str | None]:
        """The summaries that tell of its letters; None for those told one by one."""
        return {row.bundle for row in await models.Notice.filter(letter__mailbox_id=self.mailbox.id)}

    async def proof(self) -> audit.Audit:
        """The audit; a server that cannot at the moment is asked once more."""
        credential = await mailboxes.credential(self.mailbox.id)
        try:
            return await audit.audit(self.mailbox, credential, self.kit)
        except errors.MailError:
            return await audit.audit(self.mailbox, credential, self.kit)

    async def check_all_is_here(self) -> None:
        """Every letter of the window is stored once with its own subject, and the audit proves it."""
        expected = self.expected()
        assert await self.held() == expected
        proof = await self.proof()
        assert proof.complete
        assert proof.current
        assert sum(folder.on_server for folder in proof.folders) == len(expected)

    def check_nothing_was_written(self) -> None:
        """And no more links at once than providers like to see."""
        assert [each.text for each in self.imap.commands if WRITES.match(each.text)] == []
        assert self.imap.most_open <= 3


Play = Callable[[Character], AbstractAsyncContextManager[Followed]]  # the fixture `play`


@asynccontextmanager
async def followed(imap: ImapServer, kit: Kit, address: str = "anna@acme.test") -> AsyncIterator[Followed]:
    """An empty mailbox that is not connected yet; at the end nothing may have been written to it."""
    made = Followed(imap, imap.user(address), kit)
    made.kit = replace(kit, clock=lambda: datetime.now(UTC) + made.ahead)
    yield made
    made.check_nothing_was_written()
