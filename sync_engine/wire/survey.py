"""What there is in a folder, asked and read in one group of commands.

Holds always: FETCH and SEARCH are both asked, so that a letter one of them leaves out is known to exist. A
server that searches badly or not at all (Mail.ru, Yandex at times) is believed by its FETCH alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.records import Uid
from sync_engine import errors
from sync_engine.rules import diagnose, uids
from sync_engine.rules.plan import Identity, Meta, ServerFolder
from sync_engine.wire import answers
from sync_engine.wire.connection import Answer, Connection, quoted, together

_HIGHEST = str((1 << 32) - 1)  # of a UID: whatever there is, for which "*" is understood by every server


@dataclass(frozen=True, slots=True)
class Survey:
    """What of a folder is to be looked at; with `by_number` the ranges are of sequence numbers."""

    folder: str
    ranges: uids.Ranges = ()
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A folder as it was found; `there` are the UIDs that SEARCH says exist, None where it cannot say."""

    server: ServerFolder
    metas: tuple[Meta, ...] = ()
    there: frozenset[int] | None = None


Found = Surveyed | errors.MailError


def take(link: Connection, wanted: Sequence[Survey], now: datetime, tolerance: timedelta) -> list[Found]:
    """Opens each folder and tells of its letters; what is wrong with one stands in its place.

    A letter without a usable INTERNALDATE (missing, or ahead of `now` by more than `tolerance`) is dated by
    its Date header (product: Words, Window).
    """
    groups = [_commands(each) for each in wanted]
    tags = iter(link.ask(*(command for group in groups for command in group)))
    replies = [[link.answer(next(tags)) for _ in group] for group in groups]
    found: list[Found] = []
    for each, answered in zip(wanted, replies, strict=True):
        try:
            found.append(_read(link, each, answered, now, tolerance))
        except errors.MailError as error:
            found.append(error)
    return found


def _commands(wanted: Survey) -> list[bytes]:
    commands = [examine(wanted.folder)]
    for piece in uids.pieces(wanted.ranges):
        span = uids.text(piece).replace(_HIGHEST, "*").encode()
        if wanted.by_number:
            commands.append(b"FETCH %b %b" % (span, answers.META))
        else:
            commands += [b"UID FETCH %b %b" % (span, answers.META), b"UID SEARCH UID %b" % span]
    return commands


def examine(folder: str) -> bytes:
    """RFC 3501 §6.3.2: opened for reading, nothing in it changes by that."""
    return b"EXAMINE %b" % quoted(folder)


def _read(
    link: Connection, wanted: Survey, replies: Sequence[Answer], now: datetime, tolerance: timedelta
) -> Surveyed:
    server = opened(replies[0])
    fetches, searches = (replies[1:], ()) if wanted.by_number else (replies[1::2], replies[2::2])
    for fetch in fetches:
        must_be_ok(fetch)
    said = Answer("OK", "", together(replies[1:]))
    told = {each[0]: each for each in answers.told(said)}
    searched = not wanted.by_number and all(search.status == "OK" for search in searches)
    there = frozenset(answers.found(said, wanted.ranges)) if searched else None
    undated = [uid for uid, moment, _ in told.values() if not answers.is_usable(moment, now, tolerance)]
    dates = _header_dates(link, wanted.folder, undated)
    metas = answers.dated(told.values(), dates, now, tolerance)
    if not wanted.by_number:  # `n:*` and careless servers tell of others, too
        inside = uids.among(wanted.ranges, told)
        metas = [meta for meta in metas if meta.uid in inside]
    if not server.uidnext:
        server = _with_uidnext(link, wanted.folder, server)
    return Surveyed(server, tuple(metas), there)


def opened(reply: Answer) -> ServerFolder:
    """What EXAMINE told; UIDNEXT is 0 where it told none. Raises `MailError`: the folder is gone, say."""
    must_be_ok(reply)
    return ServerFolder(
        uidvalidity=answers.validity(reply),
        uidnext=Uid(reply.number("UIDNEXT") or 0),
        exists=reply.number("EXISTS") or 0,
        modseq=reply.number("HIGHESTMODSEQ"),
    )


def must_be_ok(reply: Answer) -> Answer:
    """Raises what a NO or BAD means."""
    if reply.status != "OK":
        raise diagnose.explain_command(reply.text)
    return reply


def _with_uidnext(link: Connection, folder: str, server: ServerFolder) -> ServerFolder:
    """One above the highest UID, for servers that do not tell UIDNEXT."""
    highest = 0
    if server.exists:
        _, last = (link.answer(tag) for tag in link.ask(examine(folder), b"UID FETCH * (UID)"))
        highest = max(answers.fetched(must_be_ok(last)), default=0)
    return ServerFolder(server.uidvalidity, Uid(highest + 1), server.exists, server.modseq)


def _header_dates(link: Connection, folder: str, undated: Sequence[Uid]) -> dict[int, datetime]:
    dates: dict[int, datetime] = {}
    for piece in uids.pieces(uids.ranges(undated)):
        command = b"UID FETCH %b %b" % (uids.text(piece).encode(), answers.DATE)
        _, reply = (link.answer(tag) for tag in link.ask(examine(folder), command))
        dates |= answers.header_dates(must_be_ok(reply))
    return dates


def identities(
    link: Connection, folder: str, numbers: str, now: datetime, tolerance: timedelta
) -> tuple[ServerFolder, list[Identity]]:
    """What tells letters apart whatever their UIDs are, for a set of sequence numbers."""
    tags = link.ask(examine(folder), b"FETCH %b %b" % (numbers.encode(), answers.IDENTITY))
    first, reply = (link.answer(tag) for tag in tags)
    return opened(first), answers.identities(must_be_ok(reply), now, tolerance)
