"""Whose turn it is, and which sync of a mailbox may write.

Each sync takes the next epoch number (`begin`); a commit that names an older one is refused
(`storage.folders.commit`), so a sync that lost its turn cannot write late.
"""

from datetime import datetime

from tortoise.expressions import F

from storage import mailboxes, models, orm, records


async def due(now: datetime, limit: int) -> list[int]:
    """Ids of mailboxes whose check is due, the longest due first."""
    rows = models.Mailbox.filter(next_check__lte=now, paused_at=None, erased_at=None).order_by("next_check")
    return [row["id"] for row in await rows.limit(limit).values("id")]


async def check_at(mailbox_id: int, when: datetime) -> None:
    await models.Mailbox.filter(id=mailbox_id).update(next_check=when)


async def begin(mailbox_id: int) -> records.MailboxJob | None:
    """Takes the next epoch; None where the mailbox is gone or paused."""
    async with orm.writing():
        taken_turn = await models.Mailbox.filter(id=mailbox_id, paused_at=None, erased_at=None).update(
            epoch=F("epoch") + 1
        )
        if not taken_turn:
            return None
        row = await models.Mailbox.get(id=mailbox_id).prefetch_related("owner", "folders")
    return records.MailboxJob(
        mailbox=mailboxes.record(row),
        epoch=row.epoch,
        credential=row.credential,
        team_addresses=await mailboxes.own_addresses(),
    )


async def audience(mailbox: records.Mailbox) -> tuple[int, ...]:
    """Ids of the people entitled to a mailbox who can be reached."""
    reachable = models.Person.filter(removed_at=None, unreachable_at=None)
    if mailbox.mode == "personal":
        reachable = reachable.filter(id=mailbox.owner.id)
    return tuple(row["id"] for row in await reachable.order_by("id").values("id"))


async def finish(job: records.MailboxJob, *, now: datetime, next_check: datetime) -> None:
    """A sync came to its end, the first import with it."""
    rows = models.Mailbox.filter(id=job.mailbox.id, epoch=job.epoch)
    await rows.update(last_check=now, next_check=next_check, failures=0, trouble=None, reason=None)
    await rows.filter(imported_at=None).update(imported_at=now)


async def fail(
    job: records.MailboxJob, *, next_check: datetime, trouble: records.State | None, reason: str
) -> None:
    """A sync broke off. `trouble` None: too early to speak of a state."""
    rows = models.Mailbox.filter(id=job.mailbox.id, epoch=job.epoch)
    await rows.update(next_check=next_check, failures=F("failures") + 1, reason=reason)
    if trouble is not None:
        await rows.update(trouble=trouble)
