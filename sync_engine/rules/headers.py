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

# A field; or a line that is neither one nor empty.
_LINES = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)|^(.+)", re.MULTILINE)
_USUAL = (
    "Authentication-Results CC Cc Content-Description Content-Disposition Content-ID Content-Id"
    " Content-Transfer-Encoding Content-Type DKIM-Signature Date Delivered-To From In-Reply-To"
    " List-Unsubscribe MIME-Version Message-ID Message-Id Mime-Version Received References Reply-To"
    " Return-Path Sender Subject To User-Agent X-Mailer"
)
_NAMES = {name.encode("ascii"): name.lower() for name in _USUAL.split()}  # ready, to save time
_FOLD = re.compile(rb"\r?\n")
_MOST_FIELDS = 10_000
LONGEST = 64 * 1024  # octets of a value that are looked at
_BRACKETED = re.compile(rb"<([^<>]*)>")
_PLAIN_ID = re.compile(rb"<[!-;=?-~]{1,500}>")
_BETWEEN_IDS = re.compile(rb"[\s<>,;\"()]+")
_LONGEST_ID = 500  # characters; an index takes no key of any length
_FIRST_YEAR, _LAST_YEAR = 1980, 2080  # a letter says nothing true outside them
# All but those that are white space: a terminal or a client would obey them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_ONE_DAY = timedelta(days=1)
_MONTHS = {
    month: number
    for number, month in enumerate(
        (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), 1
    )
}
# How nearly all programs write a date: what follows only saves time.
_USUAL_DATE = re.compile(
    rb"(?:[A-Z][a-z]{2}, )?(\d\d?) (%s) ((?:19|20)\d\d) (\d\d:\d\d:\d\d) ([+-])(\d{4})" % b"|".join(_MONTHS)
)


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
    torn = False
    # All at once is quicker, and for a huge block takes too much memory.
    at_once = len(block) <= LONGEST
    for name, value, other in _LINES.findall(block) if at_once else map(_groups, _LINES.finditer(block)):
        if other:
            torn = True
            continue
        key = _NAMES.get(name) or name.decode("ascii").lower()
        value = value.strip()
        fields.append((key, value))
        if key in index:
            index[key].append(value)
        else:
            index[key] = [value]
        if len(fields) == _MOST_FIELDS:
            torn = False
            break
    return Headers(tuple(fields), index), _after_fields(block) if torn else b""


def _groups(found: re.Match[bytes]) -> tuple[bytes, ...]:
    return found.groups()


def _after_fields(block: bytes) -> bytes:
    end = max((found.end() for found in _LINES.finditer(block) if found[1]), default=0)
    return block[end:].lstrip(b"\r\n")


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
    if _PLAIN_ID.fullmatch(value):
        return value.decode("ascii")
    found = _BRACKETED.search(unfold(value))
    bare = b"".join((found[1] if found else value[:LONGEST].strip(b" \t\r\n<>")).split())
    return _bracketed(bare) if bare else None


def message_ids(*values: bytes) -> tuple[str, ...]:
    """Every id in References or In-Reply-To, each once, in order; prose around them is skipped."""
    found: dict[str, None] = {}
    for value in values:
        if _PLAIN_ID.fullmatch(value):
            found[value.decode("ascii")] = None
            continue
        line = unfold(value)
        ids = [b"".join(each.split()) for each in _BRACKETED.findall(line)]
        bare = [each for each in ids if each] or [each for each in _BETWEEN_IDS.split(line) if b"@" in each]
        found |= dict.fromkeys(map(_bracketed, bare))
    return tuple(found)


def _bracketed(bare: bytes) -> str:
    return f"<{charset.decode(bare, None)[:_LONGEST_ID]}>"


def date(value: bytes) -> datetime | None:
    """The moment in UTC; None for what is no date, or one no letter was written at."""
    try:
        if usual := _USUAL_DATE.fullmatch(value):
            found = _usual(*usual.groups())
        else:
            line = text(value[:200])
            found = _by_the_book(line) or datetime.fromisoformat(line)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if _FIRST_YEAR <= found.year < _LAST_YEAR else None


def _usual(day: bytes, month: bytes, year: bytes, time: bytes, sign: bytes, zone: bytes) -> datetime:
    hour, minute, second = map(int, time.split(b":"))
    # A leap second is the last one a clock can show.
    local = datetime(int(year), _MONTHS[month], int(day), hour, minute, min(second, 59), tzinfo=UTC)
    ahead = timedelta(minutes=int(zone[:2]) * 60 + int(zone[2:]))
    if ahead >= _ONE_DAY:
        return local
    return local + ahead if sign == b"-" else local - ahead


def _by_the_book(line: str) -> datetime | None:
    """RFC 5322 §3.3 and its obsolete forms; None where the standard library finds none."""
    try:
        parts = parsedate_tz(line)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if parts is None:
        return None
    year, month, day, hour, minute, second, *_, offset = parts
    ahead = timedelta(seconds=offset or 0)
    zone = timezone(ahead) if abs(ahead) < _ONE_DAY else UTC
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
