"""Hours that pass in seconds: the real engine on a clock that jumps from one event to the next.

Simulated are the engine's clock, its ticks and everything that goes by them: checks, renewals of IDLE, pauses
after a failure, re-probes, budgets, nightly counts. Real are the servers, the lines to them and what they
tell at once (IDLE); while they are at it the clock stands. Not simulated is how long a connection has lived:
the engine asks the clock of the loop, by which none ever lives for minutes.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from storage import mailboxes, models, records
from sync_engine.rules import providers
from sync_engine.work import audit, door, engine
from sync_engine.work.kit import Kit
from tests import make
from tests.fakes.imap_server.mailbox import Box
from tests.fakes.imap_server.server import ImapServer
from tests.work.connecting import connect_to

TICK = timedelta(seconds=2)
PATIENCE_SECONDS = 20
RENEWED_BEFORE = timedelta(minutes=1)  # a live watch counts as one no more

Act = Callable[[], Awaitable[None]]


@dataclass(slots=True, eq=False)
class Post:
    """One mailbox on its server."""

    imap: ImapServer
    box: Box
    mailbox: records.Mailbox

    async def now(self) -> records.Mailbox:
        found = await mailboxes.get(self.mailbox.id)
        assert found
        return found

    async def alerts(self) -> list[models.Alert]:
        return await models.Alert.filter(mailbox_id=self.mailbox.id).order_by("id")

    async def letters(self, folder: str = "INBOX") -> list[models.Letter]:
        """In the order they were stored, with their notices."""
        rows = models.Letter.filter(mailbox_id=self.mailbox.id, folder__name=folder)
        return await rows.order_by("id").prefetch_related("notices")


@dataclass(slots=True, eq=False)
class Day:
    """Made by `day`; entered moments are added by `at`."""

    kit: Kit
    chance: random.Random
    now: datetime = make.NOW
    machine: engine.Engine = field(init=False)
    tries: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))  # by login
    refused: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _script: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _number: int = 0

    async def connect(self, imap: ImapServer, address: str, provider: str | None = None) -> Post:
        """A mailbox with some older letters, connected now."""
        box = imap.user(address)
        for days in (40, 20, 3, 1):
            self._put(box, "INBOX", self.now - timedelta(days=days))
            self._put(box, box.sent, self.now - timedelta(days=days))
        where = providers.Given(host=imap.host, port=imap.port, security=imap.security)
        mailbox = await connect_to(self.kit, address, box.password, where)
        await models.Mailbox.filter(id=mailbox.id).update(provider=provider)
        return Post(imap, box, mailbox)

    def letter(self) -> bytes:
        """A client's."""
        self._number += 1
        head = f"From: petrov@client.test\r\nTo: anna@acme.test\r\nSubject: letter-{self._number}\r\n"
        return f"{head}Message-ID: <{self._number}@client.test>\r\n\r\nDear Anna\r\n".encode()

    def _put(self, box: Box, folder: str, received: datetime) -> int:
        return box.deliver(self.letter(), folder=folder, received=received)

    # -- what is to happen -------------------------------------------------------------------------

    def at(self, moment: datetime, act: Act) -> None:
        self._script.append((moment, len(self._script), act))
        self._script.sort(key=lambda each: each[:2])

    def deliver_at(self, moment: datetime, post: Post, folder: str = "INBOX") -> None:
        """A letter comes; one that is told of at once is waited for."""

        async def act() -> None:
            uid = self._put(post.box, folder, self.now)
            if self.is_watched(post) and (folder == "INBOX" or post.imap.character.offers("NOTIFY")):
                rows = models.Letter.filter(mailbox_id=post.mailbox.id, folder__name=folder, uid=uid)
                await self.until(rows.exists)

        self.at(moment, act)

    def is_watched(self, post: Post) -> bool:
        return post.mailbox.id in self.machine._watch

    async def hang_up(self, post: Post, how: Callable[[], None]) -> None:
        """Ends the connections of its server, and waits until they are missed."""
        how()

        async def missed() -> bool:
            return not self.is_watched(post)

        await self.until(missed)

    # -- time --------------------------------------------------------------------------------------

    async def pass_until(self, end: datetime) -> None:
        while self.now < end:
            boxes = await mailboxes.everything()
            following: list[datetime] = [box.next_check for box in boxes if box.next_check]
            following += [end, *(moment for moment, *_ in self._script[:1]), *self._renewals(boxes).values()]
            self.now = min(end, max(self.now + TICK, min(following)))
            for mailbox_id, moment in self._renewals(boxes).items():
                if moment <= self.now:
                    self.machine._wanted(mailbox_id, "renewal")
            while self._script and self._script[0][0] <= self.now:
                _, _, act = self._script.pop(0)
                await act()
            await self.tick()

    def _renewals(self, boxes: Sequence[records.Mailbox]) -> dict[int, datetime]:
        """When the live watches are renewed at the latest, by mailbox id."""
        watched = {box.id: box.watched_until for box in boxes if box.id in self.machine._watch}
        return {mailbox_id: until - RENEWED_BEFORE for mailbox_id, until in watched.items() if until}

    async def tick(self) -> None:
        """A tick and everything it began."""
        await self.machine._tick()
        while going := [*self.machine._visits.values(), *self.machine._tasks]:
            await asyncio.gather(*going, return_exceptions=True)
            await asyncio.sleep(0)  # what is called when a task is done

    async def until(self, reached: Callable[[], Awaitable[bool]]) -> None:
        """Waits for what the engine does by itself. Raises `TimeoutError`."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                self.machine.progress_changed.clear()
                if await reached():
                    return
                await self.machine.progress_changed.wait()


@asynccontextmanager
async def day(kit: Kit, seed: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Day]:
    """The engine at work; before it begins there is time to connect mailboxes. See `begin`."""
    chance = random.Random(seed)
    made = Day(kit, chance)
    made.kit = replace(kit, clock=lambda: made.now, chance=chance.random)
    open_session, let_in = door.open_session, ImapServer.let_in

    async def noting(*args: object, **options: object) -> object:
        made.tries[str(args[1])].append(made.now)
        return await open_session(*args, **options)  # type: ignore[arg-type]

    def guarding(self: ImapServer, login: str, password: str) -> Box:
        try:
            return let_in(self, login, password)
        except Exception:  # whatever it is, it is counted and raised again
            made.refused[login].append(made.now)
            raise

    monkeypatch.setattr(door, "open_session", noting)
    monkeypatch.setattr(ImapServer, "let_in", guarding)
    yield made


@asynccontextmanager
async def begun(made: Day) -> AsyncIterator[None]:
    """The engine works from here on; sign-ins are counted from here on."""
    made.tries.clear()
    async with engine.Engine(made.kit, workers=3) as machine:
        made.machine = machine
        machine._ticking.scheduler.pause()  # ticks come by the other clock
        await made.tick()
        yield


async def check_complete(post: Post, kit: Kit) -> None:
    proof = await audit.audit(post.mailbox, await mailboxes.credential(post.mailbox.id), kit)
    assert (proof.complete, proof.current) == (True, True)
