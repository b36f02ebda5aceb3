"""Locks through PostgreSQL: one holder at a time, free when it dies, and told of when lost."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from storage.session import session
from sync_engine.work import lock
from tests.fakes.postgres import Postgres

PATIENCE = 20  # seconds


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    made = postgres.database()
    yield made
    postgres.drop(made)


async def test_a_lock_has_one_holder_in_and_between_processes(url: str) -> None:
    async with session(url, "one") as one, session(url, "two") as two:
        assert await one.take("mailbox-1")
        assert not await one.take("mailbox-1")
        assert not await two.take("mailbox-1")
        assert await two.take("mailbox-2")
        await one.give("mailbox-1")
        assert await two.take("mailbox-1")


async def test_a_lock_goes_with_its_process(url: str) -> None:
    async with session(url, "two") as two:
        async with session(url, "one") as one:
            assert await one.take("bot")
        async with asyncio.timeout(PATIENCE):
            async with lock.held(two, "bot", wait=PATIENCE):
                pass


async def test_a_broken_session_takes_its_locks_back_and_says_which_it_lost(url: str) -> None:
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(session(url, name)) for name in ("one", "two")]
        lost = asyncio.Event()
        assert await one.take("kept")
        assert await one.take("bot")
        one.unless("bot", lost.set)
        await two.end("one")
        assert await two.take("bot")
        async with asyncio.timeout(PATIENCE):
            await lost.wait()
        assert not await two.take("kept")


async def test_words_reach_the_others(url: str) -> None:
    async with session(url, "one") as one, session(url, "two") as two:
        heard = asyncio.Queue[str]()
        two.hear(heard.put_nowait)
        await one.tell("notices")
        async with asyncio.timeout(PATIENCE):
            assert await heard.get() == "notices"
