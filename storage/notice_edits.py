"""Messages that do not say yet that a letter they tell of was answered.

Holds always: which they are stands in the tables, so an edit cut short comes after a restart.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tortoise.queryset import QuerySet

from storage import answered, entitled, models, orm, outbox, records


def _due(rows: QuerySet[models.Notice], now: datetime, *states: str) -> QuerySet[models.Notice]:
    told = rows.filter(edit_due__lte=now, state__in=states, message_id__not_isnull=True)
    return told.filter(person__removed_at=None, person__unreachable_at=None)


async def people_due(now: datetime) -> list[int]:
    """Ids of the people with such a message."""
    due = _due(models.Notice.all(), now, "sent", "in_summary")
    rows = await due.distinct().values_list("person_id", flat=True)
    return [int(each) for each in rows]  # type: ignore[call-overload]


async def due(now: datetime, limit: int, person_id: int) -> list[records.NoticeJob]:
    """Their notices that have a message each, oldest first."""
    rows = _due(entitled.notices(person_id), now, "sent").order_by("id")
    found = await rows.limit(limit).prefetch_related(*outbox.OF_A_JOB, "letter__answered__person")
    return [outbox.job(row, answered=_record(row.letter.answered)) for row in found]  # type: ignore[attr-defined]


def _record(row: models.Answered | None) -> records.Answered | None:
    return answered.record(row) if row is not None else None


async def together_due(now: datetime, limit: int, person_id: int) -> list[records.SummaryJob]:
    """Their messages that tell of several letters each, oldest first."""
    messages: dict[int, list[dict[str, Any]]] = defaultdict(list)
    due = _due(entitled.notices(person_id), now, "in_summary").filter(bundle__not_isnull=True)
    for row in await due.order_by("id").values(*outbox.OF_A_BUNDLE, "message_id"):
        messages[row["message_id"]].append(row)
    several = list(messages.items())[:limit]
    return [await outbox.told_together(message_id, rows, person_id) for message_id, rows in several]


# How attempts are written down (see `bot.outgoing.Books`). An edit may come as often as it likes.


async def begin_attempt(notice_ids: Sequence[int], next_try: datetime) -> bool:
    async with orm.writing():
        begun = [
            await rows.filter(state__in=("sent", "in_summary"), edit_due__not_isnull=True).update(
                edit_due=next_try
            )
            for rows in outbox.pieces(notice_ids)
        ]
    return sum(begun) > 0


async def sent(notice_ids: Sequence[int], message_id: int, at: datetime) -> None:
    """Shown, unless a letter came to stand differently since the attempt began."""
    for rows in outbox.pieces(notice_ids):
        await rows.filter(edit_due__gt=at).update(edit_due=None)


async def postpone(notice_ids: Sequence[int], until: datetime) -> None:
    for rows in outbox.pieces(notice_ids):
        await rows.filter(edit_due__gt=until).update(edit_due=until)


async def doubt(notice_ids: Sequence[int], at: datetime, until: datetime) -> None:
    await postpone(notice_ids, until)


async def drop(notice_ids: Sequence[int], at: datetime) -> None:
    """Telegram will never take it, or the message is gone."""
    for rows in outbox.pieces(notice_ids):
        await rows.update(edit_due=None)


gone = drop
