"""Signing in over IMAP by a bearer token: at a real Dovecot, and at servers that can less."""

import asyncio
import base64
import logging
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import bearer
from sync_engine.wire import connection, guard, imap, line
from sync_engine.wire.secret import Bearer
from tests.fakes import authorization, dovecot
from tests.fakes.certificates import Certificates
from tests.wire.test_smtp import listening

ANNA = "anna@acme.test"
REFUSED = base64.b64encode(b'{"status":"401","schemes":"bearer","scope":"mail"}').decode()


@pytest.fixture(scope="module")
def service(certificates: Certificates) -> Iterator[authorization.AuthorizationServer]:
    with authorization.server(certificates.localhost) as running:
        yield running


@pytest.fixture(scope="module")
def server(
    certificates: Certificates, service: authorization.AuthorizationServer
) -> Iterator[dovecot.Dovecot]:
    with dovecot.server(certificates.localhost, asks_about_tokens=service.plain_port) as running:
        running.user(ANNA)
        yield running


@asynccontextmanager
async def session(server: Server, certificates: Certificates) -> AsyncIterator[imap.Session]:
    """A session that was greeted."""
    trusted = guard.Trusted(frozenset({(server.host, server.port)}))
    link = await guard.connect(await guard.resolve(server, trusted), 10)
    with ThreadPoolExecutor(max_workers=1) as pool:
        made = imap.Session(server, link, pool, line.Traffic())
        try:
            await made.greet(certificates.client_context())
            yield made
        finally:
            made.close()


def place(server: dovecot.Dovecot) -> Server:
    return Server(host="localhost", port=server.tls_port, security="tls")


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
@pytest.mark.parametrize("at_once", [True, False], ids=["token-in-the-command", "token-when-asked"])
async def test_a_good_token_opens_the_mailbox(
    server: dovecot.Dovecot,
    service: authorization.AuthorizationServer,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    mechanism: str,
    at_once: bool,
) -> None:
    monkeypatch.setattr(bearer, "_BY_PREFERENCE", (mechanism,))
    if not at_once:
        offered = connection.Connection.offered.fget  # type: ignore[attr-defined]
        less = property(lambda self: offered(self) - {"SASL-IR"})
        monkeypatch.setattr(connection.Connection, "offered", less)
    token = service.consent(ANNA)["access_token"]
    async with session(place(server), certificates) as made:
        before = made.link.round_trips
        await made.sign_in(ANNA, Bearer(token))
        assert made.link.round_trips - before == (1 if at_once else 2)
        assert {folder.name for folder in await made.list_folders()} >= {"INBOX"}
        assert made.can("IDLE")


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
@pytest.mark.parametrize("whose", ["nobody's", "another's"])
async def test_any_other_token_is_refused(
    server: dovecot.Dovecot,
    service: authorization.AuthorizationServer,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    mechanism: str,
    whose: str,
) -> None:
    monkeypatch.setattr(bearer, "_BY_PREFERENCE", (mechanism,))
    token = secrets.token_urlsafe()
    if whose == "another's":
        token = service.consent("boris@acme.test")["access_token"]
    async with session(place(server), certificates) as made:
        with pytest.raises(errors.SignInRefused):
            await made.sign_in(ANNA, Bearer(token))


async def test_a_server_that_cannot_check_a_token_has_not_refused_it(certificates: Certificates) -> None:
    with (
        authorization.server(certificates.localhost) as gone,
        dovecot.server(certificates.localhost, asks_about_tokens=gone.plain_port) as server,
    ):
        server.user(ANNA)
        token = gone.consent(ANNA)["access_token"]
        gone.stop_answering()
        async with session(place(server), certificates) as made:
            with pytest.raises(errors.ServerUnreachable):
                await made.sign_in(ANNA, Bearer(token))


@asynccontextmanager
async def scripted(greeting: str, answers: Sequence[str]) -> AsyncIterator[tuple[Server, list[str]]]:
    """A server in the clear that answers each line in turn, "TAG" being that of the command."""
    told: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"* OK [CAPABILITY IMAP4rev1 {greeting}] ready\r\n".encode())
        tag = ""
        for answer in answers:
            told.append((await reader.readline()).decode().rstrip("\r\n"))
            tag = told[-1].split(" ")[0] if " " in told[-1] else tag
            writer.write(answer.replace("TAG", tag).encode() + b"\r\n")

    async with listening(talk) as port:
        yield Server(host="localhost", port=port, security="none"), told


@pytest.mark.parametrize(
    ("mechanism", "goodbye"),
    [pytest.param("XOAUTH2", "", id="an-empty-line"), pytest.param("OAUTHBEARER", "AQ==", id="a-control-a")],
)
async def test_why_a_token_is_refused_is_heard_to_the_end(
    certificates: Certificates, mechanism: str, goodbye: str
) -> None:
    answers = (f"+ {REFUSED}", "TAG NO SASL authentication failed")
    async with (
        scripted(f"SASL-IR AUTH={mechanism}", answers) as (server, told),
        session(server, certificates) as made,
    ):
        with pytest.raises(errors.SignInRefused):
            await made.sign_in(ANNA, Bearer("token"))
    assert told[0].split(" ")[1:3] == ["AUTHENTICATE", mechanism]
    assert told[1:] == [goodbye]


@pytest.mark.parametrize(
    ("greeting", "answers"),
    [
        pytest.param("AUTH=PLAIN", (), id="takes-no-tokens"),
        pytest.param("SASL-IR AUTH=XOAUTH2", ("TAG NO [UNAVAILABLE] later",), id="later"),
        pytest.param("SASL-IR AUTH=XOAUTH2", ("TAG BAD what?",), id="does-not-understand"),
        pytest.param("SASL-IR AUTH=XOAUTH2", ("* BYE going down",), id="says-farewell"),
        pytest.param("SASL-IR AUTH=XOAUTH2", ("+ ***", "TAG NO no"), id="a-senseless-challenge"),
        pytest.param("SASL-IR AUTH=XOAUTH2", ("+ ",) * 9, id="asks-for-ever"),
        pytest.param("AUTH=XOAUTH2", ("+ ", ""), id="hangs-up-at-the-token"),
    ],
)
async def test_whatever_else_goes_wrong_is_no_refusal(
    certificates: Certificates, greeting: str, answers: Sequence[str]
) -> None:
    async with scripted(greeting, answers) as (server, _), session(server, certificates) as made:
        with pytest.raises(errors.MailError) as trouble:
            await made.sign_in(ANNA, Bearer("token"))
    assert trouble.value.temporary
    assert not isinstance(trouble.value, errors.SignInRefused)


async def test_the_token_reaches_no_log_and_no_error(
    certificates: Certificates, server: dovecot.Dovecot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = secrets.token_urlsafe()
    async with session(place(server), certificates) as made:
        with pytest.raises(errors.SignInRefused) as refusal:
            await made.sign_in(ANNA, Bearer(token))
    packed = base64.b64encode(bearer.response("XOAUTH2", ANNA, token, place(server))).decode()
    told = caplog.text + repr(refusal.value) + repr(refusal.value.__context__) + repr(Bearer(token))
    assert token not in told
    assert packed not in told
