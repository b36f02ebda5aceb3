"""The notices that wait for Telegram; written by the engine with their letters, drained by the bot."""

from datetime import datetime

from tortoise.expressions import F

from storage import letters, models, people, records


async def people_due(now: datetime) -> list[int]:
    """Ids of the people for whom a notice is due."""
    rows = models.Notice.filter(state="waiting", due_at__lte=now).distinct()
    return [int(person_id) for (person_id,) in await rows.values_list("person_id")]


async def due(now: datetime, limit: int, person_id: int | None = None) -> list[records.NoticeJob]:
    """Waiting notices that are due, oldest first; those of one person if `person_id` is given."""
    rows = models.Notice.filter(state="waiting", due_at__lte=now)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    rows = rows.order_by("due_at", "id").limit(limit)
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


async def begin_attempt(notice_id: int, next_try: datetime) -> None:
    """Written before the network is touched: should we die now, the notice is due again at `next_try`."""
    await models.Notice.filter(id=notice_id).update(tries=F("tries") + 1, due_at=next_try)


async def sent(notice_id: int, message_id: int, at: datetime) -> None:
    await models.Notice.filter(id=notice_id).update(state="sent", message_id=message_id, at=at)


async def postpone(notice_id: int, until: datetime) -> None:
    await models.Notice.filter(id=notice_id).update(due_at=until)


async def drop(notice_id: int, why: str, at: datetime) -> None:
    """Telegram will never take this one."""
    await models.Notice.filter(id=notice_id).update(state="muted", why=why, at=at)


async def waiting_count(now: datetime) -> int:
    """Due and not yet sent."""
    return await models.Notice.filter(state="waiting", due_at__lte=now).count()
