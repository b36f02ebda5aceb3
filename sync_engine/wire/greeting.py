"""Trying the usual names of a domain's mail servers: who greets us there as one?

Holds always:
- only addresses the guard let through are connected to, and encryption is checked before a server counts;
- nobody signs in: after the greeting, and STARTTLS where that is how it encrypts, the line is cut.
"""

import asyncio
import socket
import ssl
from collections.abc import Sequence

from storage.records import Server
from sync_engine import errors
from sync_engine.rules.addresses import Protocol
from sync_engine.wire import guard

_LONGEST_LINE = 1024  # octets; RFC 5321 §4.5.3.1.5 has 512
_MOST_LINES = 20  # of an answer of several lines
# what we say before STARTTLS, and how an answer that lets us go on begins (RFC 9051 §6.2.1, RFC 3207)
_TALK: dict[Protocol, tuple[bytes, tuple[tuple[bytes, bytes], ...]]] = {
    "imap": (b"* OK", ((b"a STARTTLS\r\n", b"a OK"),)),
    "smtp": (b"220", ((b"EHLO [127.0.0.1]\r\n", b"250"), (b"STARTTLS\r\n", b"220"))),
}


async def first_to_greet(
    protocol: Protocol,
    servers: Sequence[Server],
    *,
    context: ssl.SSLContext,
    trusted: guard.Trusted,
    patience: float,
) -> Server | None:
    """The first of the servers, in their order, that speaks the protocol; all are tried at once."""
    answers = await asyncio.gather(
        *(_greets(protocol, server, context, trusted, patience) for server in servers)
    )
    return next((server for server, greets in zip(servers, answers, strict=True) if greets), None)


async def _greets(
    protocol: Protocol, server: Server, context: ssl.SSLContext, trusted: guard.Trusted, patience: float
) -> bool:
    try:
        async with asyncio.timeout(patience):
            dialled = await guard.resolve(server, trusted, protocol)
            link = await guard.connect(dialled, patience)
            return await _listen(protocol, server, link, context)
    except (errors.MailError, OSError, EOFError, ValueError, asyncio.LimitOverrunError):
        return False  # a timeout and what TLS raises are OSErrors, too


async def _listen(protocol: Protocol, server: Server, link: socket.socket, context: ssl.SSLContext) -> bool:
    greeting, talk = _TALK[protocol]
    try:
        if server.security == "tls":
            reader, writer = await asyncio.open_connection(
                sock=link, ssl=context, server_hostname=server.host, limit=_LONGEST_LINE
            )
        else:
            reader, writer = await asyncio.open_connection(sock=link, limit=_LONGEST_LINE)
    except BaseException:
        link.close()
        raise
    try:
        if not (await _answer(reader)).startswith(greeting):
            return False
        if server.security == "starttls":
            for said, wanted in talk:
                writer.write(said)
                if not (await _answer(reader)).startswith(wanted):
                    return False
            await writer.start_tls(context, server_hostname=server.host)
        return True
    finally:
        writer.transport.abort()  # a farewell would wait for the other side's


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """The last line of an answer: neither untagged nor one that says more follow (RFC 5321 §4.2.1)."""
    for _ in range(_MOST_LINES):
        line = await reader.readuntil(b"\n")
        if line[3:4] != b"-":
            return line
    return b""
