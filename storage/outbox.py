"""The notices that wait for Telegram; written by the engine with their letters, drained by the bot.

A notice without a bundle is a message of its own; those of one bundle and one person go as one summary, or as
the one message of a burst, which is edited. Nothing is told of a mailbox that is being erased.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from storage import answered, letter_lines, letters, models, orm, people, records

NEWEST = 10  # letters of a summary that are named
OF_A_JOB = ("person", "letter__mailbox", "letter__folder", "letter__attachments", "letter__notices")
_VARIABLES = 500  # SQLite takes a limited number of them
_MAILBOX, _ADDRESS, _RECEIVED = "letter__mailbox_id", "letter__mailbox__address", "letter__received"
OF_A_BUNDLE = ("bundle", "id", "tries", "unsure", "letter_id", _RECEIVED, _MAILBOX, _ADDRESS)


def all_waiting() -> QuerySet[models.Notice]:
    return models.Notice.filter(state="waiting", letter__mailbox__erased_at__isnull=True)


def all_due(now: datetime) -> QuerySet[models.Notice]:
    return all_waiting().filter(due_at__lte=now)


async def people_due(now: datetime) -> list[int]:
    """Ids of the people for whom a notice is due, in a bundle or not."""
    return [int(person_id) for (person_id,) in await all_due(now).distinct().values_list("person_id")]


async def next_due(now: datetime) -> datetime | None:
    """When the next notice becomes due that is not yet."""
    later = models.Notice.filter(state="waiting", due_at__gt=now).order_by("due_at")
    row = await later.first().values("due_at")
    return row["due_at"] if row else None


async def due(now: datetime, limit: int, person_id: int | None = None) -> list[records.NoticeJob]:
    """Notices that are due and go alone, oldest first; those of one person if `person_id` is given."""
    rows = all_due(now).filter(bundle__isnull=True)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    rows = rows.order_by("id").limit(limit)
    return [job(row) for row in await rows.prefetch_related(*OF_A_JOB)]


def job(row: models.Notice, *, answered: records.Answered | None = None) -> records.NoticeJob:
    """Needs `OF_A_JOB` fetched."""
    return records.NoticeJob(
        id=row.id,
        person=people.record(row.person),
        mailbox=row.letter.mailbox.address,
        letter=letters.record(row.letter),
        tries=row.tries,
        unsure=row.unsure,
        previews=row.letter.mailbox.previews,
        answered=answered,
        message_id=row.message_id,
    )


async def summaries_due(now: datetime, person_id: int) -> list[records.SummaryJob]:
    """The bundles of one person that are due, each with those of its notices that are."""
    bundles: dict[str, list[dict[str, Any]]] = defaultdict(list)
    bundled = all_due(now).filter(person_id=person_id, bundle__isnull=False)
    for row in await bundled.order_by("id").values(*OF_A_BUNDLE):
        bundles[row["bundle"]].append(row)
    return [await _summary(bundle, rows, person_id) for bundle, rows in bundles.items()]


async def _summary(bundle: str, rows: list[dict[str, Any]], person_id: int) -> records.SummaryJob:
    told = models.Notice.filter(bundle=bundle, person_id=person_id, state="in_summary")
    burst = await models.Burst.get_or_none(bundle=bundle, person_id=person_id)
    shown = await told.values(*OF_A_BUNDLE) if burst is not None else []
    job = await _job(rows, shown, person_id, burst)
    return replace(job, more=burst is not None or await told.exists())


async def told_together(message_id: int, rows: list[dict[str, Any]], person_id: int) -> records.SummaryJob:
    """The message that told of these notices and others of their bundle, as it should be now."""
    bundle = rows[0]["bundle"]
    told = models.Notice.filter(bundle=bundle, person_id=person_id, state="in_summary")
    burst = await models.Burst.get_or_none(bundle=bundle, person_id=person_id, message_id=message_id)
    others = told.filter(message_id=message_id).exclude(id__in=[row["id"] for row in rows])
    job = await _job(rows, await others.values(*OF_A_BUNDLE), person_id, burst)
    more = burst is not None or await told.filter(message_id__lt=message_id).exists()
    return replace(job, more=more, message_id=message_id)


async def _job(
    rows: list[dict[str, Any]], shown: list[dict[str, Any]], person_id: int, burst: models.Burst | None
) -> records.SummaryJob:
    """`rows` are what it is about, `shown` what its message told of before; of the columns `OF_A_BUNDLE`."""
    by_arrival = sorted((*shown, *rows), key=lambda row: (row[_RECEIVED], row["letter_id"]))
    newest = [int(row["letter_id"]) for row in by_arrival[-NEWEST:]]
    return records.SummaryJob(
        notice_ids=tuple(int(row["id"]) for row in rows),
        person=people.record(await models.Person.get(id=person_id)),
        mailbox_id=rows[0][_MAILBOX],
        mailbox=rows[0][_ADDRESS],
        newest=tuple(await letter_lines.these(newest, person_id)),
        first_received=by_arrival[0][_RECEIVED],
        last_received=by_arrival[-1][_RECEIVED],
        more=False,
        tries=max(row["tries"] for row in rows),
        unsure=max(row["unsure"] for row in rows),
        shown=len(shown),
        message_id=burst.message_id if burst else None,
        burst=burst is not None,
        answered=await _answered([int(row["letter_id"]) for row in by_arrival]),
    )


async def _answered(letter_ids: Sequence[int]) -> int:
    pieces = range(0, len(letter_ids), _VARIABLES)
    return sum([len(await answered.among(letter_ids[start : start + _VARIABLES])) for start in pieces])


def pieces(notice_ids: Sequence[int]) -> Iterator[QuerySet[models.Notice]]:
    for start in range(0, len(notice_ids), _VARIABLES):
        yield models.Notice.filter(id__in=notice_ids[start : start + _VARIABLES])


async def _update(notice_ids: Sequence[int], **changes: object) -> int:
    """All of them or none; those that were muted meanwhile are left alone. How many there were."""
    async with orm.writing():
        return sum([await rows.filter(state="waiting").update(**changes) for rows in pieces(notice_ids)])


async def begin_attempt(notice_ids: Sequence[int], next_try: datetime) -> bool:
    """Written before the network is touched: should we die now, they are due again at `next_try`.

    False where nothing is to be told any more. What a bundle is about to show needs no edit for it.
    """
    async with orm.writing():
        changes = {"tries": F("tries") + 1, "due_at": next_try}
        begun = sum([await rows.filter(state="waiting").update(**changes) for rows in pieces(notice_ids)])
        first = await models.Notice.get_or_none(id=notice_ids[0]).only("id", "bundle")
        if first and first.bundle:
            for rows in pieces(notice_ids):
                await rows.update(edit_due=None)
            burst = await models.Burst.get_or_none(bundle=first.bundle)
            if burst is not None and burst.message_id is not None:
                before = models.Notice.filter(bundle=burst.bundle, message_id=burst.message_id)
                await before.filter(edit_due__not_isnull=True).update(edit_due=None)
    return begun > 0


async def sent(notice_ids: Sequence[int], message_id: int, at: datetime) -> None:
    """Told in this message. What the same burst told before is there, too, should it be another one now."""
    told = {"at": at, "message_id": message_id, "why": None}
    async with orm.writing():
        for rows in pieces(notice_ids):
            await rows.filter(bundle__isnull=True).update(state="sent", **told)
            await rows.filter(bundle__isnull=False).update(state="in_summary", **told)
        first = await models.Notice.get_or_none(id=notice_ids[0])  # all are of one bundle
        burst = await models.Burst.get_or_none(bundle=first.bundle) if first and first.bundle else None
        if burst is None:
            return
        if burst.message_id != message_id:
            before = models.Notice.filter(bundle=burst.bundle, person_id=burst.person_id, state="in_summary")
            await before.update(message_id=message_id)
        await models.Burst.filter(id=burst.id).update(message_id=message_id, shown_at=at)


async def gone(notice_ids: Sequence[int], now: datetime) -> None:
    """The message of their burst cannot be edited any more: another one tells of all its letters, now."""
    async with orm.writing():
        first = await models.Notice.get_or_none(id=notice_ids[0])  # all are of one bundle
        if first and first.bundle:
            await models.Burst.filter(bundle=first.bundle).update(message_id=None)
        for rows in pieces(notice_ids):
            await rows.filter(state="waiting").update(due_at=now)


async def postpone(notice_ids: Sequence[int], until: datetime) -> None:
    await _update(notice_ids, due_at=until)


async def doubt(notice_ids: Sequence[int], at: datetime, until: datetime) -> None:
    """Nobody knows whether Telegram took them: they come once more, those that did so already not again."""
    twice = {"why": "not_confirmed", "at": at}
    async with orm.writing():
        for rows in pieces(notice_ids):
            waiting = rows.filter(state="waiting")
            again = waiting.filter(unsure__gte=1)
            await again.filter(bundle__isnull=False).update(state="in_summary", **twice)
            await again.filter(bundle__isnull=True).update(state="sent", **twice)
            await waiting.filter(unsure=0).update(unsure=1, due_at=until)


async def drop(notice_ids: Sequence[int], at: datetime) -> None:
    """Telegram will never take them."""
    await _update(notice_ids, state="muted", why="telegram_refused", at=at)
