"""The database as one async context: open first, closed last.

Holds always:
- pending migrations stop the start, so no code ever meets tables of another version;
- one process at a time makes or migrates the tables;
- every write begins as a write (`writing`), so that two processes on one SQLite file queue up instead of one
  of them failing halfway;
- a transaction that was begun is ended, whenever its task is cancelled: one left open would hold the database
  of this process for ever.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from filelock import FileLock, Timeout
from tortoise import Tortoise, connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connections
from tortoise.migrations.api.migrate import migrate as run_migrations
from tortoise.migrations.executor import MigrationExecutor
from tortoise.transactions import in_transaction

from storage import fresh, postgres
from storage.troubles import troubles

# How long one process waits for another's transaction on the same SQLite file, milliseconds.
SQLITE_BUSY = 20_000
_TABLES = 1_886_352_242  # a number of ours for the lock of the tables (PostgreSQL: advisory locks)
_LOCK_PAUSE = 0.1  # seconds between two looks at the lock of the tables


class DatabaseOutdated(Exception):
    """The database is of an older version of Postroom."""

    def __init__(self, pending: list[str]) -> None:
        super().__init__(", ".join(pending))
        self.pending = pending


def config(url: str) -> dict[str, Any]:
    """Tortoise's configuration for `sqlite:///path` or `postgres://…`. Raises `AddressInvalid`."""
    if url.startswith("sqlite:"):
        # secure_delete: what is deleted is overwritten; not every build of SQLite does so by itself.
        url += ("&" if "?" in url else "?") + f"busy_timeout={SQLITE_BUSY}&secure_delete=1"
    return {
        "connections": {"default": url if url.startswith("sqlite:") else postgres.connection(url)},
        "apps": {"storage": {"models": ["storage.models"], "migrations": "storage.migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


# For the `tortoise` command of developers (`makemigrations`), which compares models with migrations only.
TORTOISE_ORM = config("sqlite://:memory:")


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
        if await _pending(url):
            async with alone(url):
                # Whoever held the lock may have done it meanwhile.
                new = await is_empty()
                await fresh.furnish(connections.get("default"))
                pending = await _pending(url)
                if pending and (migrate or new):
                    await run_migrations(config=config(url))
                elif pending:
                    raise DatabaseOutdated(pending)
        yield
    finally:
        await Tortoise.close_connections()


@asynccontextmanager
async def alone(url: str) -> AsyncIterator[None]:
    """No other process changes the tables of this database meanwhile."""
    connection = connections.get("default")
    if connection.capabilities.dialect == "postgres":
        async with _postgres_lock(url):
            yield
        return
    file = getattr(connection, "filename", ":memory:")
    if file == ":memory:":
        yield
        return
    lock = FileLock(f"{file}.lock", timeout=0, thread_local=False, mode=0o600)
    while True:
        try:
            lock.acquire()
            break
        except Timeout:
            await asyncio.sleep(_LOCK_PAUSE)
    try:
        yield
    finally:
        lock.release()


@asynccontextmanager
async def _postgres_lock(url: str) -> AsyncIterator[None]:
    """By a session of its own: migrating closes those of the pool, and a lock goes with its session."""
    import asyncpg  # here: most databases are SQLite, and it takes some megabytes

    session = await asyncpg.connect(**postgres.credentials(url))
    try:
        await session.execute(f"SELECT pg_advisory_lock({_TABLES})")
        yield
    finally:
        await session.close()


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


async def answers(patience: float) -> bool:
    """Whether the database answers within so many seconds."""
    try:
        async with asyncio.timeout(patience):
            await reading().execute_query("SELECT 1")
    except troubles():
        return False
    return True


def reading() -> BaseDBAsyncClient:
    """The connection that a query outside any transaction of its own goes through."""
    connection: BaseDBAsyncClient = connections.get("default")
    return connection


@asynccontextmanager
async def writing() -> AsyncIterator[BaseDBAsyncClient]:
    """A transaction that takes SQLite's write lock at its first moment.

    A deferred one that reads before it writes is refused at once (SQLITE_BUSY_SNAPSHOT) when another process
    wrote in between, however long the busy timeout.

    A cancelled task waits until the transaction has ended, and is cancelled then.
    """
    keeper = _Keeper()
    try:
        connection = await keeper.begin()
        # The keeper is a task of its own: what it set does not hold here.
        token = get_connections().set(connection.connection_name, connection)
        try:
            yield connection
        finally:
            get_connections().reset(token)
    except BaseException:
        await keeper.end(keep=False)
        raise
    await keeper.end(keep=True)


class _Undo(Exception):
    """Rolls a transaction back."""


class _Keeper:
    """Begins and ends one transaction in a task that nobody cancels.

    Tortoise's own context, broken off while it begins or ends, never lets the connection go.
    """

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._begun: asyncio.Future[BaseDBAsyncClient] = loop.create_future()
        self._verdict: asyncio.Future[bool] = loop.create_future()
        self._task = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        try:
            async with in_transaction() as connection:
                if connection.capabilities.dialect == "sqlite":
                    await connection.execute_script("BEGIN IMMEDIATE")
                self._begun.set_result(connection)
                if not await self._verdict:
                    raise _Undo
        except _Undo:
            pass

    async def begin(self) -> BaseDBAsyncClient:
        """The connection of the transaction; `end` must follow, also when this is cancelled."""
        either: list[asyncio.Future[Any]] = [self._task, self._begun]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()
        return self._begun.result()

    async def end(self, *, keep: bool) -> None:
        """Commits or rolls back, to the end; a cancellation meanwhile is raised afterwards."""
        if not self._verdict.done():
            self._verdict.set_result(keep)
        cancelled: asyncio.CancelledError | None = None
        while not self._task.done():
            try:
                await asyncio.wait([self._task])
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled:
            self._task.exception()  # seen; the cancellation is what counts
            raise cancelled
        self._task.result()
