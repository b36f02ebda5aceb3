"""The way into a mailbox: guarded address, connection, sign-in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.records import Server
from sync_engine.wire import connection, guard, imap, line, tls
from sync_engine.work.kit import Kit


async def open_session(
    server: Server, login: str, password: str, kit: Kit, *, traffic: line.Traffic | None = None
) -> imap.Session:
    """A signed-in IMAP session, to be closed by whoever gets it.

    Raises `MailError`s in the order private, reachable, TLS, sign-in.
    """
    addresses = await guard.resolve(server, kit.trusted)
    try:
        connected = await guard.connect(addresses, connection.TIMEOUT.connect)
    except OSError as error:
        raise tls.translate(error) from error
    session = imap.Session(server, connected, kit.pool, traffic or line.Traffic())
    try:
        await session.greet(kit.context)
        await session.sign_in(login, password)
    except BaseException:
        session.close()
        raise
    return session


@asynccontextmanager
async def enter(
    server: Server, login: str, password: str, kit: Kit, *, traffic: line.Traffic | None = None
) -> AsyncIterator[imap.Session]:
    """The same for as long as a block lasts."""
    session = await open_session(server, login, password, kit, traffic=traffic)
    try:
        yield session
        await session.leave()
    finally:
        session.close()
