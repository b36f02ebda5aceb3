"""One letter by SMTP (RFC 5321 §3.3), so that it is always known how far it has come.

Holds always:
- `handed` has returned before the line that ends the letter leaves: until then the server cannot have taken
  it, and everything before that line has gone to the system by then;
- from that line to its answer nothing but the server's own answer says what became of the letter.
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiosmtplib

from storage.records import Server
from sync_engine import errors
from sync_engine.wire import guard, smtp
from sync_engine.wire.secret import Secret

_STEP = 60.0  # seconds for an answer
_LAST = 600.0  # for the one that counts (RFC 5321 §4.5.3.2.6)
_PIECE = 64 * 1024
_FLUSHED = 0.01  # seconds between two looks whether a piece has left
_DOT = re.compile(rb"^\.", re.MULTILINE)
_REPLY = 300  # characters of an answer that are kept
Handed = Callable[[], Awaitable[None]]
Taken = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends what to whom; `raw` has CRLF and ends with it."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


async def submit(
    server: Server,
    login: str,
    secret: Secret,
    letter: Envelope,
    handed: Handed,
    taken: Taken,
    *,
    addresses: Sequence[guard.Checked],
    context: ssl.SSLContext,
) -> None:
    """Sends it, and tells `taken` what the server said when it took it; only then says farewell.

    Raises what `smtp.signed_in` raises, `LetterRefused`, and `Unanswered` where the line was lost after
    `handed`. Nothing is raised after `taken`, but what that raises.
    """
    ours: Exception | None = None
    async with smtp.signed_in(
        server, login, secret, addresses=addresses, context=context, timeout=_STEP
    ) as client:
        await _envelope(client, letter)
        await _body(client, letter.raw)
        await handed()
        reply = await _end(client)
        try:
            await taken(reply)
        except Exception as error:  # noqa: BLE001 - raised below: here it would count as the server's
            ours = error
    if ours is not None:
        raise ours


async def _envelope(client: aiosmtplib.SMTP, letter: Envelope) -> None:
    options, utf8 = [], not "".join(letter.recipients).isascii()
    if client.supports_extension("size"):
        limit = smtp.size_limit(client)
        if limit is not None and limit < len(letter.raw):  # RFC 1870 §4
            raise errors.LetterRefused("too_large")
        options.append(f"SIZE={len(letter.raw)}")
    if utf8:
        if not client.supports_extension("smtputf8"):
            raise errors.LetterRefused("smtputf8")
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    try:
        await client.mail(letter.sender, options=options, timeout=_STEP)
    except aiosmtplib.SMTPSenderRefused as error:
        raise _refused("sender", error.code, error.message) from None
    for each in letter.recipients:
        try:
            await client.rcpt(each, encoding="utf-8" if utf8 else "ascii", timeout=_STEP)
        except aiosmtplib.SMTPRecipientRefused as error:
            raise _refused("recipient", error.code, error.message) from None
    reply = await client.execute_command(b"DATA", timeout=_STEP)
    if reply.code != aiosmtplib.SMTPStatus.start_input:
        raise _refused("letter", reply.code, reply.message)


async def _body(client: aiosmtplib.SMTP, raw: bytes) -> None:
    """All but the end; returns once it has left this process."""
    stuffed = _DOT.sub(b"..", raw)  # RFC 5321 §4.5.2
    transport = client.transport
    assert isinstance(transport, asyncio.Transport)
    for start in range(0, len(stuffed), _PIECE):
        async with asyncio.timeout(_STEP):
            transport.write(stuffed[start : start + _PIECE])
            while transport.get_write_buffer_size():
                if transport.is_closing():
                    raise aiosmtplib.SMTPServerDisconnected("connection lost")
                await asyncio.sleep(_FLUSHED)


async def _end(client: aiosmtplib.SMTP) -> str:
    try:
        reply = await client.execute_command(b".", timeout=_LAST)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise errors.Unanswered from error
    if not 200 <= reply.code < 600 or reply.code // 100 == 3:
        raise errors.Unanswered
    if reply.code // 100 != 2:
        raise _refused("letter", reply.code, reply.message)
    return said(reply.code, reply.message)


def _refused(at: str, code: int, message: str) -> errors.LetterRefused:
    reason = "too_large" if code in (552, 523) and "5.3.4" in message else at
    return errors.LetterRefused(reason, said(code, message), temporary=not 500 <= code < 600)


def said(code: int, message: str) -> str:
    """An answer as it can be kept: what is no UTF-8 came as lone surrogates, which no database takes."""
    text = message.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", " ")
    return f"{code} {' '.join(text.split())}"[:_REPLY]
