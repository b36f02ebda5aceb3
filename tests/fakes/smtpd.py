"""A real SMTP server that speaks TLS, asks for a password and keeps what it was given.

Holds always:
- it runs in a thread with a loop of its own, so a test may block or await as it likes;
- it takes letters only after a sign-in, and a password only over TLS (unless told `security="none"`);
- a letter is in `letters` before the client is told so.
"""

import asyncio
import base64
import json
import secrets
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import trustme
from aiosmtpd import smtp

from storage.records import Security
from tests.fakes import certificates, loop_thread, ports


@dataclass(frozen=True, slots=True)
class SentLetter:
    """One accepted letter with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass  # no slots: aiosmtpd lists the members of its handler, which Python 3.11.2 then refuses
class SmtpServer:
    """A running server; made by `server`. While a `refuse_` field is set, it is what the server answers."""

    port: int
    security: Security
    tls: ssl.SSLContext
    host: str = "localhost"
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    whose: Callable[[str], str | None] | None = None  # the account of a token; None: tokens are not taken
    letters: list[SentLetter] = field(default_factory=list)
    refuse_sign_in: str | None = (
        None  # e.g. "535 5.7.8 Error: authentication failed: Invalid user or password!"
    )
    refuse_recipient: str | bytes | None = None
    refuse_letter: str | None = None  # e.g. "451 4.7.1 Try again later"
    take_letter: bytes | None = None  # said in place of the usual words
    largest: int | None = 32 * 1024 * 1024  # octets, as told by EHLO; 0: no limit; None: nothing is told
    lose_answer: bool = False  # letters are taken, and nobody hears of it
    # Asked in a thread before the server answers: at "sender", "recipient", and at "letter" once it is taken.
    at: Callable[[str], None] | None = None
    _thread: loop_thread.LoopThread = field(init=False, repr=False)
    _sessions: list[smtp.SMTP] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        implicit = self.tls if self.security == "tls" else None
        self._thread = loop_thread.LoopThread("smtpd", self.port, self._session, self._hang_up, implicit)

    def user(self, address: str, password: str | None = None) -> str:
        """Lets `address` sign in; returns its password, made up unless given."""
        self.passwords[address] = password or secrets.token_urlsafe(12)
        return self.passwords[address]

    def start(self) -> None:
        """Listens, again on the same port; returns when it does."""
        self._thread.start()

    def stop(self) -> None:
        """Connections are cut, new ones are refused."""
        self._thread.stop()

    def _hang_up(self) -> None:
        for session in self._sessions:
            transport = session.transport
            if isinstance(transport, asyncio.Transport) and not transport.is_closing():
                transport.abort()
        self._sessions.clear()

    def _session(self) -> smtp.SMTP:
        session = smtp.SMTP(
            self,
            hostname=self.host,
            loop=self._thread.loop,
            data_size_limit=self.largest,
            enable_SMTPUTF8=True,
            tls_context=self.tls if self.security == "starttls" else None,
            require_starttls=self.security == "starttls",
            auth_require_tls=self.security == "starttls",  # it does not see that a listener has TLS
            authenticator=self._authenticate,
            auth_exclude_mechanism=() if self.whose else ("XOAUTH2",),
        )
        self._sessions.append(session)
        return session

    def _authenticate(
        self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope, mechanism: str, data: object
    ) -> smtp.AuthResult:
        assert isinstance(data, smtp.LoginPassword)
        expected = self.passwords.get(data.login.decode(errors="replace"))
        if self.refuse_sign_in is None and expected is not None and data.password == expected.encode():
            return smtp.AuthResult(success=True)
        return smtp.AuthResult(success=False, handled=False, message=self.refuse_sign_in)

    async def auth_XOAUTH2(self, server: smtp.SMTP, args: list[str]) -> smtp.AuthResult:
        """With the token in the command; a refusal says why, and waits for an empty line."""
        fields = dict(
            each.partition("=")[::2] for each in base64.b64decode(args[1]).decode().split("\x01") if each
        )
        token = fields.get("auth", "").removeprefix("Bearer ")
        assert self.whose is not None
        if self.refuse_sign_in is None and self.whose(token) == fields.get("user"):
            return smtp.AuthResult(success=True)
        await server.challenge_auth(json.dumps({"status": "401", "schemes": "Bearer"}))
        return smtp.AuthResult(success=False, handled=False, message=self.refuse_sign_in)

    async def _ask(self, moment: str) -> None:
        if self.at is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.at, moment)

    async def handle_MAIL(
        self,
        server: smtp.SMTP,
        session: smtp.Session,
        envelope: smtp.Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"  # RFC 4954 §6
        await self._ask("sender")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self,
        server: smtp.SMTP,
        session: smtp.Session,
        envelope: smtp.Envelope,
        address: str,
        options: list[str],
    ) -> str | bytes:
        await self._ask("recipient")
        if self.refuse_recipient is None:
            envelope.rcpt_tos.append(address)
        return self.refuse_recipient or "250 2.1.5 OK"

    async def handle_DATA(
        self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope
    ) -> str | bytes:
        if self.refuse_letter is None:
            assert isinstance(envelope.content, bytes)
            self.letters.append(
                SentLetter(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.content)
            )
        answer = self.refuse_letter or self.take_letter or f"250 2.0.0 OK queued as {len(self.letters)}"
        await self._ask("letter")
        if self.lose_answer and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return answer


@contextmanager
def server(
    certificate: trustme.LeafCert,
    *,
    security: Security = "tls",
    whose: Callable[[str], str | None] | None = None,
) -> Iterator[SmtpServer]:
    """A running SMTP server on a free loopback port that shows `certificate`."""
    running = SmtpServer(ports.free(), security, certificates.server_context(certificate), whose=whose)
    try:
        running.start()
        yield running
    finally:
        running.stop()
