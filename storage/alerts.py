"""What waits for Telegram about mailboxes themselves: that one stopped working, that it works again.

Written by the engine with the state it tells of, drained by the bot. An alert goes with its mailbox. That a
letter of ours did not arrive is told its writer in the same way.
"""

import itertools
from collections.abc import Sequence
from datetime import datetime

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from storage import answers, bounces, checks, mailboxes, models, orm, people, records

_NO_TROUBLE = ("consent_ends", "asked", "bounced", "copy_bounced")


def _due(now: datetime) -> QuerySet[models.Alert]:
    there = models.Alert.filter(mailbox__erased_at__isnull=True, person__removed_at__isnull=True)
    return there.filter(state="waiting", due_at__lte=now)


async def people_due(now: datetime) -> list[int]:
    """Ids of the people for whom an alert is due."""
    return [int(person_id) for (person_id,) in await _due(now).distinct().values_list("person_id")]


async def due(now: datetime, limit: int, person_id: int) -> list[records.AlertJob]:
    """Alerts for one person that are due, oldest first."""
    rows = _due(now).filter(person_id=person_id).order_by("id").limit(limit)
    found = await rows.prefetch_related("person", "mailbox__owner", "mailbox__folders")
    return [await _job(row) for row in found]


async def _job(row: models.Alert) -> records.AlertJob:
    """Needs its person and its mailbox fetched."""
    answer = await answers.get(row.answer_id) if row.answer_id is not None else None
    return records.AlertJob(
        id=row.id,
        person=people.record(row.person),
        mailbox=mailboxes.record(row.mailbox),
        kind=row.kind,  # type: ignore[arg-type]  # only our own words are ever written there
        reason=row.reason,
        made_at=row.made_at,
        broken=await _broken(row) if row.kind == "works" else None,
        tries=row.tries,
        answer=answer,
        bounces=await bounces.about(answer.mailbox_id, answer.message_id) if answer else (),
        unsure=row.unsure,
    )


async def _broken(works: models.Alert) -> records.Broken | None:
    """The first trouble this person was told of since the mailbox last worked; None where that is unknown."""
    before = models.Alert.filter(mailbox_id=works.mailbox_id, person_id=works.person_id, id__lt=works.id)
    rows = await before.exclude(kind__in=_NO_TROUBLE).order_by("-id").limit(20)
    troubles = list(itertools.takewhile(lambda row: row.kind != "works", rows))
    if not troubles or troubles[-1].worked_at is None:
        return None
    first = troubles[-1]
    return records.Broken(kind=first.kind, worked_at=first.worked_at)  # type: ignore[arg-type]


async def ask_owner(mailbox: records.Mailbox, now: datetime, not_since: datetime, by: int) -> bool:
    """The owner is to be asked to sign in again; False where that was done after `not_since`."""
    async with orm.writing():
        asked = models.Alert.filter(mailbox_id=mailbox.id, kind="asked", made_at__gt=not_since)
        if await asked.exists():
            return False
        await models.Alert.create(
            mailbox_id=mailbox.id,
            person_id=mailbox.owner.id,
            kind="asked",
            reason=mailbox.reason,
            made_at=now,
            state="waiting",
            due_at=now,
        )
        await checks.note(mailbox.id, "asked", now, person=by)
    return True


async def begin_attempt(alert_ids: Sequence[int], next_try: datetime) -> bool:
    """Written before the network is touched: should we die now, they are due again at `next_try`.

    False where nothing is to be told any more.
    """
    return await _waiting(alert_ids).update(tries=F("tries") + 1, due_at=next_try) > 0


async def sent(alert_ids: Sequence[int], message_id: int, at: datetime) -> None:
    await models.Alert.filter(id__in=alert_ids).update(state="sent", message_id=message_id, at=at)


async def postpone(alert_ids: Sequence[int], until: datetime) -> None:
    await _waiting(alert_ids).update(due_at=until)


async def doubt(alert_ids: Sequence[int], at: datetime, until: datetime) -> None:
    """Nobody knows whether Telegram took them: they come once more, those that did so already not again."""
    await _waiting(alert_ids).filter(unsure__gte=1).update(state="sent", at=at)
    await _waiting(alert_ids).filter(unsure=0).update(unsure=1, due_at=until)


async def drop(alert_ids: Sequence[int], at: datetime) -> None:
    """Telegram will never take them."""
    await _waiting(alert_ids).update(state="dropped", at=at)


gone = drop  # none is edited


def _waiting(alert_ids: Sequence[int]) -> QuerySet[models.Alert]:
    return models.Alert.filter(id__in=alert_ids, state="waiting")
