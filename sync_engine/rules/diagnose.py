"""What a mail server meant by refusing a sign-in (C4).

Holds always:
- only a proven refusal is one: a response code or words that mean it; doubt is temporary (invariant 8);
- words for "later" outweigh a code for "no": servers answer AUTHENTICATIONFAILED to too many attempts;
- the server's words go no further: they may hold the address.

Facts of the errors: `reason` is one of the words below, `retry_after` the seconds a server asked to wait.
"""

import re

from sync_engine import errors
from sync_engine.rules.addresses import Protocol


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_APP_PASSWORD = _any(
    r"parol'? prilozheniya",  # Mail.ru, VK WorkMail
    r"парол\w* (для внешн\w+ )?приложени",
    r"ap+lication[- ](specific )?password",  # Gmail; Mail.ru drops a letter
    r"app([- ]specific)?[- ]password",
    r"InvalidSecondFactor",  # Gmail by SMTP
)
_EITHER = _any(r"(credentials|password) or imap is disabled")  # Yandex
_IMAP_OFF = _any(
    r"\bimap\b[^.]{0,40}\b(disabled|not (enabled|allowed|activated)|(switched|turned) off)",
    r"\b(not|yet to) (be )?(enable|activate|allow)\w*\b[^.]{0,20}\bimap\b",  # Gmail, Zoho
    r"\b(disabled|switched off|turned off)\b[^.]{0,20}\bimap\b",
    r"доступ\w*[^.]{0,30}imap[^.]{0,30}(отключ|запрещ|закрыт)",
)
_LATER = _any(
    r"\btemporar(y|ily)\b",
    r"\btry (again )?(later|in )",
    r"\bplease (wait|retry)\b",
    r"\btoo (many|much|frequent|often)\b",
    r"\brate[- ]?limit|\bthrottl|\bbackoff\b|\bexceeded\b|\bover ?quota\b",
    r"\btimed? ?out\b|\boverload|\bmaintenance\b|\bbusy\b",
    r"\b(internal|server|backend|system|database)( \w+)? (error|failure|problem)\b",
    r"\bconnection\b[^.]{0,20}\b(lost|refused|failed)\b",
    r"\b(service|server|mailbox) (is )?(currently )?(not available|unavailable)\b",
    r"временно|попробуйте позже|слишком (много|часто)",
)
_BACKOFF = re.compile(r"backoff time:\s*([0-9]{1,9})\s*milliseconds", re.IGNORECASE)  # Microsoft
_WEB_LOGIN = _any(
    r"web ?login required|WEBALERT|log ?in (via|with|through) your (web )?browser",  # Gmail
    r"prove you are not a robot",  # Yandex by SMTP
)
_BLOCKED = _any(r"account\b[^.]{0,20}\b(disabled|blocked|suspended|locked|frozen|deleted|closed|inactive)\b")
_NO_SERVICE = _any(
    r"does not have access rights to this service", r"smtp\w* (auth\w* )?(is )?(disabled|not enabled)"
)
_EXPIRED = _any(r"password\b[^.]{0,20}\bexpired\b")
_REFUSED = _any(
    r"\b(invalid|incorrect|wrong|bad)\b[^.]{0,20}\b(credential|password|login|user|authentication data)",
    r"\b(credentials?|password|login|user ?name)\b[^.]{0,30}\b(invalid|incorrect|wrong|not accepted)\b",
    r"\b(auth\w*|sign-?in|log-?in)( \w+)? (failed|failure|rejected|unsuccessful)\b",
    r"\b(unknown user|no such user|user unknown|user not found)\b",
    r"неверн\w+ (логин|парол|имя)|неправильн\w+ (логин|парол|имя)",
)
_PREFIX = re.compile(r"^\s*(login|authenticate) failed: ")  # a client library's words, not the server's
_CODE = re.compile(r"\[([A-Z][A-Z-]*)")  # RFC 3501 §7.1
_ENHANCED = re.compile(r"^\s*([245])\.\d{1,3}\.\d{1,3}\b")  # RFC 3463 §2

# RFC 5530 §3, and UNAVAILABLE's kin of RFC 9051 §7.1
_TEMPORARY_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "OVERQUOTA", "CORRUPTION", "CONTACTADMIN"})
_CONFUSED_CODES = frozenset({"SERVERBUG", "CLIENTBUG", "CANNOT", "PARSE"})
_REFUSED_CODES = {
    "AUTHENTICATIONFAILED": "credentials",
    "AUTHORIZATIONFAILED": "no_right",
    "NOPERM": "no_right",
    "EXPIRED": "expired",
}


def explain_sign_in(text: str, protocol: Protocol = "imap", *, code: int | None = None) -> errors.MailError:
    """The error for a sign-in answered with `text` (without "NO" and the tag), by SMTP with its reply `code`.

    A `SignInRefused` or one of its kin only where that is proven; otherwise a temporary `ServerUnreachable`
    or `ServerConfused` (by SMTP always `SmtpUnreachable`), or `TlsFailed` where the server wants encryption.
    """
    if protocol == "smtp":
        return _explain_smtp(code if code is not None else -1, text)
    text = _PREFIX.sub("", text)
    found = _CODE.search(text)
    word = found.group(1) if found else ""
    if word == "PRIVACYREQUIRED":
        return errors.TlsFailed(reason="encryption_wanted")
    if _EITHER.search(text):
        return errors.SignInRefused(reason="credentials_or_imap_off")
    if _APP_PASSWORD.search(text):
        return errors.AppPasswordRequired(reason="app_password")
    if word in _TEMPORARY_CODES or _LATER.search(text):
        return _later(errors.ServerUnreachable, text)
    if _IMAP_OFF.search(text):
        return errors.ImapDisabled(reason="imap_off")
    if word in _CONFUSED_CODES:
        return errors.ServerConfused(reason="server_bug")
    if reason := _refusal(text) or _REFUSED_CODES.get(word):
        return errors.SignInRefused(reason=reason)
    return errors.ServerConfused(reason="unclear")


def _explain_smtp(code: int, text: str) -> errors.MailError:
    """RFC 4954 §6; a first digit of 4, in either code, is temporary (RFC 5321 §4.2.1, RFC 3463 §3)."""
    if code == 538 or (code == 530 and re.search(r"starttls|\btls\b|\bssl\b|encrypt", text, re.IGNORECASE)):
        return errors.SmtpTlsFailed(reason="encryption_wanted")
    enhanced = _ENHANCED.match(text)
    final = 500 <= code < 600 and not (enhanced and enhanced.group(1) == "4")
    if final and _APP_PASSWORD.search(text):
        return errors.AppPasswordRequired(reason="app_password")
    if not final or _LATER.search(text):
        return _later(errors.SmtpUnreachable, text)
    if _NO_SERVICE.search(text):
        return errors.SmtpSignInRefused(reason="smtp_off")
    if code in (534, 535):  # mechanism too weak for this user; credentials invalid
        return errors.SmtpSignInRefused(reason=_refusal(text) or "credentials")
    if reason := _refusal(text):
        return errors.SmtpSignInRefused(reason=reason)
    return errors.SmtpUnreachable(reason="unclear")


def _refusal(text: str) -> str | None:
    """Which refusal the words speak of, if they do."""
    for reason, pattern in (
        ("web_login", _WEB_LOGIN),
        ("blocked", _BLOCKED),
        ("expired", _EXPIRED),
        ("credentials", _REFUSED),
    ):
        if pattern.search(text):
            return reason
    return None


def _later(kind: type[errors.ServerUnreachable], text: str) -> errors.ServerUnreachable:
    if found := _BACKOFF.search(text):
        return kind(reason="later", retry_after=-(-int(found.group(1)) // 1000))
    return kind(reason="later")
