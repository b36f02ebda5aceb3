"""The engine at work in this process, and what a test can wait for."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from storage import letters, mailboxes, models, orm, plain_sql, records
from storage.session import session
from sync_engine.work import rounds, sharing
from sync_engine.work.crew import Alone, Crew
from sync_engine.work.engine import Engine
from sync_engine.work.kit import Kit
from tests import databases

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
    """An engine that runs for as long as a block lasts; beside PostgreSQL as one of several, though alone."""
    async with AsyncExitStack() as stack:
        crew: Crew = Alone(kit.clock)
        if not plain_sql.is_sqlite():
            url = databases.url_of(orm.reading())
            held = await stack.enter_async_context(session(url, f"test-{secrets.token_hex(4)}"))
            kit = replace(kit, locks=held, worker=held.name)
            crew = await stack.enter_async_context(sharing.shared(kit, held, url))
            # As whoever watched them before left them.
            await models.Mailbox.all().update(next_check=kit.clock())
        engine = await stack.enter_async_context(Engine(kit, workers=8, crew=crew))
        yield Live(engine, kit)


async def row(mailbox: records.Mailbox) -> records.Mailbox:
    """How it stands now."""
    found = await mailboxes.get(mailbox.id)
    assert found
    return found
