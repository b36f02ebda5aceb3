"""Consents: which mailbox one is for, what is kept of it, and the table of services."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import consent_table, consents, providers
from sync_engine.rules.consents import Client, Consent, Tokens
from sync_engine.work import builtin

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SERVICES = builtin.consents()
PLAIN = Tokens(access="access", refresh=None, expires_at=None)

moments = st.none() | st.datetimes(timezones=st.just(UTC))
tokens = st.builds(
    Tokens, access=st.text(), refresh=st.none() | st.text(), expires_at=moments, consent_until=moments
)


@given(tokens, st.sampled_from(sorted(SERVICES)), st.emails())
def test_what_is_sealed_is_what_is_opened(found: Tokens, service: str, address: str) -> None:
    assert consents.read_tokens(found.text()) == found
    consent = Consent(service=service, address=address, tokens=found)
    assert consents.read_consent(consent.text()) == consent


def test_no_secret_shows() -> None:
    access, refresh, secret = (secrets.token_urlsafe() for _ in range(3))
    found = Tokens(access=access, refresh=refresh, expires_at=NOW)
    shown = repr(Consent(service="google", address="anna@acme.test", tokens=found)) + repr(
        Client(service=SERVICES["google"], id="1", secret=secret)
    )
    assert not any(each in shown for each in (access, refresh, secret))


@pytest.mark.parametrize(
    ("service", "given_for", "asked", "same"),
    [
        pytest.param("google", "Anna@Gmail.com", "anna@gmail.com", True, id="case"),
        pytest.param("google", "anna@gmail.com", "anna@googlemail.com", True, id="one-service-two-domains"),
        pytest.param("yandex", "anna@yandex.ru", "anna@ya.ru", True, id="short-domain"),
        pytest.param("google", "anna@gmail.com", "boris@gmail.com", False, id="somebody-else"),
        pytest.param("google", "anna@gmail.com", "anna@acme.test", False, id="another-domain"),
        pytest.param("google", "anna@acme.test", "anna@gmail.com", False, id="another-domain-backwards"),
        pytest.param("mailru", "anna@bk.ru", "anna@mail.ru", False, id="two-mailboxes-of-one-service"),
    ],
)
def test_a_consent_is_for_one_mailbox(service: str, given_for: str, asked: str, same: bool) -> None:
    consent = Consent(service=service, address=given_for, tokens=PLAIN)
    assert consents.opens(consent, asked, SERVICES[service]) is same


@pytest.mark.parametrize(
    ("left", "fresh"),
    [
        pytest.param(timedelta(minutes=6), True, id="some-time-yet"),
        pytest.param(timedelta(minutes=5), False, id="a-little-before-its-end"),
        pytest.param(timedelta(minutes=-1), False, id="over"),
        pytest.param(None, True, id="no-end-told"),
    ],
)
def test_a_token_is_renewed_before_its_end(left: timedelta | None, fresh: bool) -> None:
    found = replace(PLAIN, expires_at=None if left is None else NOW + left)
    assert found.are_fresh(NOW, timedelta(minutes=5)) is fresh


# -- the table -------------------------------------------------------------------------------------


def test_every_service_serves_providers_of_the_table() -> None:
    table: providers.Table = builtin.table()
    for service in SERVICES.values():
        assert service.providers
        for name in service.providers:
            assert table.by_id(name), f"{service.id}: no provider {name}"
        assert service.source
        assert service.checked


def test_without_a_client_id_there_is_no_consent() -> None:
    client = Client(service=SERVICES["google"], id="1", secret="2")
    known = {"google": client}
    assert consents.of_provider(known, "gmail") is client
    assert consents.of_provider(known, "yandex") is None
    assert consents.of_provider({}, "gmail") is None
    assert consents.of_provider(known, None) is None


def test_the_operator_changes_a_part() -> None:
    own = '[consent.google]\ntoken = "https://id.acme.test/token"\nproviders = ["acme.test"]\n'
    found = builtin.consents(own)
    assert found["google"].token == "https://id.acme.test/token"
    assert found["google"].providers == ("acme.test",)
    assert found["google"].scopes == SERVICES["google"].scopes
    assert found["yandex"] == SERVICES["yandex"]


@pytest.mark.parametrize(
    ("own", "word"),
    [
        pytest.param("[consent.acme]\n", "consent.google", id="an-unknown-service"),
        pytest.param("consent = 1\n", "consent.google", id="no-table"),
        pytest.param("[consent]\ngoogle = 1\n", "table", id="no-table-inside"),
        pytest.param('[consent.google]\ntoken = "http://id.acme.test"\n', "https", id="in-the-clear"),
        pytest.param('[consent.google]\ntoken = "https://"\n', "https", id="no-host"),
        pytest.param('[consent.google]\ntoken = "https://[::"\n', "https", id="no-address"),
        pytest.param('[consent.google]\nscopes = "mail"\n', "scopes", id="no-list"),
        pytest.param('[consent.google]\nwho_by = "cookie"\n', "who_by", id="an-unknown-way"),
        pytest.param('[consent.google]\nbasic = "yes"\n', "basic", id="no-truth"),
        pytest.param("[consent.google]\nextra = { prompt = 1 }\n", "extra", id="no-words"),
        pytest.param('[consent.google]\nname = { ru = "Г" }\n', "name", id="one-language"),
        pytest.param("[consent.google]\naddress = 1\n", "address", id="no-word"),
        pytest.param('[consent.google]\ntokens = "x"\n', "tokens", id="a-slip-of-the-pen"),
    ],
)
def test_what_cannot_be_used_is_told(own: str, word: str) -> None:
    with pytest.raises(consent_table.ConsentsInvalid, match=word):
        builtin.consents(own)


def test_a_row_that_lacks_something_is_told() -> None:
    with pytest.raises(consent_table.ConsentsInvalid, match="missing"):
        consent_table.parse('[google]\nname = { ru = "Г", en = "G" }\n')
