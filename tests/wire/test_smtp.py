"""Signing in to the outgoing server, against a real one."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
import trustme

from storage.records import Security, Server
from sync_engine import errors
from sync_engine.wire import guard, smtp, tls
from sync_engine.wire.secret import Bearer, Password
from tests.fakes import ports, smtpd
from tests.fakes.certificates import Certificates

ANNA = "anna@acme.test"


def place(port: int, security: Security = "tls") -> Server:
    return Server(host="localhost", port=port, security=security)


async def check(
    server: Server, certificates: Certificates, secret: str | Bearer | None = None, *, timeout: float = 10
) -> None:
    trusted = guard.Trusted(frozenset({(server.host, server.port)}))
    await smtp.check_login(
        server,
        ANNA,
        secret if isinstance(secret, Bearer) else Password(secret or secrets.token_urlsafe()),
        addresses=await guard.resolve(server, trusted, "smtp"),
        context=tls.client_context(certificates.ca_file),
        timeout=timeout,
    )


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[int]:
    """A server in the clear; its port. Every link is closed at the end, by us if need be."""
    links: list[asyncio.Task[None] | None] = []

    async def link(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        links.append(asyncio.current_task())
        with suppress(ConnectionError):
            await talk(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(link, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
    async with asyncio.timeout(10):
        await asyncio.gather(*filter(None, links))


@asynccontextmanager
async def scripted(*answers: str, ready: str = "220 ready") -> AsyncIterator[tuple[int, list[str]]]:
    """A server that gives these answers in turn and hangs up; its port, and what it was told."""
    told: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (ready, *answers):
            writer.write(answer.replace("\n", "\r\n").encode() + b"\r\n")
            told.append((await reader.readline()).decode().strip())

    async with listening(talk) as port:
        yield port, told


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
async def test_the_right_password_lets_us_in(certificates: Certificates, security: Security) -> None:
    with smtpd.server(certificates.localhost, security=security) as server:
        password = server.user(ANNA)
        await check(place(server.port, security), certificates, password)
        assert server.letters == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_wrong_password_is_refused(certificates: Certificates, security: Security) -> None:
    with smtpd.server(certificates.localhost, security=security) as server:
        server.user(ANNA)
        with pytest.raises(errors.SmtpSignInRefused):
            await check(place(server.port, security), certificates, secrets.token_urlsafe())


async def test_a_password_in_any_alphabet_arrives(
    smtp_server: smtpd.SmtpServer, certificates: Certificates
) -> None:
    password = smtp_server.user(ANNA, "пароль с пробелом " + secrets.token_urlsafe(4))
    await check(place(smtp_server.port), certificates, password)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(
            "535 5.7.0 NEOBHODIM parol prilozheniya https://help.mail.ru/ / Application password is REQUIRED",
            errors.AppPasswordRequired,
            id="mailru",
        ),
        pytest.param("454 4.7.0 Temporary authentication failure", errors.SmtpUnreachable, id="later"),
        pytest.param("535 5.7.8 Too many bad auth attempts", errors.SmtpUnreachable, id="too-often"),
    ],
)
async def test_the_servers_reason_is_understood(
    smtp_server: smtpd.SmtpServer, certificates: Certificates, answer: str, kind: type[errors.MailError]
) -> None:
    smtp_server.refuse_sign_in = answer
    with pytest.raises(errors.MailError) as refusal:
        await check(place(smtp_server.port), certificates)
    assert type(refusal.value) is kind


BAD_CERTIFICATES = [
    pytest.param(lambda all_: all_.unknown_authority, "unknown_issuer", id="unknown-authority"),
    pytest.param(lambda all_: all_.wrong_name, "wrong_name", id="other-name"),
    pytest.param(lambda all_: all_.expired, "expired", id="expired"),
]


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(("choose", "reason"), BAD_CERTIFICATES)
async def test_a_bad_certificate_stops_before_the_password(
    certificates: Certificates,
    security: Security,
    choose: Callable[[Certificates], trustme.LeafCert],
    reason: str,
) -> None:
    with smtpd.server(choose(certificates), security=security) as server:
        password = server.user(ANNA)
        with pytest.raises(errors.SmtpTlsFailed) as refusal:
            await check(place(server.port, security), certificates, password)
    assert refusal.value.facts["reason"] == reason


async def test_tls_to_a_port_that_speaks_in_the_clear(certificates: Certificates) -> None:
    with (
        smtpd.server(certificates.localhost, security="starttls") as server,
        pytest.raises(errors.SmtpTlsFailed) as refusal,
    ):
        await check(place(server.port, "tls"), certificates)
    assert refusal.value.facts["reason"] == "not_tls"


async def test_without_starttls_no_password_is_sent(certificates: Certificates) -> None:
    async with scripted("250-here\n250 AUTH PLAIN LOGIN", "235 welcome") as (port, told):
        with pytest.raises(errors.SmtpTlsFailed) as refusal:
            await check(place(port, "starttls"), certificates)
    assert refusal.value.facts["reason"] == "no_starttls"
    assert not any(line.startswith("AUTH") for line in told)


async def test_a_refused_password_is_not_tried_another_way(certificates: Certificates) -> None:
    async with scripted(
        "250-here\n250 AUTH CRAM-MD5 PLAIN LOGIN",
        "535 5.7.8 Invalid credentials",
        "535 5.7.8 Invalid credentials",
    ) as (port, told):
        with pytest.raises(errors.SmtpSignInRefused):
            await check(place(port, "none"), certificates)
    assert [line.split()[:2] for line in told if line.startswith("AUTH")] == [["AUTH", "PLAIN"]]


@pytest.mark.parametrize("method", ["LOGIN", "CRAM-MD5"])
async def test_the_other_methods_are_known(certificates: Certificates, method: str) -> None:
    async with scripted(f"250-here\n250 AUTH {method}", "334 QQ==", "235 welcome", "221 bye") as (port, told):
        await check(place(port, "none"), certificates)
    assert told[1].startswith(f"AUTH {method}")


async def test_nothing_of_this_machine_is_told(certificates: Certificates) -> None:
    async with scripted("250-here\n250 AUTH PLAIN", "235 welcome", "221 bye") as (port, told):
        await check(place(port, "none"), certificates)
    assert told[0] == "EHLO [127.0.0.1]"


@pytest.mark.parametrize(
    ("ready", "answers"),
    [
        pytest.param("421 4.3.2 shutting down", [], id="busy-at-the-door"),
        pytest.param("554 no service for you", [], id="refused-at-the-door"),
        pytest.param("* OK IMAP4rev1 ready", [], id="an-imap-server"),
        pytest.param("220 ready", [], id="hangs-up-at-once"),
        pytest.param("220 ready", ["502 what?", "502 what?"], id="no-greeting"),
        pytest.param("220 ready", ["250 here"], id="no-sign-in-offered"),
        pytest.param("220 ready", ["250-here\n250 AUTH GSSAPI"], id="no-method-we-know"),
        pytest.param("220 ready", ["250-here\n250 AUTH PLAIN"], id="hangs-up-at-the-password"),
        pytest.param("220 ready", ["250-here\n250 AUTH CRAM-MD5", "334 ***"], id="senseless-challenge"),
    ],
)
async def test_whatever_else_goes_wrong_is_no_refusal(
    certificates: Certificates, ready: str, answers: list[str]
) -> None:
    async with scripted(*answers, ready=ready) as (port, _):
        with pytest.raises(errors.SmtpUnreachable):
            await check(place(port, "none"), certificates)


async def test_nobody_listens(certificates: Certificates) -> None:
    with pytest.raises(errors.SmtpUnreachable) as refusal:
        await check(place(ports.free()), certificates)
    assert refusal.value.facts["reason"] == "refused"


async def test_a_server_that_says_nothing_is_given_up(certificates: Certificates) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(silent) as port:
        with pytest.raises(errors.SmtpUnreachable) as refusal:
            await check(place(port, "none"), certificates, timeout=0.1)
    assert refusal.value.facts["reason"] == "timeout"


async def test_a_token_lets_us_in_where_it_is_taken(
    smtp_server: smtpd.SmtpServer, certificates: Certificates
) -> None:
    smtp_server.whose = {"good": ANNA, "another's": "boris@acme.test"}.get
    await check(place(smtp_server.port), certificates, Bearer("good"))
    for token in ("bad", "another's"):
        with pytest.raises(errors.SmtpSignInRefused):
            await check(place(smtp_server.port), certificates, Bearer(token))


async def test_a_server_without_use_for_tokens_is_shown_none(
    smtp_server: smtpd.SmtpServer, certificates: Certificates
) -> None:
    async with scripted("250-here\n250 AUTH PLAIN LOGIN", "535 no") as (port, told):
        with pytest.raises(errors.SmtpSignInRefused) as refusal:
            await check(place(port, "none"), certificates, Bearer("token"))
    assert refusal.value.facts["reason"] == "consent"
    assert not any(line.startswith("AUTH") for line in told)


async def test_the_password_reaches_no_log_and_no_error(
    smtp_server: smtpd.SmtpServer, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    password = secrets.token_urlsafe()
    with pytest.raises(errors.SmtpSignInRefused) as refusal:
        await check(place(smtp_server.port), certificates, password)
    assert password not in caplog.text
    assert password not in repr(refusal.value)
    assert ANNA not in repr(refusal.value)
