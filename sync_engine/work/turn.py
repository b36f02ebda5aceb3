"""A mailbox's turn: lock, epoch, sync, and what its end means for the next one.

Every way to end is written down, a cancelled one too: a mailbox is never left without a next check.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import client_marks, records, turns
from sync_engine import errors
from sync_engine.rules import check, schedule, state
from sync_engine.wire import imap, line
from sync_engine.work import door, lock, moved, sync, tokens, traces, visit
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What a sync did and cost."""

    tally: visit.Tally
    traffic: line.Traffic
    seconds: float  # from before the first connection until the last commit


@dataclass(frozen=True, slots=True)
class Open:
    """A session that is open already, and what a look through it just said."""

    session: imap.Session
    statuses: dict[str, check.FolderStatus]  # by the key of the folder's name


async def take(
    mailbox_id: int,
    kit: Kit,
    *,
    wait: float = 0,
    committed: Callable[[int], None] = lambda notices: None,
    through: Open | None = None,
) -> Report:
    """One complete sync of a mailbox under its lock, `through` an open session or one of its own.

    Raises `Locked` after `wait` seconds of another sync of it, `NotFound` where it is gone or paused, and the
    `MailError` the sync broke off with, after writing it down.
    """
    async with lock.held(kit.locks, f"mailbox-{mailbox_id}", wait=wait):
        job = await turns.begin(mailbox_id)
        if job is None:
            raise errors.NotFound
        with traces.about(mailbox=mailbox_id, epoch=job.epoch):
            try:
                report = await _sync(job, kit, committed, through)
                await moved.keep_an_eye_on(job.mailbox, kit)
                await tokens.warn_of_the_end(job.mailbox, kit)
            except errors.MailError as error:
                await broke_off(job, error, kit)
                raise
            except Exception as error:  # an edge: a mistake of ours must not be tried again at every tick
                await broke_off(job, errors.MailError(type(error).__name__), kit)
                raise
            except asyncio.CancelledError:
                # The next start goes on from the marks at once.
                await asyncio.shield(turns.check_at(mailbox_id, kit.clock()))
                raise
            now = kit.clock()
            due = schedule.after_success(now, kit.chance(), kit.policy)
            await _finish(job, now, due, report.tally.stored, kit)
            kit.meter.syncs += 1
            log.log(
                logging.INFO if report.tally.stored or report.tally.quarantined else logging.DEBUG,
                "sync done",
                extra={
                    "action": "sync_done",
                    "mailbox": mailbox_id,
                    "letters": report.tally.stored,
                    "quarantined": report.tally.quarantined,
                    "notices": report.tally.notices,
                },
            )
    return report


async def _finish(job: records.MailboxJob, now: datetime, due: datetime, letters: int, kit: Kit) -> None:
    worker = kit.worker if kit.policy.idle else None
    try:
        await asyncio.shield(turns.finish(job, now=now, next_check=due, letters=letters, worker=worker))
    except turns.Superseded:
        raise errors.StaleEpoch from None


async def _sync(
    job: records.MailboxJob, kit: Kit, committed: Callable[[int], None], through: Open | None
) -> Report:
    started, traffic = time.perf_counter(), line.Traffic()
    audience = await turns.audience(job.mailbox)
    clients = await client_marks.marked(job.mailbox.id)
    async with _session(job, kit, traffic, through) as session:
        inside = visit.Visit(
            job, kit, session, audience, clients, committed, careful=job.mailbox.failures > 0
        )
        statuses = None
        if through is not None:
            statuses = visit.by_folder(await inside.folders(), through.statuses)
        await sync.sync_mailbox(inside, statuses)
        seconds = time.perf_counter() - started
    return Report(inside.tally, traffic, seconds)


@asynccontextmanager
async def _session(
    job: records.MailboxJob, kit: Kit, traffic: line.Traffic, through: Open | None
) -> AsyncIterator[imap.Session]:
    if through is not None:
        through.session.count_into(traffic)
        yield through.session
        return
    async with door.entered(job.mailbox, job.credential, kit, traffic=traffic) as session:
        yield session


async def failed(mailbox_id: int, error: errors.MailError, kit: Kit) -> None:
    """Writes down that a visit ended before there was anything to sync."""
    try:
        async with lock.held(kit.locks, f"mailbox-{mailbox_id}"):
            job = await turns.begin(mailbox_id)
            if job is not None:
                await broke_off(job, error, kit)
    except errors.Locked:
        pass  # another process is at it; it keeps the books


async def broke_off(job: records.MailboxJob, error: errors.MailError, kit: Kit) -> None:
    """Writes down that a turn failed, when the next one is, and whom that concerns."""
    if isinstance(error, errors.StaleEpoch):
        return  # whoever superseded this sync keeps the books
    mailbox = job.mailbox
    if moved.may_show(mailbox, error) and await moved.has_moved(mailbox, kit):
        error = errors.MailboxMoved()
    now = kit.clock()
    failures = mailbox.failures + 1
    silent_for = now - (mailbox.last_check or mailbox.connected_at)
    refused_before = mailbox.state == "auth_failed"
    trouble = state.trouble(
        error,
        refusals=2 if refused_before else 1,
        failures=failures,
        silent_for=silent_for,
        policy=kit.policy,
    )
    if isinstance(error, errors.SignInRefused):
        due = schedule.after_refusal(now, refused_before, kit.policy)
    elif isinstance(error, errors.MailboxMoved):
        due = schedule.after_success(now, kit.chance(), kit.policy)  # the old server may still let us in
    else:
        due = schedule.after_failure(now, failures, kit.chance(), kit.policy)
        if wanted := error.facts.get("retry_after"):
            due = max(due, now + timedelta(seconds=int(wanted)))
    kit.meter.errors[error.code] += 1
    log.warning(
        "sync broke off: %s",
        error,
        extra={"action": "sync_failed", "mailbox": mailbox.id, "code": error.code},
    )
    with suppress(turns.Superseded):  # somebody paused it, or began anew
        await asyncio.shield(
            turns.fail(
                job, now=now, next_check=due, trouble=trouble.state, reason=trouble.reason, tell=trouble.tell
            )
        )
