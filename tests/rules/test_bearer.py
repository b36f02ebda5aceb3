"""Bearer tokens over SASL: what is said, and what a refusal of one is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import bearer

SERVER = Server(host="imap.acme.test", port=993, security="tls")
EXPIRED = json.dumps({"status": "401", "schemes": "bearer", "scope": "mail"}).encode()


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        pytest.param({"PLAIN", "XOAUTH2", "OAUTHBEARER"}, "XOAUTH2", id="both"),
        pytest.param({"OAUTHBEARER", "PLAIN"}, "OAUTHBEARER", id="the-standard-one"),
        pytest.param({"PLAIN", "LOGIN"}, None, id="neither"),
    ],
)
def test_the_mechanism_is_one_that_is_offered(offered: set[str], chosen: str | None) -> None:
    assert bearer.choose(offered) == chosen


def test_what_is_said_is_what_the_standards_show() -> None:
    assert (
        bearer.response("XOAUTH2", "anna@acme.test", "T", SERVER)
        == b"user=anna@acme.test\x01auth=Bearer T\x01\x01"
    )
    assert bearer.response("OAUTHBEARER", "a=b,c@acme.test", "T", SERVER) == (
        b"n,a=a=3Db=2Cc@acme.test,\x01host=imap.acme.test\x01port=993\x01auth=Bearer T\x01\x01"
    )


@pytest.mark.parametrize(
    ("text", "challenge", "kind"),
    [
        pytest.param(
            "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", EXPIRED, errors.SignInRefused, id="gmail"
        ),
        pytest.param("SASL authentication failed", EXPIRED, errors.SignInRefused, id="only-the-challenge"),
        pytest.param(
            "no",
            b'{"status":"invalid_token","scope":"x"}',
            errors.SignInRefused,
            id="the-example-of-rfc-7628",
        ),
        pytest.param("no", b'{"status":"500"}', errors.ServerConfused, id="about-the-server"),
        pytest.param("no", b"", errors.ServerConfused, id="no-reason"),
        pytest.param("no", b'["401"]', errors.ServerConfused, id="no-object"),
        pytest.param(
            "[UNAVAILABLE] Temporary authentication failure",
            EXPIRED,
            errors.ServerUnreachable,
            id="cannot-check-it-now",
        ),
        pytest.param("[LIMIT] Too many simultaneous connections", EXPIRED, errors.Throttled, id="too-many"),
    ],
)
def test_only_a_refusal_is_one(text: str, challenge: bytes, kind: type[errors.MailError]) -> None:
    assert type(bearer.explain(text, challenge)) is kind


@given(st.binary(max_size=300))
def test_no_challenge_makes_it_stumble_or_refuse_for_a_server_that_says_later(challenge: bytes) -> None:
    assert bearer.explain("[UNAVAILABLE] try later", challenge).temporary
    bearer.explain("", challenge)
