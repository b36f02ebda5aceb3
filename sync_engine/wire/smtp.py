"""The outgoing server: does it let us in, and how large a letter does it take?

Holds always:
- encryption is never opportunistic: no STARTTLS offered means no password sent;
- a secret is tried once a check, by one method: some services lock a mailbox after a few refusals, and the
  library's own `login` tries every method in turn;
- only what an AUTH was answered with can be a refusal.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import aiosmtplib

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import diagnose
from sync_engine.wire import guard, tls
from sync_engine.wire.secret import Bearer, Secret

# RFC 5321 §4.1.3: an address literal, since we have no name of our own to give away
EHLO_NAME = "[127.0.0.1]"
_CLOSING_TURNS = 10  # of the loop, which closes an aborted link in one of the next
_QUIT_SECONDS = 5.0


async def check_login(
    server: Server,
    login: str,
    secret: Secret,
    *,
    addresses: Sequence[guard.Checked],
    context: ssl.SSLContext,
    timeout: float = 30.0,
) -> None:
    """Sign in and leave, within `timeout` seconds; `addresses` are the server's, from `guard.resolve`.

    Raises what `signed_in` raises.
    """
    try:
        async with asyncio.timeout(timeout):
            async with signed_in(
                server, login, secret, addresses=addresses, context=context, timeout=timeout
            ):
                pass
    except TimeoutError as error:
        raise tls.translate(error, "smtp") from None


async def largest_letter(
    server: Server, *, addresses: Sequence[guard.Checked], context: ssl.SSLContext, timeout: float
) -> int | None:
    """Octets of the largest letter it takes, by its own word; None where it names none. Nobody signs in.

    Raises `SmtpUnreachable` or `SmtpTlsFailed` within `timeout` seconds.
    """
    try:
        async with asyncio.timeout(timeout):
            async with _greeted(server, addresses=addresses, context=context, timeout=timeout) as client:
                return size_limit(client)
    except TimeoutError as error:
        raise tls.translate(error, "smtp") from None


def size_limit(client: aiosmtplib.SMTP) -> int | None:
    """What its EHLO said: RFC 1870 §3 has 0 for "no fixed limit"."""
    said = client.esmtp_extensions.get("size", "") if client.supports_extension("size") else ""
    return int(said) or None if said.isascii() and said.isdigit() else None


@asynccontextmanager
async def signed_in(
    server: Server,
    login: str,
    secret: Secret,
    *,
    addresses: Sequence[guard.Checked],
    context: ssl.SSLContext,
    timeout: float,
) -> AsyncIterator[aiosmtplib.SMTP]:
    """A signed-in client for as long as a block lasts; `timeout` is for each step.

    Raises `SmtpUnreachable`, `SmtpTlsFailed`, `SmtpSignInRefused` or `AppPasswordRequired`; a token that the
    server has no use for is an `SmtpSignInRefused`, too. So does what the library raises inside the block.
    """
    async with _greeted(server, addresses=addresses, context=context, timeout=timeout) as client:
        await _authenticate(client, login, secret)
        yield client


@asynccontextmanager
async def _greeted(
    server: Server, *, addresses: Sequence[guard.Checked], context: ssl.SSLContext, timeout: float
) -> AsyncIterator[aiosmtplib.SMTP]:
    """A client that knows what the server can do, in encryption. Errors of the block are translated, too."""
    try:
        link = await guard.connect(addresses, timeout)
        async with _client(link, server, context, timeout) as client:
            yield client
    except errors.MailError:
        raise
    except aiosmtplib.SMTPAuthenticationError as error:
        raise diagnose.explain_sign_in(error.message, "smtp", code=error.code) from None
    except aiosmtplib.SMTPResponseException as error:
        raise errors.SmtpUnreachable(reason="later" if 400 <= error.code < 500 else "unclear") from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
        raise tls.translate(cause, "smtp") from None


@asynccontextmanager
async def _client(
    link: socket.socket, server: Server, context: ssl.SSLContext, timeout: float
) -> AsyncIterator[aiosmtplib.SMTP]:
    client = aiosmtplib.SMTP(
        hostname=server.host,  # the name the certificate is checked against
        sock=link,
        use_tls=server.security == "tls",
        start_tls=False,
        tls_context=context,
        local_hostname=EHLO_NAME,
        timeout=timeout,
    )
    plain: asyncio.BaseTransport | None = None  # what STARTTLS wraps, and leaves open when it fails
    try:
        await client.connect()
        plain = client.transport
        await client.ehlo()
        if server.security == "starttls":
            await _encrypt(client)
        yield client
        with suppress(aiosmtplib.SMTPException, OSError, ValueError):
            await client.quit(timeout=_QUIT_SECONDS)
    finally:
        for transport in (client.transport, plain):
            if isinstance(transport, asyncio.Transport):
                transport.abort()  # a farewell of TLS would wait for the other side's
        client.close()
        for _ in range(_CLOSING_TURNS):
            if link.fileno() == -1:
                break
            await asyncio.sleep(0)
        link.close()


async def _encrypt(client: aiosmtplib.SMTP) -> None:
    """RFC 3207 §4: what was said before TLS is forgotten, so EHLO is said again."""
    if not client.supports_extension("starttls"):
        raise errors.SmtpTlsFailed(reason="no_starttls")
    await client.starttls()
    await client.ehlo()


async def _authenticate(client: aiosmtplib.SMTP, login: str, secret: Secret) -> None:
    offered = set(client.server_auth_methods)
    if isinstance(secret, Bearer):
        if "xoauth2" not in offered:
            raise errors.SmtpSignInRefused(reason="consent")
        await client.auth_xoauth2(login, secret.token)
        return
    password = secret.text
    if "plain" in offered:  # RFC 4616
        await client.auth_plain(login, password)
    elif "login" in offered:
        await client.auth_login(login, password)
    elif "cram-md5" in offered:  # RFC 2195
        await client.auth_crammd5(login, password)
    else:
        raise errors.SmtpUnreachable(reason="no_auth")
