"""The way into a mailbox: guarded address, connection, sign-in.

A token that a server refuses is renewed and shown once more: only then is it the consent that is refused.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from storage.records import Mailbox, Server
from sync_engine import errors
from sync_engine.wire import counting, guard, imap, line, tls
from sync_engine.wire.secret import Bearer, Secret
from sync_engine.work import tokens
from sync_engine.work.kit import Kit


async def open_session(
    server: Server, login: str, secret: Secret, kit: Kit, *, traffic: line.Traffic | None = None
) -> imap.Session:
    """A signed-in IMAP session, to be closed by whoever gets it.

    Raises `MailError`s in the order private, reachable, TLS, sign-in.
    """
    addresses = await guard.resolve(server, kit.trusted)
    try:
        connected = await guard.connect(addresses, counting.TIMEOUT.connect)
    except OSError as error:
        raise tls.translate(error) from error
    session = imap.Session(server, connected, kit.pool, traffic or line.Traffic(), spent=kit.meter)
    try:
        await session.greet(kit.context)
        with _counted(kit):
            await session.sign_in(login, secret)
    except errors.SignInRefused as error:
        session.close()
        raise (_of_consent(error) if isinstance(secret, Bearer) else error) from None
    except BaseException:
        session.close()
        raise
    return session


async def open_mailbox(
    mailbox: Mailbox, credential: str, kit: Kit, *, traffic: line.Traffic | None = None
) -> imap.Session:
    """The same for a connected mailbox, by its sealed credential. Raises what `tokens.fresh` raises, too."""
    secret = await tokens.secret(mailbox, credential, kit)
    try:
        return await open_session(mailbox.imap, mailbox.login, secret, kit, traffic=traffic)
    except errors.SignInRefused:
        if not isinstance(secret, Bearer):
            raise
        refused = secret.token
    secret = Bearer(await tokens.fresh(mailbox.id, credential, kit, refused=refused))
    return await open_session(mailbox.imap, mailbox.login, secret, kit, traffic=traffic)


@contextmanager
def _counted(kit: Kit) -> Iterator[None]:
    """A sign-in, by how it ended."""
    how = "failed"
    try:
        yield
        how = "accepted"
    except errors.SignInRefused:
        how = "refused"
        raise
    finally:
        kit.meter.sign_ins[how] += 1


def _of_consent(error: errors.SignInRefused) -> errors.SignInRefused:
    """What is refused is the consent, or so it seems, unless the server means itself."""
    if isinstance(error, errors.ImapDisabled) or error.facts.get("reason") == "credentials_or_imap_off":
        return errors.ImapDisabled(reason="imap_off")
    return errors.ConsentNeeded()


@asynccontextmanager
async def entered(
    mailbox: Mailbox, credential: str, kit: Kit, *, traffic: line.Traffic | None = None
) -> AsyncIterator[imap.Session]:
    """`open_mailbox` for as long as a block lasts."""
    session = await open_mailbox(mailbox, credential, kit, traffic=traffic)
    async with _closing(session):
        yield session


@asynccontextmanager
async def enter(server: Server, login: str, secret: Secret, kit: Kit) -> AsyncIterator[imap.Session]:
    """`open_session` for as long as a block lasts."""
    session = await open_session(server, login, secret, kit)
    async with _closing(session):
        yield session


@asynccontextmanager
async def _closing(session: imap.Session) -> AsyncIterator[None]:
    try:
        yield
        await session.leave()
    finally:
        session.close()
