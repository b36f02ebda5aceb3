"""The header of a letter or part (RFC 5322 §2.2): its fields in order, and their texts, ids and dates.

Holds always:
- never raises; a line that is no field does not end the header while fields follow it;
- repeated fields are all there, in the order of the letter;
- values are octets as they stand until somebody asks for their text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from sync_engine.rules import charset, encoded_words

_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
_FOLD = re.compile(rb"\r?\n")
_MOST_FIELDS = 10_000
LONGEST = 64 * 1024  # octets of a value that are looked at
_BRACKETED = re.compile(rb"<([^<>]*)>")
_BETWEEN_IDS = re.compile(rb"[\s<>,;\"()]+")
_LONGEST_ID = 500  # characters; an index takes no key of any length
_FIRST_YEAR, _LAST_YEAR = 1980, 2080  # a letter says nothing true outside them
# All but those that are white space: a terminal or a client would obey them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in order; names are lower-case, values raw and perhaps folded."""

    fields: tuple[tuple[str, bytes], ...] = ()
    index: Mapping[str, Sequence[bytes]] = field(default_factory=dict, compare=False, repr=False)

    def every(self, name: str) -> Sequence[bytes]:
        """The values of all fields of this name (lower-case), top to bottom."""
        return self.index.get(name, ())

    def first(self, name: str) -> bytes:
        """The value of the topmost field of this name, empty if there is none."""
        values = self.index.get(name)
        return values[0] if values else b""

    def __contains__(self, name: object) -> bool:
        return name in self.index


def read(block: bytes) -> tuple[Headers, bytes]:
    """The fields of a header block, and what follows the last of them without being one."""
    fields: list[tuple[str, bytes]] = []
    index: dict[str, list[bytes]] = {}
    end = 0
    for found in _FIELD.finditer(block):
        name, value = found.groups()
        key = name.decode("ascii").lower()
        value = value.strip()
        fields.append((key, value))
        index.setdefault(key, []).append(value)
        end = found.end()
        if len(fields) == _MOST_FIELDS:
            end = len(block)
            break
    return Headers(tuple(fields), index), block[end:].lstrip(b"\r\n")


def text(value: bytes, hint: str | None = None) -> str:
    """A value as people read it: one line, decoded; `hint` is the charset of raw 8-bit octets."""
    return shown(encoded_words.decode(unfold(value), hint))


def shown(decoded: str) -> str:
    """Decoded text as it can be shown: one line, without control characters."""
    return " ".join(_CONTROLS.sub("", decoded).split())


def unfold(value: bytes) -> bytes:
    """A value on one line (RFC 5322 §2.2.3), at most `LONGEST` octets of it."""
    value = value[:LONGEST]
    return _FOLD.sub(b"", value) if b"\n" in value else value


def message_id(value: bytes) -> str | None:
    """A Message-ID with its angle brackets (RFC 5322 §3.6.4), also one that is written without them."""
    found = _BRACKETED.search(unfold(value))
    bare = b"".join((found[1] if found else value[:LONGEST].strip(b" \t\r\n<>")).split())
    return _bracketed(bare) if bare else None


def message_ids(*values: bytes) -> tuple[str, ...]:
    """Every id in References or In-Reply-To, each once, in order; prose around them is skipped."""
    found: dict[str, None] = {}
    for value in values:
        line = unfold(value)
        ids = [b"".join(each.split()) for each in _BRACKETED.findall(line)]
        bare = [each for each in ids if each] or [each for each in _BETWEEN_IDS.split(line) if b"@" in each]
        found |= dict.fromkeys(map(_bracketed, bare))
    return tuple(found)


def _bracketed(bare: bytes) -> str:
    return f"<{charset.decode(bare, None)[:_LONGEST_ID]}>"


def date(value: bytes) -> datetime | None:
    """The moment in UTC; None for what is no date, or one no letter was written at."""
    line = text(value[:200])
    try:
        found = _by_the_book(line) or datetime.fromisoformat(line)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if _FIRST_YEAR <= found.year < _LAST_YEAR else None


def _by_the_book(line: str) -> datetime | None:
    """RFC 5322 §3.3 and its obsolete forms; None where the standard library finds none."""
    try:
        parts = parsedate_tz(line)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if parts is None:
        return None
    year, month, day, hour, minute, second, *_, offset = parts
    zone = timezone(timedelta(seconds=offset)) if offset and abs(offset) < _DAY else UTC
    # A leap second is the last one a clock can show.
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
