"""What of a question may be kept and shown to administrators: no secrets, no more of it than is read. Pure.

Holds always: what looks like a password, a code or a link is left out, and so is the word behind "password"
unless questions use that very word, behind "password:" whatever it is; of a text without any usual word
nothing is kept, for it may be a password by itself.
"""

import functools
import re
import unicodedata
from typing import Literal

from bot.faq import features, knowledge

HIDDEN = "•••"
_SECRET_IS = re.compile(
    r"(?:парол|пасс|пинкод|пин-код|токен|passw|passc|passphrase|token|pin\b|pwd)", re.IGNORECASE
)
_EDGES = ".,;:!?«»\"'()[]=-–—"  # of a word; a colon or a dash may stand behind "password" too
_ADDRESS = re.compile(r"[^@\s:]+@[^@\s:]+\.[^\W\d_]{2,}")
_LEADS_TO = ":=-–—"
_TOGETHER = re.compile(r"([^:=]+[:=])(.+)")  # "password:qwerty"
_SAYS_NOTHING = len("есть")  # "password is qwerty": what is between may be so long
_BRAND = re.compile(r"(?:office|microsoft|офис)\s?365|m365|o365", re.IGNORECASE)
_LONG_ENOUGH = 6  # characters of letters and figures mixed, from which on they are taken for a secret
_STEM = 5
_TOO_LONG = 25  # no word is so long

_Awaited = Literal["any", "strange"] | None  # whether the next word, or one nobody uses, would be a secret


def kept(question: str, most: int) -> str | None:
    """At most `most` characters on one line; None where nothing of it is to be kept."""
    words = readable(question).split()
    if not any(_is_usual(word) for word in words):
        return None
    shown: list[str] = []
    awaited: _Awaited = None
    for word in words:
        bare = word.strip(_EDGES)
        hidden = _looks_secret(bare) or (bool(bare) and (awaited == "any" or _is_strange(awaited, bare)))
        shown.append(word.replace(bare, HIDDEN) if hidden else word)
        named = _SECRET_IS.match(bare)
        if named and (inside := _TOGETHER.fullmatch(word)):
            shown[-1] = inside[1] + HIDDEN
        elif named:
            awaited = "any" if word[-1] in _LEADS_TO else "strange"
        elif not bare:  # a dash by itself
            awaited = "any" if awaited else None
        elif hidden or len(bare) > _SAYS_NOTHING:
            awaited = None
    text = " ".join(shown)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def readable(text: str) -> str:
    """Lines as they were; without control characters and halves of characters, which databases refuse."""
    return "".join(
        each for each in text if each == "\n" or unicodedata.category(each) not in {"Cc", "Cf", "Cs"}
    ).strip()


def _looks_secret(word: str) -> bool:
    if _BRAND.fullmatch(word) or _ADDRESS.fullmatch(word):
        return False
    mixed = any(each.isdigit() for each in word) and any(each.isalpha() for each in word)
    return len(word) > _TOO_LONG or "://" in word or (mixed and len(word) >= _LONG_ENOUGH)


def _is_strange(awaited: _Awaited, word: str) -> bool:
    return awaited == "strange" and not set(_words(word)) <= _used()


def _is_usual(word: str) -> bool:
    """Whether people use it in their questions, in any form."""
    stems = {each[:_STEM] for each in _words(word)}
    return bool(stems) and stems <= _beginnings()


def _words(text: str) -> list[str]:
    return features.words(text.lower().replace("ё", "е"))


@functools.cache
def _used() -> frozenset[str]:
    """Words of the examples."""
    asked = knowledge.load().examples()
    return frozenset(word for _, _, question in asked for word in _words(question) if word.isalpha())


@functools.cache
def _beginnings() -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _used())
