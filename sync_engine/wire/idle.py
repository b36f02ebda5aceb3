"""Watching a folder live: IDLE (RFC 2177), with NOTIFY (RFC 5465) for a second folder where it is offered.

imapclient's `idle_check` is not used: it takes a closed connection for silence, loses a line that comes in
two packets, and does not see one that came together with the "+". Here nothing is read while the server
idles. A look at the buffered reader tells whether there is anything, and the answer to DONE brings all of it.

Holds always: while a connection idles no thread uses it, so the loop may peek at it.
"""

import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from sync_engine import errors
from sync_engine.rules.check import FolderStatus
from sync_engine.rules.plan import ServerFolder
from sync_engine.wire import answers, connection, survey
from sync_engine.wire.connection import Connection, quoted
from sync_engine.wire.imap import Session

_ANSWER_SECONDS = 20.0  # for DONE: a line that is dead should not be waited for as long as a letter
_EVENTS = "(MessageNew MessageExpunge)"

Sign = Literal["quiet", "news", "dead"]


@dataclass(frozen=True, slots=True)
class Idling:
    """A connection in IDLE; `tag` is what the server will answer DONE with, `folder` as it was opened."""

    session: Session
    tag: bytes
    folder: ServerFolder


async def enter(session: Session, folder: str, beside: Sequence[str] = ()) -> Idling | None:
    """Opens `folder` and idles in it; None where the server cannot. `beside` are watched through NOTIFY.

    Raises `MailError`.
    """
    if not session.can("IDLE"):
        return None

    def task(link: Connection) -> Idling | None:
        link.settle()
        tags = link.ask(survey.examine(folder), *_notify(session, beside))
        opening, *_ = [link.answer(tag) for tag in tags]  # NOTIFY may be refused
        server = survey.opened(opening)
        session.inside = folder, server.uidvalidity
        (tag,) = link.ask(b"IDLE")
        return Idling(session, tag, server) if _is_welcome(link, tag) else None

    return await session.run(task)


def _notify(session: Session, beside: Sequence[str]) -> tuple[bytes, ...]:
    if not beside or not session.can("NOTIFY"):
        return ()
    names = b" ".join(map(quoted, beside))
    events = _EVENTS.encode()
    return (b"NOTIFY SET (selected %b) (mailboxes (%b) %b)" % (events, names, events),)


def _is_welcome(link: Connection, tag: bytes) -> bool:
    """Reads up to the continuation; False where the server refuses to idle."""
    while (line := link.next_line()) is not None:
        if line.startswith(tag):
            link.answer(tag)
            return False
    return True


def look(idling: Idling) -> Sign:
    """Whether the server has said anything, without waiting and without taking it."""
    link = idling.session.link
    try:
        link.set_timeout(0)
        try:
            waiting = bool(link.reader.peek(1))
        finally:
            link.set_timeout(connection.TIMEOUT.read)
        if waiting:
            return "news"
        return "dead" if link.is_closed() else "quiet"
    except ssl.SSLWantReadError:
        return "quiet"  # part of a record, or none of ours: a session ticket
    except (OSError, ValueError):
        return "dead"


async def wake(idling: Idling, folders: Sequence[str]) -> dict[str, FolderStatus]:
    """Ends IDLE and asks how the folders stand, in one group. Raises `MailError`."""
    session = idling.session

    def task(link: Connection) -> dict[str, FolderStatus]:
        link.set_timeout(_ANSWER_SECONDS)
        tags = link.ask(*session.status_commands(folders), before=b"DONE\r\n")
        found = answers.statuses([link.answer(tag) for tag in (idling.tag, *tags)])
        link.set_timeout(connection.TIMEOUT.read)
        return found

    return await session.run(task)


async def renew(idling: Idling, folders: Sequence[str]) -> tuple[Idling, dict[str, FolderStatus]]:
    """The same, and idles again at once: a check in a single round trip. Raises `MailError`."""
    session = idling.session

    def task(link: Connection) -> tuple[bytes, dict[str, FolderStatus]]:
        link.set_timeout(_ANSWER_SECONDS)
        *tags, again = link.ask(*session.status_commands(folders), b"IDLE", before=b"DONE\r\n")
        found = answers.statuses([link.answer(tag) for tag in (idling.tag, *tags)])
        if not _is_welcome(link, again):
            raise errors.ServerUnreachable(reason="idle_refused")
        link.set_timeout(connection.TIMEOUT.read)
        return again, found

    tag, found = await session.run(task)
    return Idling(session, tag, idling.folder), found


async def stop(idling: Idling) -> None:
    """Leaves IDLE to log out; a line that is down is no error."""
    with suppress(errors.MailError):

        def task(link: Connection) -> None:
            link.set_timeout(_ANSWER_SECONDS)
            link.say(b"DONE\r\n")
            link.answer(idling.tag)

        await idling.session.run(task)
        await idling.session.leave()
