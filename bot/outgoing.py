"""What waits for a person's chat: alerts, single notices, summaries; one order for them all.

Each knows how it looks and in whose books its way is written down.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.views import alert, letter, summary
from bot.views.screen import Screen
from bot.voice import Voice
from storage import alerts, notice_edits, outbox
from storage.records import AlertJob, NoticeJob, Person, SummaryJob

_Job = TypeVar("_Job", AlertJob, NoticeJob, SummaryJob)


class Books(Protocol):
    """Where attempts are written down (`storage.outbox`, `storage.alerts`); ids are of their rows."""

    async def begin_attempt(self, ids: Sequence[int], next_try: datetime, /) -> bool: ...

    async def sent(self, ids: Sequence[int], message_id: int, at: datetime, /) -> None: ...

    async def postpone(self, ids: Sequence[int], until: datetime, /) -> None: ...

    async def doubt(self, ids: Sequence[int], at: datetime, until: datetime, /) -> None: ...

    async def drop(self, ids: Sequence[int], at: datetime, /) -> None: ...

    async def gone(self, ids: Sequence[int], at: datetime, /) -> None:
        """The message cannot be edited any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to one person, or the edit of one; `screen` draws it in their language."""

    person: Person
    tries: int
    unsure: bool  # it may be in the chat already
    message_id: int | None  # of the message that is edited
    books: Books
    ids: tuple[int, ...]
    screen: Callable[[Voice], Screen]
    arrived: datetime | None = None  # of the letter that has waited longest, among those the message is for


async def people_due(now: datetime) -> set[int]:
    """Ids of the people for whom anything is due."""
    return {
        *await alerts.people_due(now),
        *await outbox.people_due(now),
        *await notice_edits.people_due(now),
    }


async def due(now: datetime, limit: int, person_id: int) -> list[Outgoing]:
    """What is due for one person: alerts first, then letters in the order they were stored in, then edits.

    The order of rows and not of due times: what had to be tried again keeps its place.
    """
    found = [_message(job, alerts, (job.id,), alert.card) for job in await alerts.due(now, limit, person_id)]
    told = [_message(job, outbox, (job.id,), letter.card) for job in await outbox.due(now, limit, person_id)]
    for many in await outbox.summaries_due(now, person_id):
        told.append(_message(many, outbox, many.notice_ids, summary.card))
    edits = [
        _message(job, notice_edits, (job.id,), letter.card)
        for job in await notice_edits.due(now, limit, person_id)
    ]
    for many in await notice_edits.together_due(now, limit, person_id):
        edits.append(_message(many, notice_edits, many.notice_ids, summary.card))
    return (found + sorted(told, key=lambda each: each.ids[0]) + edits)[:limit]


def _message(
    job: _Job, books: Books, ids: tuple[int, ...], card: Callable[[Voice, _Job], Screen]
) -> Outgoing:
    return Outgoing(
        person=job.person,
        tries=job.tries,
        unsure=job.unsure > 0,
        message_id=None if isinstance(job, AlertJob) else job.message_id,
        books=books,
        ids=ids,
        screen=lambda voice: card(voice, job),
        arrived=None if books is notice_edits else _arrived(job),
    )


def _arrived(job: AlertJob | NoticeJob | SummaryJob) -> datetime | None:
    if isinstance(job, NoticeJob):
        return job.letter.letter.received
    if isinstance(job, SummaryJob):  # what an edited message told of before was measured before
        return job.first_received if job.message_id is None else job.last_received
    return None
