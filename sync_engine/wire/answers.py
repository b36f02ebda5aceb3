"""What a server says, taken by allowlist into types of ours.

Holds always: a missing or odd item is left out or None; nothing here raises for what a server wrote, except
`ServerConfused` where an answer cannot be read at all.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient.exceptions import ProtocolError
from imapclient.response_parser import parse_fetch_response, parse_response

from storage.records import Uid, UidValidity
from sync_engine import errors
from sync_engine.rules import headers, uids
from sync_engine.rules.check import FolderStatus
from sync_engine.rules.plan import Identity, Meta
from sync_engine.wire.connection import Answer
from sync_engine.wire.requests import WHOLE

UNKNOWN_SIZE = 1 << 40
META = b"(UID INTERNALDATE RFC822.SIZE)"
IDENTITY = b"(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE)])"
DATE = b"(UID BODY.PEEK[HEADER.FIELDS (DATE)])"
_LARGEST = (1 << 32) - 1  # of a UID and of a UIDVALIDITY, RFC 3501 §9: nz-number

_MONTHS = {
    name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}
_QUICK = re.compile(
    rb"\d+ \(UID (\d+)"
    rb' INTERNALDATE "([ \d]?\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"'
    rb" RFC822\.SIZE (\d+)\)"
)
_PART = re.compile(rb"BODY\[[0-9A-Z.]*\](?:<(\d+)>)?")
_LETTER = re.compile(rb"\d+ \(UID (\d+) BODY\[[0-9A-Z.]*\](?:<(\d+)>)? \{\d+\}")
Items = Mapping[bytes, Any]
Told = tuple[Uid, datetime | None, int]  # UID, INTERNALDATE, size


def fetched(answer: Answer) -> dict[int, Items]:
    """FETCH answers by UID. One without a UID is news of a letter (a flag changed) and left out.

    So are two letters that are said to have the same UID: nobody can tell whose it is.

    Raises `ServerConfused`.
    """
    lines = answer.lines("FETCH")
    if not lines:
        return {}
    try:
        found = parse_fetch_response(lines, False, False)
    except (ProtocolError, ValueError, LookupError, TypeError, RecursionError):
        raise errors.ServerConfused(reason="fetch_unreadable") from None
    by_uid: dict[int, list[Items]] = defaultdict(list)
    for items in found.values():
        if isinstance(items.get(b"UID"), int) and 0 < items[b"UID"] <= _LARGEST:
            by_uid[int(items[b"UID"])].append(items)
    return {uid: among[0] for uid, among in by_uid.items() if len(among) == 1}


def parts(answer: Answer) -> dict[tuple[int, int], bytes]:
    """Letters, slices of letters and of their sections, by UID and offset (`WHOLE` for a whole letter).

    Whatever was asked for.

    Answers as every server writes them are read without the slow parser.
    """
    lines = answer.lines("FETCH")
    found: dict[tuple[int, int], bytes] = {}
    doubtful: set[tuple[int, int]] = set()  # given to two letters
    for line, end in zip(lines[::2], lines[1::2], strict=False):
        quick = _LETTER.fullmatch(line[0]) if isinstance(line, tuple) and end == b")" else None
        if quick is None or len(lines) % 2:
            return _parts_slowly(answer)
        key = int(quick[1]), int(quick[2]) if quick[2] else WHOLE
        if found.setdefault(key, line[1]) != line[1]:
            doubtful.add(key)
    return {key: octets for key, octets in found.items() if key not in doubtful}


def _parts_slowly(answer: Answer) -> dict[tuple[int, int], bytes]:
    return {
        (uid, int(part[1]) if part[1] else WHOLE): value
        for uid, items in fetched(answer).items()
        for name, value in items.items()
        if isinstance(value, bytes) and (part := _PART.fullmatch(name))
    }


def told(answer: Answer) -> list[Told]:
    """The answers to `META`; a line as every server writes it is read without the slow parser."""
    found: list[Told] = []
    slow: list[Any] = []
    for line in answer.lines("FETCH"):
        quick = _QUICK.fullmatch(line) if isinstance(line, bytes) else None
        if quick is None:
            slow.append(line)
            continue
        uid, day, month, year, hour, minute, second, sign, hours, minutes, size = quick.groups()
        moment = _moment(year, month, day, hour, minute, second, sign, hours, minutes)
        if 0 < int(uid) <= _LARGEST:
            found.append((Uid(int(uid)), moment, int(size) or UNKNOWN_SIZE))
    if slow:
        answers = fetched(Answer("OK", "", {"FETCH": slow}))
        found += [_slowly(uid_number, items) for uid_number, items in answers.items()]
    return found


def _slowly(uid: int, items: Items) -> Told:
    received, octets = items.get(b"INTERNALDATE"), items.get(b"RFC822.SIZE")
    moment = received.astimezone(UTC) if isinstance(received, datetime) and received.tzinfo else None
    return Uid(uid), moment, octets if isinstance(octets, int) and octets > 0 else UNKNOWN_SIZE


def _moment(
    year: bytes,
    month: bytes,
    day: bytes,
    hour: bytes,
    minute: bytes,
    second: bytes,
    sign: bytes,
    *zone: bytes,
) -> datetime | None:
    try:
        offset = timedelta(hours=int(zone[0]), minutes=int(zone[1])) * (-1 if sign == b"-" else 1)
        number = _MONTHS[month]
        moment = datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        return (moment - offset).replace(tzinfo=UTC)
    except (ValueError, KeyError, OverflowError):
        return None


def dated(
    told: Iterable[Told], dates: Mapping[int, datetime], now: datetime, tolerance: timedelta
) -> list[Meta]:
    """Letters with the moment that counts for the window (product: Words).

    INTERNALDATE; where it is missing, or in the future by more than `tolerance`, the letter's own date, and
    where there is none either, now.
    """
    return [
        Meta(
            uid,
            min(moment if moment and is_usable(moment, now, tolerance) else dates.get(uid, now), now),
            size,
        )
        for uid, moment, size in told
    ]


def is_usable(moment: datetime | None, now: datetime, tolerance: timedelta) -> bool:
    return moment is not None and moment <= now + tolerance


def header_dates(answer: Answer) -> dict[int, datetime]:
    """The Date header of each letter that has a usable one."""
    found = {uid: _fields(items) for uid, items in fetched(answer).items()}
    return {uid: date for uid, fields in found.items() if (date := headers.date(fields.first("date")))}


def identities(answer: Answer, now: datetime, tolerance: timedelta) -> list[Identity]:
    """The answers to `IDENTITY`."""
    found = []
    for uid, items in fetched(answer).items():
        fields = _fields(items)
        date = headers.date(fields.first("date"))
        (meta,) = dated([_slowly(uid, items)], {uid: date} if date else {}, now, tolerance)
        found.append(Identity(meta, headers.message_id(fields.first("message-id")), date))
    return found


def _fields(items: Items) -> headers.Headers:
    block = next((value for key, value in items.items() if key.startswith(b"BODY[HEADER.FIELDS")), b"")
    fields, _ = headers.read(block if isinstance(block, bytes) else b"")
    return fields


def found(answer: Answer, asked: uids.Ranges) -> set[int]:
    """The UIDs of a SEARCH answer that were asked about."""
    numbers: list[int] = []
    for line in answer.lines("SEARCH"):
        if isinstance(line, bytes):
            numbers += [int(word) for word in line.split() if word.isdigit()]
    return uids.among(asked, numbers)


def validity(answer: Answer) -> UidValidity:
    """UIDVALIDITY of an EXAMINE answer. Raises `ServerConfused` where the server tells none."""
    number = answer.number("UIDVALIDITY")
    if number is None or not 0 < number <= _LARGEST:
        raise errors.ServerConfused(reason="no_uidvalidity")
    return UidValidity(number)


def statuses(answers: Iterable[Answer]) -> dict[str, FolderStatus]:
    """STATUS answers (RFC 3501 §7.2.4) by the folder's wire name, in upper case for INBOX."""
    result: dict[str, FolderStatus] = {}
    for answer in answers:
        for name, items in _status_lines(answer.lines("STATUS")):
            result[name] = FolderStatus(
                uidvalidity=UidValidity(items["UIDVALIDITY"]) if items.get("UIDVALIDITY") else None,
                uidnext=Uid(items["UIDNEXT"]) if items.get("UIDNEXT") else None,
                messages=items.get("MESSAGES"),
                modseq=items.get("HIGHESTMODSEQ") or None,
            )
    return result


def _status_lines(lines: list[Any]) -> Iterable[tuple[str, dict[str, int]]]:
    """Each STATUS with its name; a name that comes as a literal is a tuple and its rest in imaplib."""
    pieces: list[Any] = []
    for line in lines:
        pieces.append(line)
        if isinstance(line, tuple):
            continue
        try:
            parsed = parse_response(pieces)
        except (ProtocolError, ValueError, LookupError, TypeError, RecursionError):
            parsed = ()
        pieces = []
        if len(parsed) == 2 and isinstance(parsed[1], tuple):
            yield folder_key(_wire_name(parsed[0])), _numbers(parsed[1])


def _wire_name(said: object) -> str:
    return said.decode("latin-1") if isinstance(said, bytes) else str(said)


def folder_key(name: str) -> str:
    """INBOX is the same in any case (RFC 3501 §5.1), other names are not."""
    return "INBOX" if name.upper() == "INBOX" else name


def _numbers(items: tuple[Any, ...]) -> dict[str, int]:
    pairs = zip(items[::2], items[1::2], strict=False)
    return {
        key.decode("ascii", "replace").upper(): value
        for key, value in pairs
        if isinstance(key, bytes) and isinstance(value, int) and value >= 0
    }
