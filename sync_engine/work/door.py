"""The way into a mailbox: guarded address, connection, sign-in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.records import Server
from sync_engine.wire import connection, guard, imap, tls
from sync_engine.work.kit import Kit


@asynccontextmanager
async def enter(
    server: Server,
    login: str,
    password: str,
    kit: Kit,
    *,
    traffic: imap.Traffic | None = None,
) -> AsyncIterator[imap.Session]:
    """A signed-in IMAP session. Raises `MailError`s in the order private, reachable, TLS, sign-in."""
    addresses = await guard.resolve(server, kit.trusted)
    try:
        connected = await guard.connect(addresses, connection.TIMEOUT.connect)
    except OSError as error:
        raise tls.translate(error) from error
    async with imap.session(
        server, connected, context=kit.context, pool=kit.pool, traffic=traffic
    ) as session:
        await session.sign_in(login, password)
        yield session
