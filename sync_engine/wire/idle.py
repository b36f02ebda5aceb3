"""Watching a folder live: IDLE (RFC 2177), with NOTIFY (RFC 5465) for a second folder where it is offered.

imapclient's `idle_check` is not used: it takes a closed connection for silence, loses a line that comes in
two packets, and does not see one that came together with the "+". Here nothing is read while the server
idles. A look at the buffered reader tells whether there is anything, and the answer to DONE brings all of it.

Holds always: while a connection idles no thread uses it, so the loop may peek at it.
"""

import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from storage.records import Uid
from sync_engine import errors
from sync_engine.rules.check import FolderStatus
from sync_engine.rules.plan import ServerFolder
from sync_engine.wire import answers, counting, survey
from sync_engine.wire.connection import Answer, Connection, quoted
from sync_engine.wire.imap import Session

_ANSWER_SECONDS = 20.0  # for DONE: a line that is dead should not be waited for as long as a letter
_EVENTS = "(MessageNew MessageExpunge)"

Sign = Literal["quiet", "news", "dead"]


@dataclass(frozen=True, slots=True)
class Idling:
    """A connection in IDLE; `tag` is what the server will answer DONE with, `folder` as it was then."""

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
        opening, *others = [link.answer(tag) for tag in tags]  # NOTIFY may be refused
        server = survey.opened(opening)
        session.inside = folder, server.uidvalidity
        (tag,) = link.ask(b"IDLE")
        heard = _welcome(link, tag)
        return Idling(session, tag, _grown(server, [*others, heard])) if heard is not None else None

    return await session.run(task)


def _notify(session: Session, beside: Sequence[str]) -> tuple[bytes, ...]:
    """Dovecot 2.3 compares encoded names (RFC 3501 §5.1.3) as they stand with its own and finds none of them;
    there every folder has to be watched for the sake of one."""
    if not beside or not session.can("NOTIFY"):
        return ()
    which = b"personal"
    if not any("&" in name for name in beside):
        which = b"mailboxes (%b)" % b" ".join(map(quoted, beside))
    events = _EVENTS.encode()
    return (b"NOTIFY SET (selected %b) (%b %b)" % (events, which, events),)


def _welcome(link: Connection, tag: bytes) -> Answer | None:
    """Reads up to the continuation, and tells what came before it; None where the server refuses to idle."""
    while (line := link.next_line()) is not None:
        if line.startswith(tag):
            link.answer(tag)
            return None
    return link.heard()


def _grown(server: ServerFolder, heard: Sequence[Answer]) -> ServerFolder:
    """A folder by what was said of it since it was opened: EXISTS tells of a letter that is new."""
    counts = [count for each in heard if (count := each.number("EXISTS")) is not None]
    if not counts:
        return server
    uidnext = Uid(server.uidnext + 1) if server.uidnext else server.uidnext
    return replace(server, exists=counts[-1], uidnext=uidnext)


def look(idling: Idling) -> Sign:
    """Whether the server has said anything, without waiting and without taking it.

    That it is still here, as Dovecot says every two minutes, is taken and not worth a look at the folders.
    """
    link = idling.session.link
    try:
        link.set_timeout(0)
        try:
            while _is_idle_talk(waiting := link.reader.peek(1)):
                link.reader.read(len(waiting))
        finally:
            link.set_timeout(counting.TIMEOUT.read)
        if waiting:
            return "news"
        return "dead" if link.is_closed() else "quiet"
    except ssl.SSLWantReadError:
        return "quiet"  # part of a record, or none of ours: a session ticket
    except (OSError, ValueError):
        return "dead"


def _is_idle_talk(waiting: bytes) -> bool:
    """Whole lines of OK without a response code (RFC 3501 §7.1), and nothing else."""
    *lines, rest = waiting.split(b"\r\n")
    return bool(lines) and not rest and all(line.startswith(b"* OK ") and line[5:6] != b"[" for line in lines)


async def wake(idling: Idling, folders: Sequence[str]) -> dict[str, FolderStatus]:
    """Ends IDLE and asks how the folders stand, in one group. Raises `MailError`."""
    session = idling.session

    def task(link: Connection) -> dict[str, FolderStatus]:
        link.set_timeout(_ANSWER_SECONDS)
        tags = link.ask(*session.status_commands(folders), before=b"DONE\r\n")
        found = answers.statuses([link.answer(tag) for tag in (idling.tag, *tags)])
        link.set_timeout(counting.TIMEOUT.read)
        return found

    return await session.run(task)


async def renew(idling: Idling, folders: Sequence[str]) -> tuple[Idling, dict[str, FolderStatus]]:
    """The same, and idles again at once: a check in a single round trip. Raises `MailError`."""
    session = idling.session

    def task(link: Connection) -> tuple[bytes, dict[str, FolderStatus]]:
        link.set_timeout(_ANSWER_SECONDS)
        *tags, again = link.ask(*session.status_commands(folders), b"IDLE", before=b"DONE\r\n")
        found = answers.statuses([link.answer(tag) for tag in (idling.tag, *tags)])
        heard = _welcome(link, again)
        if heard is None:
            raise errors.ServerUnreachable(reason="idle_refused")
        for changed in _changed(heard, folders):
            found.pop(answers.folder_key(changed), None)
        link.set_timeout(counting.TIMEOUT.read)
        return again, found

    tag, found = await session.run(task)
    return Idling(session, tag, idling.folder), found


def _changed(heard: Answer, folders: Sequence[str]) -> Sequence[str]:
    """Those that are no more as we were just told; STATUS is about one that is not open (RFC 5465)."""
    opened = folders[:1] if heard.lines("EXISTS") else ()
    return (*opened, *(folders[1:] if heard.lines("STATUS") else ()))


async def stop(idling: Idling) -> None:
    """Leaves IDLE to log out; a line that is down is no error."""
    with suppress(errors.MailError):

        def task(link: Connection) -> None:
            link.set_timeout(_ANSWER_SECONDS)
            link.say(b"DONE\r\n")
            link.answer(idling.tag)

        await idling.session.run(task)
        await idling.session.leave()
