"""One session of PostgreSQL for a process: locks that go with it, and words to and from other processes.

Holds always:
- a lock is PostgreSQL's own (an advisory lock), so it is free as soon as its process is gone; that of a
  machine cut off from the database is free after some twenty seconds of silence (TCP keepalives);
- within the process a lock is held once, too, though PostgreSQL would give it to a session again;
- a session that broke is opened anew, and takes back what it held; whoever must not go on where that failed
  is told (`unless`);
- a question that got no answer in time ends the session, since it may have been granted all the same, and
  every other connection of the process (`silent`): they went the same way. So does a session opened anew,
  since what was opened while the line came and went may be dead, too.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from storage import postgres

log = logging.getLogger(__name__)

_CHANNEL = "postroom"
_PING = 5.0  # seconds between two signs of life
# TimeoutError is an OSError; the internal error is what a connection raises that is just being cut.
_BROKEN = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)

_END = (  # and waits until they are gone, milliseconds at most: their locks are free then
    "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity WHERE application_name = $1"
    " AND pid <> pg_backend_pid() AND datname = current_database() AND usename = current_user"
)


def key_of(name: str) -> int:
    """The number of a lock (a bigint of PostgreSQL)."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


class Session:
    """Made by `session`."""

    def __init__(self, url: str, name: str) -> None:
        self.name = name
        self._credentials = postgres.credentials(url)
        self._connection: asyncpg.Connection | None = None
        self._was_open = False
        self._one_at_a_time = asyncio.Lock()
        self._held: set[str] = set()
        self._asked: set[str] = set()  # for, just now
        self._unless: dict[str, Callable[[], None]] = {}
        self._ears: list[Callable[[str], None]] = []
        self._silent: list[Callable[[], None]] = [postgres.hang_up]

    # -- locks -------------------------------------------------------------------------------------

    async def take(self, name: str) -> bool:
        """Whether the lock is ours now. Raises what asyncpg raises where the database is away."""
        if name in self._held or name in self._asked:
            return False
        self._asked.add(name)
        asking = asyncio.create_task(self._try(name))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            if await asking:  # to its end: nobody else could let go of it
                await self.give(name)
            raise

    async def _try(self, name: str) -> bool:
        try:
            taken = bool(await self._ask("SELECT pg_try_advisory_lock($1)", key_of(name)))
            if taken:
                self._held.add(name)
            return taken
        finally:
            self._asked.discard(name)

    async def give(self, name: str) -> None:
        """Lets go of a lock; one that went with its session is gone already."""
        self._held.discard(name)
        self._unless.pop(name, None)
        try:
            await self._ask("SELECT pg_advisory_unlock($1)", key_of(name))
        except _BROKEN as error:
            log.info("a lock went with its session: %s", type(error).__name__)
            self._drop()

    async def forget(self) -> None:
        """Lets go of all but what `unless` is about: others took us for dead, and see to the rest."""
        for name in sorted(self._held - self._unless.keys()):
            await self.give(name)

    def unless(self, name: str, lost: Callable[[], None]) -> None:
        """`lost` is called where another process got the lock while the database was away."""
        self._unless[name] = lost

    # -- words -------------------------------------------------------------------------------------

    async def tell(self, word: str) -> None:
        """All processes of this database hear it, ours too; nobody does while it is away."""
        try:
            await self._ask("SELECT pg_notify($1, $2)", _CHANNEL, word)
        except _BROKEN as error:
            log.debug("not told: %s", type(error).__name__)

    def hear(self, ear: Callable[[str], None]) -> None:
        self._ears.append(ear)

    async def end(self, name: str) -> None:
        """Ends the session of a worker that does not answer, and so lets go of its locks."""
        await self._ask(_END, _known_as(name))

    async def answers(self) -> bool:
        """Whether the database does, over this session or a new one."""
        try:
            await self._ask("SELECT 1")
        except _BROKEN:
            self._drop()
            return False
        return True

    def silent(self, hang_up: Callable[[], None]) -> None:
        """`hang_up` is called when the line to the database is found dead: what goes over it is in vain."""
        self._silent.append(hang_up)

    def hang_up(self) -> None:
        """Ends every connection of the process: each is opened anew when it is needed."""
        self._drop()
        self._hang_up_others()

    def _hang_up_others(self) -> None:
        for each in self._silent:
            each()

    # -- the connection ----------------------------------------------------------------------------

    async def open(self) -> None:
        async with self._one_at_a_time:
            await self._connect()

    async def close(self) -> None:
        async with self._one_at_a_time:
            self._drop()

    async def keep(self) -> None:
        """Until cancelled: sees whether the session stands, and opens it again."""
        stands = True
        while True:
            await asyncio.sleep(_PING)
            before, stands = stands, await self.answers()
            if before and not stands:
                log.warning("the database is away", extra={"action": "database_away"})
            elif stands and not before:
                log.info("the database is back", extra={"action": "database_back"})

    async def _ask(self, query: str, *values: object) -> object:
        async with self._one_at_a_time:
            if self._connection is None or self._connection.is_closed():
                await self._connect()
            assert self._connection is not None
            try:
                return await self._connection.fetchval(query, *values, timeout=postgres.PATIENCE)
            except TimeoutError:
                log.warning("the database does not answer", extra={"action": "database_silent"})
                self.hang_up()
                raise

    async def _connect(self) -> None:
        settings = {"application_name": _known_as(self.name), **postgres.LOST_PEERS}
        connection = await asyncpg.connect(
            **self._credentials,
            timeout=postgres.PATIENCE,
            server_settings=settings,
            command_timeout=postgres.PATIENCE,
        )
        try:
            await connection.fetchval(_END, settings["application_name"])  # ours before it, should it linger
            await connection.add_listener(_CHANNEL, self._heard)
            for name in sorted(self._held) if await self._is_buried(connection) else ():
                if name not in self._unless:
                    self._held.discard(name)
            gone = [
                name
                for name in sorted(self._held)
                if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", key_of(name))
            ]
        except BaseException:
            connection.terminate()
            raise
        self._connection = connection
        if self._was_open:
            self._hang_up_others()
        self._was_open = True
        for name in gone:
            if lost := self._unless.get(name):
                lost()

    async def _is_buried(self, connection: asyncpg.Connection) -> bool:
        """Whether others took this worker for dead, and see to what it did."""
        if not self._held:
            return False
        return not await connection.fetchval("SELECT EXISTS (SELECT FROM worker WHERE name = $1)", self.name)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    def _heard(self, _connection: object, _pid: int, _channel: str, word: object) -> None:
        for ear in self._ears:
            ear(str(word))


def _known_as(name: str) -> str:
    return f"postroom {name}"


@asynccontextmanager
async def session(url: str, name: str) -> AsyncIterator[Session]:
    """A session of the process `name`. Raises what asyncpg raises where the database is away."""
    made = Session(url, name)
    await made.open()
    keeping = asyncio.create_task(made.keep(), name="keeping the session")
    try:
        yield made
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await made.close()
