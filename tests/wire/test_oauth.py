"""OAuth 2.0 against a server of the tests: the page, the code, the tokens, and everything that goes wrong."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sync_engine import errors
from sync_engine.rules.consents import Client, Consent, Tokens
from sync_engine.wire import oauth
from tests.fakes import authorization, ports
from tests.fakes.certificates import Certificates

ANNA = "anna@acme.test"
REDIRECT = "https://postroom.acme.test/oauth/google/callback"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def server(certificates: Certificates) -> Iterator[authorization.AuthorizationServer]:
    with authorization.server(certificates.localhost) as running:
        yield running


async def agree(client: Client, certificates: Certificates, account: str = ANNA) -> tuple[str, str]:
    """A person at the page says yes; the code they come back with, and the verifier."""
    page, verifier = oauth.authorization(client, state="the state", redirect=REDIRECT, address=ANNA)
    async with httpx.AsyncClient(verify=certificates.client_context(), trust_env=False) as browser:
        assert ANNA in (await browser.get(page)).text  # already filled in
        back = await browser.post(page, data={"account": account, "answer": "allow"})
    told = parse_qs(urlsplit(back.headers["location"]).query)
    assert back.headers["location"].startswith(REDIRECT)
    assert told["state"] == ["the state"]
    return told["code"][0], verifier


async def exchange(client: Client, code: str, verifier: str, certificates: Certificates) -> Consent:
    return await oauth.exchange(
        client, code, verifier, redirect=REDIRECT, context=certificates.client_context(), now=NOW
    )


async def refresh(client: Client, tokens: Tokens, certificates: Certificates) -> Tokens:
    return await oauth.refresh(client, tokens, context=certificates.client_context(), now=NOW)


def tokens_of(server: authorization.AuthorizationServer) -> Tokens:
    given = server.consent(ANNA)
    return Tokens(access=given["access_token"], refresh=given["refresh_token"], expires_at=NOW)


def test_the_page_asks_for_what_is_needed_and_tells_no_secret(
    server: authorization.AuthorizationServer,
) -> None:
    client = server.client(extra={"access_type": "offline"})
    page, verifier = oauth.authorization(client, state="s", redirect=REDIRECT, address=ANNA)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(page).query).items()}
    challenge = asked.pop("code_challenge")
    assert asked == {
        "response_type": "code",
        "client_id": server.client_id,
        "redirect_uri": REDIRECT,
        "scope": "mail email",
        "state": "s",
        "code_challenge_method": "S256",
        "login_hint": ANNA,
        "access_type": "offline",
    }
    assert challenge != verifier
    assert verifier not in page
    assert server.client_secret not in page
    assert 43 <= len(verifier) <= 128
    assert oauth.authorization(client, state="s", redirect=REDIRECT, address=ANNA)[1] != verifier


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="google"),
        pytest.param({"who_by": "OAuth", "address": "default_email"}, id="yandex"),
        pytest.param({"who_by": "query", "basic": True}, id="mailru"),
    ],
)
async def test_a_consent_becomes_tokens_and_tells_whose_it_is(
    server: authorization.AuthorizationServer, certificates: Certificates, changes: dict[str, Any]
) -> None:
    client = server.client(**changes)
    server.consent_lasts = 7 * 24 * 3600
    code, verifier = await agree(client, certificates, account="Anna@Acme.test")
    consent = await exchange(client, code, verifier, certificates)
    assert (consent.service, consent.address) == ("google", ANNA)
    assert server.knows(consent.tokens.access) == "Anna@Acme.test"
    assert consent.tokens.expires_at == NOW + timedelta(hours=1)
    assert consent.tokens.consent_until == NOW + timedelta(days=7)
    later = await refresh(client, consent.tokens, certificates)
    assert later.access != consent.tokens.access
    assert server.knows(later.access) == "Anna@Acme.test"


async def test_a_code_is_worth_nothing_without_its_verifier_or_a_second_time(
    server: authorization.AuthorizationServer, certificates: Certificates
) -> None:
    client = server.client()
    code, verifier = await agree(client, certificates)
    with pytest.raises(errors.ConsentNeeded):
        await exchange(client, code, verifier[::-1], certificates)
    code, verifier = await agree(client, certificates)
    await exchange(client, code, verifier, certificates)
    with pytest.raises(errors.ConsentNeeded):
        await exchange(client, code, verifier, certificates)


@pytest.mark.parametrize("rotates", [True, False])
async def test_a_refresh_token_is_kept_until_another_comes(
    server: authorization.AuthorizationServer, certificates: Certificates, rotates: bool
) -> None:
    server.rotates = rotates
    first = tokens_of(server)
    second = await refresh(server.client(), first, certificates)
    assert second.refresh
    assert (second.refresh != first.refresh) is rotates
    third = await refresh(server.client(), second, certificates)
    assert server.knows(third.access) == ANNA


async def test_a_consent_that_was_taken_back_is_needed_again(
    server: authorization.AuthorizationServer, certificates: Certificates
) -> None:
    tokens = tokens_of(server)
    server.revoke(ANNA)
    with pytest.raises(errors.ConsentNeeded) as refusal:
        await refresh(server.client(), tokens, certificates)
    assert not refusal.value.temporary
    assert isinstance(refusal.value, errors.SignInRefused)


async def test_without_a_refresh_token_nobody_is_asked(
    server: authorization.AuthorizationServer, certificates: Certificates
) -> None:
    with pytest.raises(errors.ConsentNeeded):
        await refresh(server.client(), Tokens(access="a", refresh=None, expires_at=NOW), certificates)
    assert not server.asked


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        pytest.param("busy", errors.ConsentUnavailable, id="429"),
        pytest.param("broken", errors.ConsentUnavailable, id="503"),
        pytest.param("silent", errors.ConsentUnavailable, id="no-answer"),
        pytest.param("nonsense", errors.ConsentUnavailable, id="a-page-of-the-hotel"),
        pytest.param("endless", errors.ConsentUnavailable, id="an-answer-without-end"),
        pytest.param("invalid_client", errors.ConsentMisconfigured, id="a-client-it-does-not-know"),
    ],
)
async def test_trouble_at_the_token_endpoint_takes_no_consent_back(
    server: authorization.AuthorizationServer,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    fault: authorization.Fault,
    kind: type[errors.MailError],
) -> None:
    monkeypatch.setattr(oauth, "_PATIENCE", 0.3 if fault == "silent" else 10)
    tokens = tokens_of(server)
    server.fault = fault
    with pytest.raises(errors.MailError) as trouble:
        await refresh(server.client(), tokens, certificates)
    assert type(trouble.value) is kind
    assert trouble.value.temporary
    assert not isinstance(trouble.value, errors.SignInRefused)
    if fault == "busy":
        assert trouble.value.facts["retry_after"] == 120
    server.fault = None
    assert (await refresh(server.client(), tokens, certificates)).access


@pytest.mark.parametrize("choose", ["unknown_authority", "wrong_name", "expired"])
async def test_a_bad_certificate_is_shown_no_secret(certificates: Certificates, choose: str) -> None:
    with authorization.server(getattr(certificates, choose)) as server:
        tokens = tokens_of(server)
        with pytest.raises(errors.ConsentUnavailable):
            await refresh(server.client(), tokens, certificates)
        assert not server.asked


async def test_nobody_listens(certificates: Certificates) -> None:
    nobody = authorization.AuthorizationServer(ports.free(), ports.free())
    with pytest.raises(errors.ConsentUnavailable):
        await refresh(nobody.client(), Tokens(access="a", refresh="r", expires_at=NOW), certificates)


async def test_an_operators_mistake_is_told_in_the_log(
    server: authorization.AuthorizationServer, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    tokens = tokens_of(server)
    server.client_secret = "another one"
    client = Client(service=server.service("yandex"), id=server.client_id, secret="not this one")
    with pytest.raises(errors.ConsentMisconfigured):
        await refresh(client, tokens, certificates)
    assert "POSTROOM_YANDEX_CLIENT_ID" in caplog.text


async def test_no_secret_reaches_a_log_or_an_error(
    server: authorization.AuthorizationServer, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = server.client()
    code, verifier = await agree(client, certificates)
    consent = await exchange(client, code, verifier, certificates)
    server.revoke(ANNA)
    with pytest.raises(errors.ConsentNeeded) as refusal:
        await refresh(client, consent.tokens, certificates)
    server.fault = "invalid_client"
    with pytest.raises(errors.ConsentMisconfigured) as mistake:
        await refresh(client, consent.tokens, certificates)
    assert consent.tokens.refresh
    told = caplog.text + repr(refusal.value) + repr(mistake.value)
    for secret in (consent.tokens.access, consent.tokens.refresh, verifier, server.client_secret):
        assert secret not in told


async def test_waiting_for_an_answer_can_be_given_up(
    server: authorization.AuthorizationServer, certificates: Certificates
) -> None:
    tokens, server.fault = tokens_of(server), "silent"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await refresh(server.client(), tokens, certificates)
