"""What a mail server meant: by refusing a sign-in (C4), and by what it says after it.

Holds always:
- only a proven refusal is one: a response code or words that mean it; doubt is temporary (invariant 8);
- words for "later" outweigh a code for "no": servers answer AUTHENTICATIONFAILED to too many attempts;
- what is said in the middle of a session refuses no secret: the next sign-in shows whether it still opens;
- the server's words go no further: they may hold the address.

Facts of the errors: `reason` is one of the words below, `retry_after` the seconds a server asked to wait.
"""

import re

from sync_engine import errors
from sync_engine.rules import server_words as words
from sync_engine.rules.addresses import Protocol

# RFC 5530 §3, and UNAVAILABLE's kin of RFC 9051 §7.1
_TEMPORARY_CODES = frozenset({"UNAVAILABLE", "INUSE", "OVERQUOTA", "CORRUPTION", "CONTACTADMIN"})
_CONFUSED_CODES = frozenset({"SERVERBUG", "CLIENTBUG", "CANNOT", "PARSE"})
_REFUSED_CODES = {
    "AUTHENTICATIONFAILED": "credentials",
    "AUTHORIZATIONFAILED": "no_right",
    "NOPERM": "no_right",
    "EXPIRED": "expired",
}
# What a response code means once we are in; those that are not here leave it to the words
_UNREACHABLE_INSIDE = {
    "UNAVAILABLE": "later",
    "INUSE": "in_use",
    "CONTACTADMIN": "contact_admin",
    "AUTHENTICATIONFAILED": "session_over",
    "AUTHORIZATIONFAILED": "session_over",
    "EXPIRED": "session_over",
}
_CONFUSED_INSIDE = {
    "CORRUPTION": "corruption",
    "EXPUNGEISSUED": "expunged",
    "NOPERM": "no_right",
    "SERVERBUG": "server_bug",
    "CLIENTBUG": "not_understood",
    "PARSE": "not_understood",
    "BADCHARSET": "not_understood",
    "TOOBIG": "not_understood",
    "CANNOT": "not_understood",
}


def explain_sign_in(text: str, protocol: Protocol = "imap", *, code: int | None = None) -> errors.MailError:
    """The error for a sign-in answered with `text` (without "NO" and the tag), by SMTP with its reply `code`.

    A `SignInRefused` or one of its kin only where that is proven; otherwise a temporary `ServerUnreachable`,
    `Throttled` or `ServerConfused` (by SMTP always `SmtpUnreachable`), or `TlsFailed` where the server wants
    encryption.
    """
    text = text[: words.LONGEST]
    if protocol == "smtp":
        return _explain_smtp(code if code is not None else -1, text)
    text = words.LIBRARY_PREFIX.sub("", text)
    word = _code(text)
    if word == "PRIVACYREQUIRED":
        return errors.TlsFailed(reason="encryption_wanted")
    if words.EITHER.search(text):
        return errors.SignInRefused(reason="credentials_or_imap_off")
    if words.APP_PASSWORD.search(text):
        return errors.AppPasswordRequired(reason="app_password")
    if word == "LIMIT" or words.THROTTLED.search(text):
        return _throttled(text)
    if word in _TEMPORARY_CODES or words.LATER.search(text) or words.FULL.search(text):
        return _later(errors.ServerUnreachable, text)
    if words.IMAP_OFF.search(text):
        return errors.ImapDisabled(reason="imap_off")
    if word in _CONFUSED_CODES:
        return errors.ServerConfused(reason="server_bug")
    if reason := _refusal(text) or _REFUSED_CODES.get(word):
        return errors.SignInRefused(reason=reason)
    return errors.ServerConfused(reason="unclear")


def explain_command(text: str, code: str | None = None, *, bye: bool = False) -> errors.MailError:
    """The error for a command answered with NO or BAD after sign-in, or for an untagged BYE at any time.

    `text` is what follows "NO", "BAD" or "BYE", or a whole "* BYE …", in imaplib's wrapping or without; what
    imaplib quotes of the stream is not taken for the server's words. `code` is the response code (RFC 3501
    §7.1) where it was taken apart already. Never a `SignInRefused`; temporary, but for `FolderGone`. A `bye`
    that says nothing we know is `ServerUnreachable`: the link is closed anyway.
    """
    text = words.WRAPPING.sub("", text[: words.LONGEST])
    bye = bye or words.GOODBYE.search(text) is not None
    if words.QUOTED.search(text):
        text = ""
    error = _inside(text, _code(f"[{code}]".upper()) if code else _code(text))
    if bye and isinstance(error, errors.ServerConfused):
        return errors.ServerUnreachable(reason="closed")
    return error


def _inside(text: str, word: str) -> errors.MailError:
    if word == "PRIVACYREQUIRED":
        return errors.TlsFailed(reason="encryption_wanted")
    if word in ("NONEXISTENT", "TRYCREATE"):
        return errors.FolderGone(reason="folder_gone")
    if (word == "OVERQUOTA" or words.FULL.search(text)) and not words.TRAFFIC.search(text):
        return errors.MailboxFull(reason="full")
    if word in _CONFUSED_INSIDE:
        return errors.ServerConfused(reason=_CONFUSED_INSIDE[word])
    if words.NOT_UNDERSTOOD.search(text):  # before "too many": it may speak of arguments
        return errors.ServerConfused(reason="not_understood")
    if word in ("LIMIT", "OVERQUOTA") or words.THROTTLED.search(text):
        return _throttled(text)
    if word in _UNREACHABLE_INSIDE:
        return _later(errors.ServerUnreachable, text, _UNREACHABLE_INSIDE[word])
    for reason, pattern in (
        ("session_over", words.SESSION_OVER),
        ("idle_too_long", words.IDLE_TOO_LONG),
        ("shutting_down", words.SHUTTING_DOWN),
        ("later", words.LATER),
    ):
        if pattern.search(text):
            return _later(errors.ServerUnreachable, text, reason)
    if words.FOLDER_GONE.search(text):
        return errors.FolderGone(reason="folder_gone")
    if _refusal(text) or words.APP_PASSWORD.search(text) or words.IMAP_OFF.search(text):
        return errors.ServerUnreachable(reason="session_over")
    return errors.ServerConfused(reason="unclear")


def _explain_smtp(code: int, text: str) -> errors.MailError:
    """RFC 4954 §6; a first digit of 4, in either code, is temporary (RFC 5321 §4.2.1, RFC 3463 §3)."""
    if code == 538 or (code == 530 and words.PLAIN_LINK.search(text)):
        return errors.SmtpTlsFailed(reason="encryption_wanted")
    enhanced = words.ENHANCED.match(text)
    final = 500 <= code < 600 and not (enhanced and enhanced.group(1) == "4")
    if final and words.APP_PASSWORD.search(text):
        return errors.AppPasswordRequired(reason="app_password")
    if not final or any(each.search(text) for each in (words.LATER, words.THROTTLED, words.FULL)):
        return _later(errors.SmtpUnreachable, text)
    if words.NO_SERVICE.search(text):
        return errors.SmtpSignInRefused(reason="smtp_off")
    if code in (534, 535):  # mechanism too weak for this user; credentials invalid
        return errors.SmtpSignInRefused(reason=_refusal(text) or "credentials")
    if reason := _refusal(text):
        return errors.SmtpSignInRefused(reason=reason)
    return errors.SmtpUnreachable(reason="unclear")


def _code(text: str) -> str:
    found = words.CODE.search(text)
    return found.group(1) if found else ""


def _refusal(text: str) -> str | None:
    """Which refusal the words speak of, if they do."""
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = (
        ("web_login", words.WEB_LOGIN),
        ("blocked", words.BLOCKED),
        ("expired", words.EXPIRED),
        ("credentials", words.REFUSED),
    )
    return next((reason for reason, pattern in patterns if pattern.search(text)), None)


def _throttled(text: str) -> errors.ServerUnreachable:
    return _later(errors.Throttled, text, "connections" if words.CONNECTIONS.search(text) else "limit")


def _later(
    kind: type[errors.ServerUnreachable], text: str, reason: str = "later"
) -> errors.ServerUnreachable:
    wait = words.pause(text)
    return kind(reason=reason, retry_after=wait) if wait else kind(reason=reason)
