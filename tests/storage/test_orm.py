"""Transactions end whatever happens to their task; commands that start together do not break each other."""

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from tortoise import connections

from storage import models, orm, people

PATIENCE = 20  # seconds for what takes less than one


async def add_person(telegram_id: int) -> None:
    await models.Person.create(telegram_id=telegram_id, role="member", language="ru", name="")


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_task_cancelled_at_any_moment_leaves_the_database_free(database: str, seed: int) -> None:
    chance = random.Random(seed)
    done: list[int] = []

    async def write(first: int) -> None:
        for number in range(first, first + 1000):
            async with orm.writing():
                await add_person(number)
            done.append(number)

    for turn in range(100):
        tasks = [asyncio.create_task(write(2000 * turn + 1)), asyncio.create_task(write(2000 * turn + 1001))]
        for _ in range(chance.randrange(40)):
            await asyncio.sleep(0)
        await asyncio.sleep(chance.random() / 500)
        for task in tasks:
            task.cancel()
        async with asyncio.timeout(PATIENCE):
            results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
    async with asyncio.timeout(PATIENCE):
        await people.put(1_000_000, "member", "ru")
        stored = {person.telegram_id for person in await people.everyone()}
    assert stored >= {*done, 1_000_000}


async def test_a_cancelled_transaction_is_undone(database: str) -> None:
    inside = asyncio.Event()

    async def write() -> None:
        async with orm.writing():
            await add_person(7)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await people.find(7) is None


async def test_what_is_done_inside_is_done_by_the_transaction(database: str) -> None:
    before = connections.get("default")

    async def write() -> None:
        async with orm.writing() as connection:
            assert connections.get("default") is connection
            await add_person(7)
            assert await people.find(7)
            raise LookupError

    with pytest.raises(LookupError):
        await write()
    assert connections.get("default") is before
    assert await people.find(7) is None


async def test_nobody_else_writes_from_the_first_moment_on(sqlite: str) -> None:
    file = sqlite.removeprefix("sqlite://")
    async with orm.writing():
        with (
            closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")


async def test_a_dialogue_is_written_beside_another_writer(
    sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process writes between our reading and our writing: it has to wait for us, not we to fail."""
    await people.put(7, "member", "ru")
    await people.set_dialogue(7, "connect", {})
    file, create = sqlite.removeprefix("sqlite://"), models.Dialogue.update_or_create
    locked: list[bool] = []

    async def watched(**arguments: object) -> object:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("UPDATE dialogue SET step = 'other'")
                locked.append(False)
            except sqlite3.OperationalError:
                locked.append(True)
        return await create(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(models.Dialogue, "update_or_create", watched)
    await people.set_dialogue(7, "secret", {})
    assert locked == [True]


OPEN = """
import asyncio, sys
from storage import orm

async def main():
    async with orm.open_storage(sys.argv[1]):
        pass

sys.stdin.readline()
asyncio.run(main())
"""


def test_commands_that_start_together_make_one_database(database_url: str) -> None:
    root = Path(orm.__file__).parent.parent
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, database_url],
            cwd=root,
            env=os.environ,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for command in commands:
        assert command.stdin
        command.stdin.write("\n")
        command.stdin.flush()
    said = [command.communicate(timeout=PATIENCE)[1] for command in commands]
    assert [command.returncode for command in commands] == [0] * 4, said


async def test_waiting_for_another_that_makes_the_tables_keeps_the_loop_free(sqlite_url: str) -> None:
    lock = FileLock(f"{sqlite_url.removeprefix('sqlite://')}.lock", thread_local=False)

    async def opened() -> None:
        async with orm.open_storage(sqlite_url):
            pass

    with lock:
        opening = asyncio.create_task(opened())
        done, _ = await asyncio.wait([opening], timeout=0.3)
        assert not done
    async with asyncio.timeout(PATIENCE):
        await opening
