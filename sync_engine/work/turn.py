"""A mailbox's turn: lock, epoch, sync, and what its end means for the next one.

Every way to end is written down, a cancelled one too: a mailbox is never left without a next check.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from storage import records, turns
from sync_engine import errors
from sync_engine.rules import schedule
from sync_engine.work import lock, sync
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)


async def take(
    mailbox_id: int,
    kit: Kit,
    *,
    wait: float = 0,
    committed: Callable[[int], None] = lambda notices: None,
) -> sync.Report:
    """One complete sync of a mailbox under its lock.

    Raises `Locked` after `wait` seconds of another sync of it, `NotFound` where it is gone or paused, and the
    `MailError` the sync broke off with, after writing it down.
    """
    async with lock.held(kit.locks, f"mailbox-{mailbox_id}", wait=wait):
        job = await turns.begin(mailbox_id)
        if job is None:
            raise errors.NotFound
        try:
            report = await sync.sync_mailbox(job, kit, committed=committed)
        except errors.MailError as error:
            await _broke_off(job, error, kit)
            raise
        except Exception as error:  # an edge: a mistake of ours must not be tried again at every tick
            await _broke_off(job, errors.MailError(type(error).__name__), kit)
            raise
        except asyncio.CancelledError:
            # The next start goes on from the marks at once.
            await asyncio.shield(turns.check_at(mailbox_id, kit.clock()))
            raise
        now = kit.clock()
        due = schedule.after_success(now, kit.chance(), kit.policy)
        await asyncio.shield(turns.finish(job, now=now, next_check=due))
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


async def _broke_off(job: records.MailboxJob, error: errors.MailError, kit: Kit) -> None:
    now, failures = kit.clock(), job.mailbox.failures + 1
    if isinstance(error, errors.StaleEpoch):
        return  # whoever superseded this sync keeps the books
    trouble: records.State | None = None
    if isinstance(error, errors.SignInRefused):
        again = job.mailbox.state == "auth_failed"
        due, trouble = schedule.after_refusal(now, again, kit.policy), "auth_failed"
    else:
        due = schedule.after_failure(now, failures, kit.chance(), kit.policy)
        # One lost connection is not worth a word; an hour without the server is.
        silent = now - (job.mailbox.last_check or job.mailbox.connected_at)
        if silent > timedelta(minutes=kit.policy.sync_minutes[1]) or job.mailbox.failures:
            trouble = "unreachable"
    log.warning(
        "sync broke off: %s",
        error,
        extra={"action": "sync_failed", "mailbox": job.mailbox.id, "code": error.code},
    )
    await turns.fail(job, next_check=due, trouble=trouble, reason=error.code)
