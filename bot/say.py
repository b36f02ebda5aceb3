"""What Postroom says, from Fluent catalogues: `bot/texts/<language>/*.ftl`, one file a screen.

Holds always:
- `say` and `explain` give plain text, for the terminal and for the labels of buttons; what goes into a chat
  is HTML and comes from `bot.voice`, which escapes every fact but `Markup`;
- the product's numbers are facts of every text (`Policy.facts`), so no text writes one itself;
- a key or fact that is missing is an error here, never a hole in a sentence;
- a text refers to none but those of its own file: a file is parsed when one of its texts is first wanted.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from fluent.runtime import FluentBundle, FluentResource

from storage.records import Language
from sync_engine import errors
from sync_engine.policy import POLICY

LANGUAGES: tuple[Language, ...] = get_args(Language)
_TEXTS = Path(__file__).parent / "texts"
_KEY = re.compile(r"^([a-zA-Z][\w-]*) *=", re.MULTILINE)

# Errors that share a code and still are different sentences to a person
_OWN_WORDS: dict[type[errors.MailError], str] = {
    errors.Throttled: "throttled",
    errors.SignInsSpent: "sign-ins-spent",
    errors.SmtpUnreachable: "smtp-unreachable",
    errors.SmtpTlsFailed: "smtp-tls-failed",
}
# What a text about an error may ask for where the error itself does not say
_UNSAID: dict[str, str | int] = {
    "what": "address",
    "protocol": "",
    "folders": "",
    "imap": "",
    "smtp": "",
    "reason": "",
    "minutes": 60,
    "seconds": 60,
}


class Markup(str):
    """HTML of our own making, which is not escaped again."""

    __slots__ = ()


Fact = str | int


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error for people: what happened, and the next step where there is one."""

    message: str
    hint: str | None


@functools.cache
def _bundle(language: Language) -> FluentBundle:
    return FluentBundle([language], use_isolating=False)


@functools.cache
def _files(language: Language) -> dict[str, Path]:
    """Which file a text is in, by its key."""
    paths = sorted((_TEXTS / language).glob("*.ftl"))
    return {key: path for path in paths for key in _KEY.findall(path.read_text(encoding="utf-8"))}


@functools.cache
def _parse(language: Language, path: Path) -> None:
    _bundle(language).add_resource(FluentResource(path.read_text(encoding="utf-8")))


def language_of(code: str | None, default: Language) -> Language:
    """Our language for an IETF language tag of a Telegram client."""
    primary = (code or "").partition("-")[0].lower()
    return next((language for language in LANGUAGES if language == primary), default)


def has(language: Language, key: str) -> bool:
    """Whether there is a text `key`; `name.attribute` asks for an attribute of `name`."""
    name, _, attribute = key.partition(".")
    if name not in _files(language):
        return False
    _parse(language, _files(language)[name])
    message = _bundle(language).get_message(name)
    return attribute in message.attributes if attribute else message.value is not None


def say(language: Language, key: str, **facts: Fact) -> str:
    """The plain text `key` (or `name.attribute`). Raises LookupError for a missing key or fact."""
    return render(language, key, {**POLICY.facts(), **facts}, str)


def render(language: Language, key: str, facts: dict[str, Fact], escape: Callable[[str], str]) -> str:
    """The text with its facts; those that are strings go through `escape` first."""
    if not has(language, key):
        raise LookupError(f"no text {key!r} in {language!r}")
    name, _, attribute = key.partition(".")
    message = _bundle(language).get_message(name)
    pattern = message.attributes[attribute] if attribute else message.value
    assert pattern is not None
    ready = {fact: escape(value) if isinstance(value, str) else value for fact, value in facts.items()}
    text, troubles = _bundle(language).format_pattern(pattern, ready)
    if troubles:
        raise LookupError(f"text {key!r} in {language!r}: {troubles[0]}")
    return str(text)


def error_key(error: errors.MailError | str) -> str:
    """The key of the text about an error, or about an error's code as a mailbox keeps it."""
    code = error if isinstance(error, str) else _OWN_WORDS.get(type(error), error.code)
    key = f"error-{code.replace('_', '-')}"
    return key if has(LANGUAGES[0], key) else "error-failed"


def error_facts(error: errors.MailError | str) -> dict[str, Fact]:
    return {**_UNSAID, **error.facts} if isinstance(error, errors.MailError) else dict(_UNSAID)


def hint_key(error: errors.MailError | str, provider: str | None = None) -> str | None:
    """The key of what to do about an error: at this provider, else anywhere; None if there is nothing."""
    key = error_key(error)
    return next((each for each in (f"{key}.hint-{provider}", f"{key}.hint") if has(LANGUAGES[0], each)), None)


def explain(language: Language, error: errors.MailError | str, provider: str | None = None) -> Explanation:
    """An error, or its code, in plain text; `provider` is the id of the mail service, if it is known."""
    facts, hint = error_facts(error), hint_key(error, provider)
    return Explanation(
        message=say(language, error_key(error), **facts),
        hint=say(language, hint, **facts) if hint else None,
    )
