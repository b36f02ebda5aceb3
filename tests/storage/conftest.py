"""Databases of both kinds: a test that asks for one runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tortoise.backends.base import executor

from storage import orm
from tests.fakes import postgres as postgres_fake


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite://{tmp_path / 'postroom.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[str]:
    """The address of an empty database."""
    executor.EXECUTOR_CACHE.clear()  # Tortoise keeps statements by a connection's name, not by its kind
    if request.param == "sqlite":
        yield sqlite_url
        return
    server: postgres_fake.Postgres = request.getfixturevalue("postgres")
    url = server.database()
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
async def database(
    request: pytest.FixtureRequest, sqlite_url: str, empty_database: Path
) -> AsyncIterator[str]:
    """A database with empty tables, open."""
    executor.EXECUTOR_CACHE.clear()
    if request.param == "sqlite":
        shutil.copy(empty_database, sqlite_url.removeprefix("sqlite://"))
        async with orm.open_storage(sqlite_url):
            yield sqlite_url
        return
    server: postgres_fake.Postgres = request.getfixturevalue("postgres")
    url = server.database(template=request.getfixturevalue("furnished"))
    async with orm.open_storage(url):
        yield url
    server.drop(url)


@pytest.fixture
async def sqlite(sqlite_url: str, empty_database: Path) -> AsyncIterator[str]:
    """The same of SQLite only, for what is about its files."""
    executor.EXECUTOR_CACHE.clear()
    shutil.copy(empty_database, sqlite_url.removeprefix("sqlite://"))
    async with orm.open_storage(sqlite_url):
        yield sqlite_url
