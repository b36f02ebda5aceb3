"""Signing in with a bearer token: OAUTHBEARER (RFC 7628), and XOAUTH2, which came before it.

Holds always: only a server that speaks of the token, or refuses as it would a password, has refused it; one
that cannot check it now has not (invariant 8).
"""

import json
from collections.abc import Collection

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import diagnose

_BY_PREFERENCE = ("XOAUTH2", "OAUTHBEARER")  # the first is what every mail program uses, so what works
# RFC 7628 §3.2.2; XOAUTH2 has HTTP's numbers in the same place
_ABOUT_THE_TOKEN = frozenset({"invalid_token", "insufficient_scope", "400", "401", "403"})


def choose(offered: Collection[str]) -> str | None:
    """The mechanism to use, of those a server offers; None where it takes no tokens."""
    return next((each for each in _BY_PREFERENCE if each in offered), None)


def response(mechanism: str, login: str, token: str, server: Server) -> bytes:
    """What the client says first."""
    if mechanism == "XOAUTH2":
        return f"user={login}\x01auth=Bearer {token}\x01\x01".encode()
    name = login.replace("=", "=3D").replace(",", "=2C")  # RFC 5801 §4
    return f"n,a={name},\x01host={server.host}\x01port={server.port}\x01auth=Bearer {token}\x01\x01".encode()


def farewell(mechanism: str) -> bytes:
    """The answer to a challenge that says why not; only then comes the refusal (RFC 7628 §3.2.3)."""
    return b"" if mechanism == "XOAUTH2" else b"\x01"


def explain(text: str, challenge: bytes) -> errors.MailError:
    """The error for a sign-in refused with `text`, after a `challenge` (empty for none) that says why."""
    error = diagnose.explain_sign_in(text)
    if isinstance(error, errors.ServerConfused) and _status(challenge) in _ABOUT_THE_TOKEN:
        return errors.SignInRefused(reason="token")
    return error


def _status(challenge: bytes) -> str:
    try:
        told = json.loads(challenge)
    except (ValueError, RecursionError):
        return ""
    return str(told.get("status", "")) if isinstance(told, dict) else ""
