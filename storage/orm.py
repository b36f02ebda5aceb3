"""The database as one async context: open first, closed last.

Holds always:
- pending migrations stop the start, so no code ever meets tables of another version;
- every write begins as a write (`writing`), so that two processes on one SQLite file queue up instead of one
  of them failing halfway.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.api.migrate import migrate as run_migrations
from tortoise.migrations.executor import MigrationExecutor
from tortoise.transactions import in_transaction

# How long one process waits for another's transaction on the same SQLite file, milliseconds.
SQLITE_BUSY = 20_000


class DatabaseOutdated(Exception):
    """The database is of an older version of Postroom."""

    def __init__(self, pending: list[str]) -> None:
        super().__init__(", ".join(pending))
        self.pending = pending


def config(url: str) -> dict[str, Any]:
    """Tortoise's configuration for `sqlite:///path` or `postgres://…`."""
    if url.startswith("sqlite:"):
        url += ("&" if "?" in url else "?") + f"busy_timeout={SQLITE_BUSY}"
    return {
        "connections": {"default": url},
        "apps": {"storage": {"models": ["storage.models"], "migrations": "storage.migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


# For the `tortoise` command of developers (`makemigrations`); the running program passes its own address.
TORTOISE_ORM = config(os.environ.get("POSTROOM_DATABASE_URL", "sqlite://:memory:"))


async def _pending(url: str) -> list[str]:
    connection = connections.get("default")
    # The recorder reads a broken connection as an empty database: make sure it is not.
    await connection.execute_query("SELECT 1")
    executor = MigrationExecutor(connection, config(url)["apps"])
    return [f"{step.migration.app_label}.{step.migration.name}" for step in await executor.plan()]


@asynccontextmanager
async def open_storage(url: str, *, migrate: bool = False) -> AsyncIterator[None]:
    """Opens the database at `url`; an empty one is made by itself, an older one only with `migrate`.

    Raises `DatabaseOutdated` where migrations are pending.
    """
    await Tortoise.init(config=config(url))
    try:
        pending = await _pending(url)
        if pending and (migrate or await is_empty()):
            await run_migrations(config=config(url))
        elif pending:
            raise DatabaseOutdated(pending)
        yield
    finally:
        await Tortoise.close_connections()


async def is_empty() -> bool:
    """Whether no table of ours exists yet."""
    connection = connections.get("default")
    if connection.capabilities.dialect == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'mailbox'"
    else:
        query = (
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'mailbox'"
        )
    return not (await connection.execute_query_dict(query))


@asynccontextmanager
async def pending_migrations(url: str) -> AsyncIterator[list[str]]:
    """The migrations that `url` lacks, without applying any."""
    await Tortoise.init(config=config(url))
    try:
        yield await _pending(url)
    finally:
        await Tortoise.close_connections()


@asynccontextmanager
async def writing() -> AsyncIterator[BaseDBAsyncClient]:
    """A transaction that takes SQLite's write lock at its first moment.

    A deferred one that reads before it writes is refused at once (SQLITE_BUSY_SNAPSHOT) when another process
    wrote in between, however long the busy timeout.
    """
    async with in_transaction() as connection:
        if connection.capabilities.dialect == "sqlite":
            await connection.execute_script("BEGIN IMMEDIATE")
        yield connection
