"""Locks through PostgreSQL: one holder at a time, free when it dies, and told of when lost."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from storage import orm, turns, workers
from storage import postgres as connections
from storage.session import session
from sync_engine.work import lock
from tests import make
from tests.fakes import line
from tests.fakes.postgres import Postgres

PATIENCE = 20  # seconds


@pytest.fixture
def url(postgres: Postgres, furnished: str) -> Iterator[str]:
    made = postgres.database(furnished)
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
        await lives(url, "one")
        assert await one.take("kept")
        assert await one.take("bot")
        one.unless("bot", lost.set)
        await two.end("one")
        assert await two.take("bot")
        async with asyncio.timeout(PATIENCE):
            await lost.wait()
        assert not await two.take("kept")


async def test_who_was_taken_for_dead_takes_nothing_back_but_what_would_end_it(url: str) -> None:
    async with session(url, "one") as one, session(url, "two") as two:
        assert await one.take("mailbox-1")
        assert await one.take("bot")
        one.unless("bot", pytest.fail)
        await two.end("one")  # nobody knows it
        await one.answers()
        assert await one.answers()
        assert await two.take("mailbox-1")
        assert not await two.take("bot")


async def test_who_hears_that_others_took_it_for_dead_lets_go(url: str) -> None:
    async with session(url, "one") as one, session(url, "two") as two, orm.open_storage(url):
        assert await workers.beat("one")
        assert not await workers.beat("one")
        assert await one.take("mailbox-1")
        await one.forget()
        assert await two.take("mailbox-1")
        await one.give("mailbox-1")  # by the task that had it
        assert not await one.take("mailbox-1")


async def test_who_dies_between_a_sync_and_the_watch_leaves_the_mailbox_to_others(url: str) -> None:
    now = datetime.now(UTC)
    async with orm.open_storage(url):
        box = await make.stored_mailbox()
        for name in ("one", "two"):
            await workers.beat(name)
        job = await turns.begin(box.id)
        assert job
        await turns.finish(job, now=now, next_check=now + timedelta(minutes=10), worker="two")
        assert not await workers.wants_visit(box.id, now)
        await orm.reading().execute_query(
            "UPDATE worker SET seen_at = seen_at - interval '1 minute' WHERE name = 'two'"
        )
        assert (await workers.bury(timedelta(seconds=3), now)).left == 1
        assert await workers.wants_visit(box.id, now)


async def test_who_is_buried_and_who_said_goodbye(url: str) -> None:
    silence, now = timedelta(seconds=3), datetime.now(UTC)
    async with orm.open_storage(url):
        assert await workers.at_work() == 1
        for name in ("one", "two", "three"):
            assert await workers.beat(name)
        assert await workers.at_work() == 3
        await workers.leave("three", now)
        assert (await workers.bury(silence, now)).gone == ()
        await orm.reading().execute_query(
            "UPDATE worker SET began_at = began_at - interval '1 day',"
            " seen_at = seen_at - interval '1 minute' WHERE name = 'two'"
        )
        assert not await workers.beat("one")
        burial = await workers.bury(silence, now)
        assert [each.name for each in burial.gone] == ["two"]
        assert [each.name for each in burial.living] == ["one"]
        (two,), (one,) = burial.gone, burial.living
        assert two.began_at is not None
        assert one.began_at is not None
        assert two.began_at < two.seen_at < one.began_at <= one.seen_at
        assert await workers.beat("two")  # it was only slow
        assert await workers.at_work() == 2


async def lives(url: str, name: str) -> None:
    async with orm.open_storage(url):
        await workers.beat(name)


async def test_words_reach_the_others(url: str) -> None:
    async with session(url, "one") as one, session(url, "two") as two:
        heard = asyncio.Queue[str]()
        two.hear(heard.put_nowait)
        await one.tell("notices")
        async with asyncio.timeout(PATIENCE):
            assert await heard.get() == "notices"


async def test_a_line_that_died_without_a_word_keeps_no_lock_and_nobody_waiting(
    postgres: Postgres, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its own session's lock, nor a query over another connection."""
    monkeypatch.setattr(connections, "PATIENCE", 1)
    told = asyncio.Event()
    with line.through(postgres.port) as cable:
        through = url.replace(f"127.0.0.1:{postgres.port}", f"localhost:{cable.port}")
        async with orm.open_storage(through), session(through, "one") as one, session(url, "two") as two:
            await workers.beat("one")
            assert await one.take("clock")
            one.silent(told.set)
            slow = asyncio.create_task(orm.reading().execute_query("SELECT pg_sleep(600)"))
            cable.freeze_all()
            async with asyncio.timeout(PATIENCE):
                await told.wait()
                with pytest.raises(asyncpg.ConnectionDoesNotExistError):
                    await slow
                while not await one.answers():
                    pass
                await workers.beat("one")
                await one.give("clock")
            assert await two.take("clock")
