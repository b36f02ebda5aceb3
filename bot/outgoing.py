"""What waits for a person's chat: alerts, single notices, summaries; one order for them all.

Each knows how it looks and in whose books its way is written down.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.views import alert, letter, summary
from bot.views.screen import Screen
from bot.voice import Voice
from storage import alerts, outbox
from storage.records import AlertJob, NoticeJob, Person, SummaryJob


class Books(Protocol):
    """Where attempts are written down (`storage.outbox`, `storage.alerts`); ids are of their rows."""

    async def begin_attempt(self, ids: Sequence[int], next_try: datetime, /) -> None: ...

    async def sent(self, ids: Sequence[int], message_id: int, at: datetime, /) -> None: ...

    async def postpone(self, ids: Sequence[int], until: datetime, /) -> None: ...

    async def drop(self, ids: Sequence[int], at: datetime, /) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to one person; `screen` draws it in their language."""

    person: Person
    tries: int
    books: Books
    ids: tuple[int, ...]
    screen: Callable[[Voice], Screen]


async def people_due(now: datetime) -> set[int]:
    """Ids of the people for whom anything is due."""
    return {*await alerts.people_due(now), *await outbox.people_due(now)}


async def due(now: datetime, limit: int, person_id: int) -> list[Outgoing]:
    """What is due for one person: alerts first, then letters in the order they were stored in.

    The order of rows and not of due times: what had to be tried again keeps its place.
    """
    found = [_alert(job) for job in await alerts.due(now, limit, person_id)]
    told = [_notice(job) for job in await outbox.due(now, limit, person_id)]
    told += [_summary(job) for job in await outbox.summaries_due(now, person_id)]
    return (found + sorted(told, key=lambda each: each.ids[0]))[:limit]


def _alert(job: AlertJob) -> Outgoing:
    return Outgoing(
        person=job.person,
        tries=job.tries,
        books=alerts,
        ids=(job.id,),
        screen=lambda voice: alert.card(voice, job),
    )


def _notice(job: NoticeJob) -> Outgoing:
    return Outgoing(
        person=job.person,
        tries=job.tries,
        books=outbox,
        ids=(job.id,),
        screen=lambda voice: letter.card(voice, job),
    )


def _summary(job: SummaryJob) -> Outgoing:
    return Outgoing(
        person=job.person,
        tries=job.tries,
        books=outbox,
        ids=job.notice_ids,
        screen=lambda voice: summary.card(voice, job),
    )
