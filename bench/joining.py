"""Mailboxes connected by the hundred, past the command line: each is signed in to, as the bot does it."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage import orm, people, secrets
from storage.records import Server
from sync_engine.policy import Policy
from sync_engine.rules import providers
from sync_engine.wire import tls
from sync_engine.wire.guard import Trusted
from sync_engine.work.connect import Connector
from sync_engine.work.kit import Kit

_AT_ONCE = 16  # mailboxes connected at a time


@dataclass(frozen=True, slots=True)
class Home:
    """Where the mailboxes are and how a Postroom gets there; `keys` seal the passwords."""

    server: Server
    ca: Path
    folder: Path  # for locks
    keys: tuple[str, ...]
    workers: int = 32


@contextmanager
def kit(home: Home) -> Iterator[Kit]:
    with ThreadPoolExecutor(max_workers=2 * home.workers + 4) as pool:
        yield Kit(
            policy=Policy(watches_begun_per_second=1000, logins_per_minute=1000),
            keyring=secrets.Keyring(home.keys),
            context=tls.client_context(home.ca),
            trusted=Trusted(frozenset({(home.server.host, home.server.port)})),
            pool=pool,
            locks=home.folder,
            clock=lambda: datetime.now(UTC),
            chance=random.random,
        )


async def connect(
    tools: Kit, server: Server, boxes: Sequence[tuple[str, str]], owners: Sequence[int]
) -> list[int]:
    """Connects each (address, password), by turns for these Telegram ids, the first an administrator.

    The ids of the mailboxes, in their order; all are due.
    """
    roles = ("admin", *("member" for _ in owners[1:]))
    known = [await people.put(each, role, "en") for each, role in zip(owners, roles, strict=True)]  # type: ignore[arg-type]
    connector = Connector(tools, providers.Table(), providers.Table())
    given = providers.Given(host=server.host, port=server.port, security=server.security)
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int, address: str, password: str) -> int:
        async with places:
            found = await connector.recognise(address, imap=given, need_smtp=False)
            owner = known[number % len(known)]
            made = await connector.connect(found, password, owner=owner, mode="personal", smtp_check=False)
            return made.mailbox_id

    return await asyncio.gather(*(one(number, *box) for number, box in enumerate(boxes)))


async def join(
    home: Home, database: str, boxes: Sequence[tuple[str, str]], owners: Sequence[int]
) -> list[int]:
    """The same in a database that nobody has open yet."""
    async with orm.open_storage(database):
        with kit(home) as tools:
            return await connect(tools, home.server, boxes, owners)
