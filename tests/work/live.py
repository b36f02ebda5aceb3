"""The engine at work in this process, and what a test can wait for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from storage import letters, mailboxes, models, records
from sync_engine.work import rounds
from sync_engine.work.engine import Engine
from sync_engine.work.kit import Kit

PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Live:
    """Made by `live`."""

    engine: Engine
    kit: Kit

    async def until(self, happened: Callable[[], Awaitable[bool]], seconds: float = PATIENCE_SECONDS) -> None:
        """Asks after each commit and each visit, and now and then: the books of several visits are written
        together, and nobody tells when. Raises `TimeoutError`.
        """
        async with asyncio.timeout(seconds):
            while True:
                self.engine.progress_changed.clear()
                if await happened():
                    return
                await rounds.woken(self.engine.progress_changed, 1.0)

    async def watched(self, *watched: records.Mailbox) -> None:
        """Waits until the rows of these mailboxes say that they are watched, and nobody is visited."""

        async def happened() -> bool:
            if self.engine._visits:
                return False
            rows = [await row(mailbox) for mailbox in watched]
            return all(each.state == "ok" and each.watching(self.kit.clock()) for each in rows)

        await self.until(happened)

    async def lost(self, mailbox: records.Mailbox) -> None:
        async def happened() -> bool:
            return (await row(mailbox)).watched_until is None

        await self.until(happened)

    async def stored(self, mailbox: records.Mailbox, *subjects: str) -> None:
        """Waits until these letters are here."""

        async def happened() -> bool:
            found = await letters.newest(mailbox.id, 1000)
            return {each.letter.subject for each in found} >= set(subjects)

        await self.until(happened)

    async def told(self, count: int) -> None:
        """Waits, roused by nothing but `notices_ready`, until so many notices are written."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await models.Notice.all().count() < count:
                self.engine.notices_ready.clear()
                if await models.Notice.all().count() < count:
                    await self.engine.notices_ready.wait()


@asynccontextmanager
async def live(kit: Kit) -> AsyncIterator[Live]:
    """An engine that runs for as long as a block lasts."""
    async with Engine(kit, workers=8) as engine:
        yield Live(engine, kit)


async def row(mailbox: records.Mailbox) -> records.Mailbox:
    """How it stands now."""
    found = await mailboxes.get(mailbox.id)
    assert found
    return found
