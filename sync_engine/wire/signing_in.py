"""Signing in over IMAP, by a password or by a token.

Holds always: only what the server itself refused is a `SignInRefused` (invariant 8).
"""

import imaplib

from imapclient.exceptions import LoginError

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import bearer, diagnose
from sync_engine.wire.connection import Connection


def by_password(link: Connection, login: str, password: str) -> None:
    try:
        if login.isascii() and password.isascii():
            link.login(login, password)
        else:
            link.plain_login(login, password)  # LOGIN knows no charset (RFC 3501 §6.2.3)
    except LoginError as error:
        # imapclient calls a connection that broke during LOGIN a refusal, too
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise error.__context__ from error
        raise diagnose.explain_sign_in(str(error)) from error


def by_token(link: Connection, server: Server, login: str, token: str) -> None:
    """By the best mechanism the server offers, with the token in the command itself where it can be."""
    mechanism = bearer.choose({each.removeprefix("AUTH=") for each in link.offered})
    if mechanism is None:
        raise errors.ServerConfused(reason="no_tokens")
    response = bearer.response(mechanism, login, token, server)
    at_once = "SASL-IR" in link.offered
    unsaid = [bearer.farewell(mechanism)] if at_once else [bearer.farewell(mechanism), response]
    why = b""

    def answer(challenge: bytes) -> bytes:
        nonlocal why
        if not unsaid:
            raise imaplib.IMAP4.abort("a challenge too many")
        why = challenge or why
        return unsaid.pop()

    told = link.authenticate(mechanism, answer, response if at_once else None)
    if told.status != "OK":
        raise bearer.explain(told.text, why)
