"""The copy of a sent letter in the folder of sent letters: the one thing that is ever written there.

Holds always: a letter is looked for by its Message-ID before it is put there; a search that finds nothing is
not believed where the newest letters tell otherwise (Mail.ru does not search headers).
"""

from sync_engine import errors
from sync_engine.wire import imap, survey
from sync_engine.wire.connection import Connection

_NEWEST = 30  # letters whose Message-ID is read


async def is_there(session: imap.Session, folder: str, message_id: str) -> bool:
    """Whether the folder holds a letter with this Message-ID. Raises `MailError`."""
    session.inside = None

    def task(link: Connection) -> bool:
        link.settle()
        opened = survey.must_be_ok(link.one(survey.examine(folder)))
        count = opened.number("EXISTS") or 0
        if not count:
            return False
        wanted = b'"' + message_id.encode("ascii").replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
        found = link.one(b"UID SEARCH HEADER Message-ID " + wanted)
        if found.status == "OK" and any(line.split() for line in found.lines("SEARCH") if line):
            return True
        first = max(1, count - _NEWEST + 1)
        fetched = survey.must_be_ok(
            link.one(b"FETCH %d:* (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])" % first)
        )
        return message_id.encode("ascii") in b"".join(_octets(fetched.lines("FETCH")))

    return await session.run(task)


async def put(session: imap.Session, folder: str, raw: bytes) -> None:
    """APPEND, as read (RFC 3501 §6.3.11). Raises `MailError`."""
    session.inside = None

    def task(link: Connection) -> None:
        link.settle()
        said = link.append(folder, raw)
        if said.status != "OK":
            raise errors.ServerConfused(reason="append")

    await session.run(task)


def _octets(lines: list[object]) -> list[bytes]:
    """Every piece of what came, literals included."""
    found: list[bytes] = []
    for line in lines:
        found += [each for each in (line if isinstance(line, tuple) else (line,)) if isinstance(each, bytes)]
    return found
