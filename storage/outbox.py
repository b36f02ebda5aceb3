"""The notices that wait for Telegram; written by the engine with their letters, drained by the bot.

A notice without a bundle is a message of its own; those of one bundle and one person go as one summary.
Nothing is told of a mailbox that is being erased.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from storage import letter_lines, letters, models, orm, people, records

NEWEST = 10  # letters of a summary that are named
_VARIABLES = 500  # SQLite takes a limited number of them
_MAILBOX, _ADDRESS, _RECEIVED = "letter__mailbox_id", "letter__mailbox__address", "letter__received"
_OF_A_BUNDLE = ("bundle", "id", "tries", "letter_id", _RECEIVED, _MAILBOX, _ADDRESS)


def _due(now: datetime) -> QuerySet[models.Notice]:
    return models.Notice.filter(state="waiting", due_at__lte=now, letter__mailbox__erased_at__isnull=True)


async def people_due(now: datetime) -> list[int]:
    """Ids of the people for whom a notice is due, in a bundle or not."""
    return [int(person_id) for (person_id,) in await _due(now).distinct().values_list("person_id")]


async def due(now: datetime, limit: int, person_id: int | None = None) -> list[records.NoticeJob]:
    """Notices that are due and go alone, oldest first; those of one person if `person_id` is given."""
    rows = _due(now).filter(bundle__isnull=True)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    rows = rows.order_by("id").limit(limit)
    return [
        records.NoticeJob(
            id=row.id,
            person=people.record(row.person),
            mailbox=row.letter.mailbox.address,
            letter=letters.record(row.letter),
            tries=row.tries,
        )
        for row in await rows.prefetch_related(
            "person", "letter__mailbox", "letter__folder", "letter__attachments", "letter__notices"
        )
    ]


async def summaries_due(now: datetime, person_id: int) -> list[records.SummaryJob]:
    """The bundles of one person that are due, each with those of its notices that are."""
    bundles: dict[str, list[dict[str, Any]]] = defaultdict(list)
    bundled = _due(now).filter(person_id=person_id, bundle__isnull=False)
    for row in await bundled.order_by("id").values(*_OF_A_BUNDLE):
        bundles[row["bundle"]].append(row)
    return [await _summary(bundle, rows, person_id) for bundle, rows in bundles.items()]


async def _summary(bundle: str, rows: list[dict[str, Any]], person_id: int) -> records.SummaryJob:
    by_arrival = sorted(rows, key=lambda row: (row[_RECEIVED], row["letter_id"]))
    newest = [int(row["letter_id"]) for row in by_arrival[-NEWEST:]]
    return records.SummaryJob(
        notice_ids=tuple(int(row["id"]) for row in rows),
        person=people.record(await models.Person.get(id=person_id)),
        mailbox_id=rows[0][_MAILBOX],
        mailbox=rows[0][_ADDRESS],
        newest=tuple(await letter_lines.these(newest, person_id)),
        first_received=by_arrival[0][_RECEIVED],
        last_received=by_arrival[-1][_RECEIVED],
        more=await models.Notice.exists(bundle=bundle, person_id=person_id, state="in_summary"),
        tries=max(row["tries"] for row in rows),
    )


def _pieces(notice_ids: Sequence[int]) -> Iterator[QuerySet[models.Notice]]:
    for start in range(0, len(notice_ids), _VARIABLES):
        yield models.Notice.filter(id__in=notice_ids[start : start + _VARIABLES])


async def _update(notice_ids: Sequence[int], **changes: object) -> None:
    """All of them or none; those that were muted meanwhile are left alone."""
    async with orm.writing():
        for rows in _pieces(notice_ids):
            await rows.filter(state="waiting").update(**changes)


async def begin_attempt(notice_ids: Sequence[int], next_try: datetime) -> None:
    """Written before the network is touched: should we die now, they are due again at `next_try`."""
    await _update(notice_ids, tries=F("tries") + 1, due_at=next_try)


async def sent(notice_ids: Sequence[int], message_id: int, at: datetime) -> None:
    """Told in this message."""
    told = {"at": at, "message_id": message_id}
    async with orm.writing():
        for rows in _pieces(notice_ids):
            await rows.filter(bundle__isnull=True).update(state="sent", **told)
            await rows.filter(bundle__isnull=False).update(state="in_summary", **told)


async def postpone(notice_ids: Sequence[int], until: datetime) -> None:
    await _update(notice_ids, due_at=until)


async def drop(notice_ids: Sequence[int], at: datetime) -> None:
    """Telegram will never take them."""
    await _update(notice_ids, state="muted", why="telegram_refused", at=at)


async def waiting_count(now: datetime) -> int:
    """Due and not yet sent."""
    return await models.Notice.filter(state="waiting", due_at__lte=now).count()
