"""From SQLite to PostgreSQL: every row of every table, or nothing."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tortoise.backends.base import executor

from storage import models, moving, orm
from tests import databases, make
from tests.fakes.postgres import Postgres
from tests.storage.test_migrations import fill

LEFT = {"SearchEntry", "Worker"}  # made anew by the engine


async def everything() -> dict[str, list[dict[str, Any]]]:
    return {name: await getattr(models, name).all().values() for name in models.__all__ if name not in LEFT}


@pytest.fixture
async def source(sqlite: str) -> dict[str, list[dict[str, Any]]]:
    await fill()
    return await everything()


async def test_what_is_moved_is_equal(
    source: dict[str, list[dict[str, Any]]], sqlite_url: str, postgres: Postgres, furnished: str
) -> None:
    url = postgres.database(template=furnished)
    moved = await moving.move(Path(sqlite_url.removeprefix("sqlite://")), url)
    executor.EXECUTOR_CACHE.clear()
    async with orm.open_storage(url):
        assert {name: len(rows) for name, rows in (await everything()).items()} == {
            name: len(rows) for name, rows in source.items()
        }
        assert await everything() == source
        assert all(source.values())
        assert moved["letter"] == len(source["Letter"])
        await make.stored_mailbox("next@acme.test")  # numbers go on where they ended
    with pytest.raises(moving.NotEmpty):
        await moving.move(Path(sqlite_url.removeprefix("sqlite://")), url)
    executor.EXECUTOR_CACHE.clear()
    postgres.drop(url)


async def test_two_at_once_move_it_once(
    source: dict[str, list[dict[str, Any]]], sqlite_url: str, postgres: Postgres, furnished: str
) -> None:
    """Two machines with a copy each know nothing of each other's file locks; the tables do."""
    url, file = postgres.database(template=furnished), Path(sqlite_url.removeprefix("sqlite://"))
    ends = await asyncio.gather(*(moving.move(file, url) for _ in range(2)), return_exceptions=True)
    assert {type(end) for end in ends} == {dict, moving.NotEmpty}
    assert databases.one(url, "SELECT count(*) FROM letter") == len(source["Letter"])
    postgres.drop(url)
