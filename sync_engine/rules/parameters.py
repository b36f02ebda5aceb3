"""Content-Type, Content-Disposition and their parameters (RFC 2045 §5.1, RFC 2183, RFC 2231).

Holds always:
- never raises, and takes time in proportion to the value;
- a file's name is one that can be shown and saved: one line, no folders, no signs that turn the text around.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from sync_engine.rules import charset, encoded_words, headers

_LONGEST = 16 * 1024  # octets of a value that are looked at
_PARAMETER = re.compile(rb'(?:^|[;\s])([A-Za-z][\w.%*-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
# How most values are written: nothing in them has to be decoded.
_USUAL = re.compile(rb"""([\w/.+-]+)((?:;\s*[A-Za-z][\w.-]*=(?:"[\w/.+'=:,()-]+"|[\w/.+'=:-]+))*);?""")
_USUAL_PARAMETER = re.compile(rb"""([A-Za-z][\w.-]*)="?([\w/.+'=:,()-]+)""")
_ESCAPED = re.compile(rb'\\(["\\])')  # a lone backslash stands for itself: C:\Docs
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_PERCENT = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_PATH = re.compile(r"\s*(?:[A-Za-z]:)?[\\/]")
_SLASH = re.compile(r"[\\/]")
_USUAL_NAME = re.compile(r"[\w.-]+(?: [\w.-]+)*")
_LONGEST_NAME = 200  # characters


class Value(NamedTuple):
    """A value and its parameters; names are lower-case, continuations (RFC 2231 §3) put together."""

    value: str
    parameters: Mapping[str, str]


_NOTHING = Value("", {})


def read(value: bytes, hint: str | None = None) -> Value:
    """A header value with parameters; what was encoded is decoded, the right way or the wrong one."""
    if not value:
        return _NOTHING
    if (usual := _USUAL.fullmatch(value)) and len(value) <= _LONGEST:
        given: dict[str, str] = {}
        for key, word in _USUAL_PARAMETER.findall(usual[2]):
            given.setdefault(key.decode("ascii").lower(), word.decode("ascii"))
        return Value(usual[1].decode("ascii").lower(), given)
    line = headers.unfold(value[:_LONGEST])
    head, _, rest = line.partition(b";")
    word = head.split(maxsplit=1)
    if len(word) > 1:  # a semicolon was forgotten
        rest = word[1] + b";" + rest
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, bytes]]] = {}
    for found in _PARAMETER.finditer(rest):
        key = found[1].decode("ascii", "ignore").lower()
        octets = _ESCAPED.sub(rb"\1", found[2]) if found[2] is not None else found[3].strip()
        name, star, number = key.partition("*")
        if star:
            extended = number.endswith("*") or not number
            digits = number.rstrip("*")
            place = int(digits) if digits.isdecimal() and len(digits) < 5 else 0
            pieces.setdefault(name, {}).setdefault(place, (extended, octets))
        else:
            # A boundary is octets to compare with, not text.
            raw = name == "boundary"
            text = octets.decode("latin-1") if raw else " ".join(encoded_words.decode(octets, hint).split())
            plain.setdefault(name, text)
    joined = {name: _join(numbered, hint) for name, numbered in pieces.items()}
    return Value(charset.decode(word[0], None).lower() if word else "", plain | joined)


def _join(numbered: Mapping[int, tuple[bool, bytes]], hint: str | None) -> str:
    """Continuations in the order of their numbers (§3); the first one names the charset (§4.1)."""
    name, text = "", b""
    for place, (extended, octets) in sorted(numbered.items()):
        if extended:
            if place == 0 and octets.count(b"'") >= 2:
                declared, _, octets = octets.split(b"'", 2)
                name = declared.decode("ascii", "ignore")
            octets = unquote_to_bytes(octets)
        text += octets
    if not name:  # encoded words in continuations are wrong, and do occur
        return encoded_words.decode(text, hint)
    return charset.decode(text, name)


def file_name(written: str) -> str:
    """A file's name as it can be shown: without folders, controls and direction marks; perhaps empty."""
    if not written or (_USUAL_NAME.fullmatch(written) and len(written) <= _LONGEST_NAME):
        return written
    if _PERCENT.search(written):  # the web's way of writing names
        octets = unquote_to_bytes(written)
        text = charset.decode(octets, "utf-8")
        written = text if "\ufffd" not in text else written
    if _PATH.match(written):
        written = re.split(r"[\\/]", written.rstrip("\\/"))[-1]
    name = " ".join(_UNSHOWABLE.sub(" ", _SLASH.sub("_", written)).split())
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:_LONGEST_NAME]
    return stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending
