"""To whom a letter goes: one recipient and at most one Cc (rule L3).

Holds always: what is read here holds no blank, no control and no bracket, so nothing typed becomes a command
or a header; a domain in another alphabet is written in ASCII (RFC 5890), a local part is left as it is.
"""

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache

from sync_engine import errors

_LONGEST = 254  # RFC 5321 §4.5.3.1.3, with the brackets
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f()<>\[\]:;@\\,\"]{1,64}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_BRACKETS = re.compile(r"<([^<>]*)>\s*$")
_EDGES = " \t\r\n\"'«»"


def read(typed: str) -> str:
    """The one address that was typed, perhaps as "Name <address>".

    Raises `TooManyRecipients` or `RecipientInvalid`.
    """
    text = "".join(char for char in typed if unicodedata.category(char) != "Cf").strip(_EDGES + ",;")
    if any(unicodedata.category(char) == "Cc" for char in text):
        raise errors.RecipientInvalid
    if text.count("@") > 1:
        raise errors.TooManyRecipients
    if found := _BRACKETS.search(text):
        text = found[1]
    local, at, domain = text.strip(_EDGES).removeprefix("mailto:").rpartition("@")
    address = f"{local}@{_ascii(domain)}"
    if not at or not _LOCAL.fullmatch(local) or not _dots_are_well(local) or len(address) > _LONGEST:
        raise errors.RecipientInvalid
    return address


@lru_cache(maxsize=1000)
def written(address: str) -> str:
    """The address as a letter would go to it, the same for all its spellings; empty where none would.

    Remembered, for people write again and again.
    """
    with suppress(errors.Refusal):
        return read(address)
    return ""


def needs_smtputf8(address: str) -> bool:
    """Whether only servers with SMTPUTF8 (RFC 6531) can be given it."""
    return not address.isascii()


def _ascii(domain: str) -> str:
    try:
        name = domain.rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        raise errors.RecipientInvalid from None
    labels = name.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise errors.RecipientInvalid
    return name


def _dots_are_well(local: str) -> bool:
    return all(local.split("."))
