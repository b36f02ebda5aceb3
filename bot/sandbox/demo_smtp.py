"""Outgoing mail of the demo mailboxes: SMTP in the caller's own loop.

- Nothing is taken before AUTH (RFC 4954 §4), and only under the address that signed in.
- A letter to a demo mailbox goes to its Inbox, any other to the clients' side; it never leaves this machine.
"""

import asyncio
import hmac
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.sandbox import cast
from bot.sandbox.door import Door

Deliver = Callable[[str, bytes], Awaitable[None]]  # to whom, the letter

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd writes every line it reads there


class _Handler:
    """aiosmtpd's hooks, by the names it looks for; what they return is the answer to the command."""

    def __init__(self, mailboxes: Collection[str], door: Door, deliver: Deliver) -> None:
        self._mailboxes = mailboxes
        self._door = door
        self._deliver = deliver

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: Any
    ) -> AuthResult:
        if isinstance(auth_data, LoginPassword):
            login = auth_data.login.decode("utf-8", "replace")
            password = self._door.password.encode()
            if login in self._mailboxes and hmac.compare_digest(auth_data.password, password):
                return AuthResult(success=True, auth_data=login)
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        owner: object = session.auth_data
        if address.lower() != owner:
            return "553 5.7.1 Sender address rejected: not owned by user"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        local = address.lower().endswith(f"@{cast.DOMAIN}")
        if local and address.lower() not in self._mailboxes:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        letter = envelope.content
        assert isinstance(letter, bytes)
        for address in envelope.rcpt_tos:
            await self._deliver(address.lower(), letter)
        return "250 2.0.0 Accepted for delivery"


@asynccontextmanager
async def served(
    mailboxes: Collection[str], door: Door, deliver: Deliver, sockets: Sequence[socket.socket]
) -> AsyncIterator[None]:
    """Takes letters on the sockets until the block is left."""
    loop = asyncio.get_running_loop()
    handler = _Handler(mailboxes, door, deliver)

    class Line(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            open_lines.add(self)
            super().connection_made(transport)
            door.came(self.cut)

        def connection_lost(self, error: Exception | None) -> None:
            open_lines.discard(self)
            door.went(self.cut)
            super().connection_lost(error)

        def cut(self) -> None:
            if self.transport is not None:
                self.transport.close()

    open_lines: set[Line] = set()

    def line() -> SMTP:
        return Line(
            handler,
            hostname=cast.DOMAIN,
            ident="demo",
            auth_require_tls=False,
            authenticator=handler.authenticate,
            enable_SMTPUTF8=True,
            loop=loop,
        )

    async with AsyncExitStack() as stack:
        for sock in sockets:
            await stack.enter_async_context(await loop.create_server(line, sock=sock))
        try:
            yield
        finally:
            for open_line in tuple(open_lines):
                open_line.cut()
