"""How what is due for a person is told: alone, together overnight, or in the one message of a burst.

Holds always: a notice that is told already stays where it was told; the message of a burst is written down
with the letters it tells of, so the next of them find it.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from storage import models, orm, outbox, records

_AT_ONCE = 500  # SQLite takes a limited number of variables
_OF_A_NOTICE = ("id", "bundle", "letter__mailbox_id", "letter__stored_at")


async def waiting(now: datetime, person_id: int) -> list[records.WaitingNotice]:
    """What is due, in the order it was stored in."""
    rows = outbox.all_due(now).filter(person_id=person_id).order_by("id")
    return [
        records.WaitingNotice(id=notice_id, bundle=bundle, mailbox_id=mailbox_id, came=came)
        for notice_id, bundle, mailbox_id, came in await rows.values_list(*_OF_A_NOTICE)
    ]


async def told_alone(person_id: int, since: datetime) -> dict[int, list[datetime]]:
    """When letters were told one by one since then, by mailbox."""
    found: dict[int, list[datetime]] = defaultdict(list)
    rows = models.Notice.filter(person_id=person_id, state="sent", at__gt=since)
    for mailbox_id, at in await rows.values_list("letter__mailbox_id", "at"):
        found[int(mailbox_id)].append(at)
    return found


async def latest(person_id: int) -> dict[int, records.Burst]:
    """The newest burst of each mailbox."""
    rows = await models.Burst.filter(person_id=person_id).order_by("id")
    return {row.mailbox_id: _record(row) for row in rows}


async def begin(person_id: int, first: records.WaitingNotice, now: datetime) -> records.Burst:
    """A new one; those before it that nothing waits for any more are forgotten."""
    mailbox_id = first.mailbox_id
    async with orm.writing():
        before = models.Burst.filter(person_id=person_id, mailbox_id=mailbox_id)
        still = models.Notice.filter(person_id=person_id, state="waiting", bundle__isnull=False)
        in_use = {str(each) for each in await still.distinct().values_list("bundle", flat=True)}
        for row in await before:
            if row.bundle not in in_use:
                await row.delete()
        row = await models.Burst.create(
            person_id=person_id,
            mailbox_id=mailbox_id,
            bundle=uuid.uuid4().hex,
            first_notice=first.id,
            began_at=now,
            last_at=first.came,
        )
    return _record(row)


async def put(
    notice_ids: Sequence[int], bundle: str | None, due_at: datetime, last_at: datetime | None = None
) -> None:
    """They are told with this bundle, then; None: each by itself. `last_at`: the newest letter of a burst."""
    async with orm.writing():
        for start in range(0, len(notice_ids), _AT_ONCE):
            rows = models.Notice.filter(id__in=notice_ids[start : start + _AT_ONCE], state="waiting")
            await rows.update(bundle=bundle, due_at=due_at)
        if last_at is not None:
            await models.Burst.filter(bundle=bundle).update(last_at=last_at)


async def hold(bundle: str, until: datetime) -> None:
    """What waits for its message is told with its next edit, then and not before."""
    await models.Notice.filter(bundle=bundle, state="waiting", due_at__lt=until).update(due_at=until)


def _record(row: models.Burst) -> records.Burst:
    return records.Burst(
        bundle=row.bundle,
        first_notice=row.first_notice,
        began_at=row.began_at,
        last_at=row.last_at,
        shown_at=row.shown_at,
    )
