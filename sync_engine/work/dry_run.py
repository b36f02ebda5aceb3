"""What a first import would bring, for the person to see before it begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync_engine import errors
from sync_engine.rules import uids
from sync_engine.wire import imap
from sync_engine.wire.survey import Survey, Surveyed
from sync_engine.work.kit import Kit

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """How many letters of the window there are."""

    inbox: int
    sent: int


async def count(session: imap.Session, folders: tuple[str, str], opens: datetime, kit: Kit) -> Window | None:
    """Of Inbox and Sent, in three round trips; None where the server will not say: that stops nobody.

    A search knows days only, so letters of the days around the first one are looked at one by one, dated as
    an import dates them.
    """
    first = opens - _DAY
    try:
        young = await session.since(folders, first)
        near = await session.since(folders, first, before=opens + 2 * _DAY)
        looks = [Survey(name, uids.ranges(some)) for name, some in zip(folders, near, strict=True)]
        seen = await session.survey(looks, kit.clock(), kit.policy.clock_tolerance)
        sure = [len(all_ - some) for all_, some in zip(young, near, strict=True)]
        inbox, sent = (many + _inside(found, opens) for many, found in zip(sure, seen, strict=True))
    except errors.MailError:
        return None
    return Window(inbox, sent)


def _inside(found: Surveyed | errors.MailError, opens: datetime) -> int:
    if isinstance(found, errors.MailError):
        raise found
    return sum(letter.received >= opens for letter in found.metas)
