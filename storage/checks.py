"""What happened in the checks of a mailbox, in few rows: states and times, nothing of its letters.

Holds always: equal things in a row share a row (letters for an hour only); a mailbox has `KEPT` rows at most.
"""

from datetime import datetime, timedelta

from tortoise.expressions import F

from storage import models, records

KEPT = 60  # rows a mailbox
_LETTERS_SHARE = timedelta(hours=1)


async def note(
    mailbox_id: int,
    what: records.CheckWord,
    now: datetime,
    *,
    reason: str | None = None,
    letters: int = 0,
    person: int | None = None,
) -> None:
    """Within the transaction of whoever did it, where there is one."""
    ours = models.CheckEntry.filter(mailbox_id=mailbox_id)
    last = await ours.order_by("-id").first()
    same = last is not None and (last.what, last.reason, last.person_id) == (what, reason, person)
    if last is not None and same and (what != "letters" or now - last.began_at < _LETTERS_SHARE):
        more = {"times": F("times") + 1, "letters": F("letters") + letters, "last_at": now}
        await models.CheckEntry.filter(id=last.id).update(**more)
        return
    await models.CheckEntry.create(
        mailbox_id=mailbox_id,
        what=what,
        reason=reason,
        letters=letters,
        began_at=now,
        last_at=now,
        person_id=person,
    )
    if old := await ours.order_by("-id").offset(KEPT).limit(1).values_list("id", flat=True):
        await ours.filter(id__lte=old[0]).delete()


async def latest(mailbox_id: int, offset: int, limit: int) -> list[records.CheckEntry]:
    """Newest first."""
    rows = models.CheckEntry.filter(mailbox_id=mailbox_id).order_by("-id").offset(offset).limit(limit)
    return [
        records.CheckEntry(
            what=row.what,  # type: ignore[arg-type]  # only our own words are ever written there
            reason=row.reason,
            letters=row.letters,
            times=row.times,
            began_at=row.began_at,
            last_at=row.last_at,
            by=row.person.name if row.person else "",
        )
        for row in await rows.prefetch_related("person")
    ]


async def count(mailbox_id: int) -> int:
    return await models.CheckEntry.filter(mailbox_id=mailbox_id).count()
