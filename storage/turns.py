"""Whose turn it is, and which sync of a mailbox may write.

Each sync takes the next epoch number (`begin`); a commit that names an older one is refused
(`storage.batches.commit`), so a sync that lost its turn cannot write late.
"""

from collections.abc import Collection
from datetime import datetime

from tortoise.expressions import F

from storage import bulk, checks, mailboxes, models, orm, records


class Superseded(Exception):
    """A newer sync of this mailbox has begun, or the mailbox is being erased."""


async def hold(job: records.MailboxJob) -> None:
    """Begins a transaction of a sync: `Superseded` if it is not the newest of its mailbox.

    Being an UPDATE, it keeps other writers of this mailbox waiting until we commit.
    """
    if not await models.Mailbox.filter(id=job.mailbox.id, epoch=job.epoch).update(epoch=job.epoch):
        raise Superseded


async def due(
    now: datetime,
    limit: int,
    *,
    unwatched: bool = False,
    watched_by: str | None = None,
    besides: Collection[str] = (),
) -> list[tuple[int, str]]:
    """Mailboxes whose check is due, each with its IMAP host, the longest due first.

    `unwatched`, `watched_by`: of those that no worker holds a live connection to, or this one does;
    `besides`: hosts whose mailboxes are left out.
    """
    rows = models.Mailbox.filter(next_check__lte=now, paused_at=None, erased_at=None).order_by("next_check")
    if unwatched or watched_by is not None:
        rows = rows.filter(watched_by=watched_by)
    if besides:
        rows = rows.exclude(imap_host__in=list(besides))
    return [(int(id_), str(host)) for id_, host in await rows.limit(limit).values_list("id", "imap_host")]


async def at_work() -> list[tuple[int, str]]:
    """Mailboxes that are to be followed, each with its IMAP host: neither paused nor being erased."""
    rows = models.Mailbox.filter(paused_at=None, erased_at=None)
    return [(int(id_), str(host)) for id_, host in await rows.values_list("id", "imap_host")]


async def look(mailbox_id: int) -> tuple[records.Mailbox, str] | None:
    """A mailbox with its sealed credential, without taking its turn; None where it is gone or paused."""
    row = await models.Mailbox.get_or_none(id=mailbox_id, paused_at=None, erased_at=None)
    if row is None:
        return None
    await row.fetch_related("owner", "folders")
    return mailboxes.record(row), row.credential


async def nobody_watches() -> None:
    """At the start of an engine: what an earlier one watched is watched no more."""
    await models.Mailbox.filter(watched_until__not_isnull=True).update(watched_until=None)


async def said_to_be_watched() -> set[int]:
    rows = models.Mailbox.filter(watched_until__not_isnull=True, erased_at=None)
    return {int(each) for each in await rows.values_list("id", flat=True)}  # type: ignore[call-overload]


async def draw_in_unwatched(mailbox_ids: Collection[int], now: datetime) -> None:
    """Of these, those that no worker watches and that are to be followed are due."""
    rows = models.Mailbox.filter(id__in=list(mailbox_ids), watched_by=None, next_check__gt=now)
    await rows.filter(paused_at=None, erased_at=None).update(next_check=now)


async def watch_no_more(mailbox_ids: Collection[int], now: datetime) -> None:
    """Nobody holds a connection to these: they are due."""
    async with orm.writing() as connection:
        rows = [(None, now, each) for each in mailbox_ids]
        await bulk.update(connection, models.Mailbox, ("watched_until", "next_check"), rows)


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
    )


async def audience(mailbox: records.Mailbox) -> tuple[int, ...]:
    """Ids of the people entitled to a mailbox who can be reached."""
    reachable = models.Person.filter(removed_at=None, unreachable_at=None)
    if mailbox.mode == "personal":
        reachable = reachable.filter(id=mailbox.owner.id)
    return tuple(row["id"] for row in await reachable.order_by("id").values("id"))


async def finish(
    job: records.MailboxJob,
    *,
    now: datetime,
    next_check: datetime,
    letters: int = 0,
    worker: str | None = None,
) -> None:
    """A sync came to its end, the first import with it. An owner who was told of trouble hears it is over.

    `letters`: how many it stored. `worker`: who is about to watch the mailbox. Should it die before, whoever
    takes over what it watches takes this, too, and does not leave it to the next check.
    """
    async with orm.writing():
        await hold(job)
        rows = models.Mailbox.filter(id=job.mailbox.id)
        if job.mailbox.told:
            await _alert(job, "works", job.mailbox.told, now)
        watch = {} if worker is None else {"watched_by": worker}
        await rows.update(
            last_check=now, next_check=next_check, failures=0, trouble=None, reason=None, told=None, **watch
        )
        imported = await rows.filter(imported_at=None).update(imported_at=now)
        if job.mailbox.failures:
            await checks.note(job.mailbox.id, "works", now)
        if imported or letters:
            await checks.note(job.mailbox.id, "imported" if imported else "letters", now, letters=letters)


async def fail(
    job: records.MailboxJob,
    *,
    now: datetime,
    next_check: datetime,
    trouble: records.State | None,
    reason: str,
    tell: bool,
) -> None:
    """A sync broke off. `trouble` None: too early to speak of a state; `tell`: its owner is to hear of it."""
    async with orm.writing():
        await hold(job)
        rows = models.Mailbox.filter(id=job.mailbox.id)
        await rows.update(
            next_check=next_check,
            failures=F("failures") + 1,
            reason=reason,
            watched_until=None,
            watched_by=None,
        )
        await checks.note(job.mailbox.id, "failed", now, reason=reason)
        if trouble is not None:
            await rows.update(trouble=trouble)
        if tell and trouble is not None and job.mailbox.told != trouble:
            await _alert(job, trouble, reason, now)
            await rows.update(told=trouble)


async def _alert(job: records.MailboxJob, kind: str, reason: str, now: datetime) -> None:
    """To the owner; where that one was removed, administrators hear of it as an incident all the same."""
    if job.mailbox.owner.removed:
        return
    await models.Alert.create(
        mailbox_id=job.mailbox.id,
        person_id=job.mailbox.owner.id,
        kind=kind,
        reason=reason,
        made_at=now,
        worked_at=None if kind == "works" else job.mailbox.last_check or job.mailbox.connected_at,
        state="waiting",
        due_at=now,
    )
