"""One letter on its way: sent by SMTP, then its copy filed in Sent.

Holds always (invariant 7): each step is written down before the network is asked for it, and only the
server's own answer makes a letter sent.
"""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from storage import folders, mailboxes, records
from storage import sending as out
from sync_engine import errors
from sync_engine.rules import sending
from sync_engine.wire import filing, guard, submit
from sync_engine.wire.secret import Bearer, Secret
from sync_engine.work import budget, door, tokens, traces
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)

_PAUSED = timedelta(hours=1)
_SOON = timedelta(minutes=1)
_GRACE = 2.0  # seconds for an answer on its way, when we are told to stop


async def send(answer: records.Answer, kit: Kit) -> None:
    """One attempt, from `answers.begin` to what became of it."""
    with traces.about(mailbox=answer.mailbox_id, answer=answer.id):
        await _to_its_end(_send(answer, kit))


async def _send(answer: records.Answer, kit: Kit) -> None:
    extra = {"mailbox": answer.mailbox_id, "answer": answer.id}
    try:
        await _attempt(answer, kit)
    except errors.MailError as error:
        now = kit.clock()
        outcome = sending.after(error, answer.tries, answer.made_at, now, kit.policy)
        log.info("a letter was not sent: %s", error.code, extra={**extra, "action": "not_sent"})
        if isinstance(outcome, sending.Unknown):
            kit.meter.answers["unknown"] += 1
            await out.unknown(answer.id, outcome.reason, now)
        elif isinstance(outcome, sending.Refused):
            kit.meter.answers["refused"] += 1
            await out.refused(answer.id, outcome.reason, outcome.reply, now)
        else:
            kit.meter.answers["postponed"] += 1
            await out.postpone(answer.id, outcome.until, outcome.reason, outcome.reply, now)
    else:
        kit.meter.answers["sent"] += 1
        log.info("a letter was sent", extra={**extra, "action": "sent"})


async def _attempt(answer: records.Answer, kit: Kit) -> None:
    mailbox, octets = await mailboxes.get(answer.mailbox_id), await out.octets(answer.id)
    if mailbox is None or octets is None or mailbox.smtp is None or not mailbox.can_send:
        raise errors.LetterRefused("cannot_send")
    if mailbox.state == "paused":
        raise errors.LetterRefused("paused")
    row = budget.row_of(mailbox, kit)
    files_itself = row is not None and row.files_sent is True

    async def handed() -> None:
        await out.handed(answer.id, kit.clock(), answer.tries)

    async def taken(reply: str) -> None:
        now = kit.clock()
        await out.sent(answer.id, reply, now, None if files_itself else now + kit.policy.file_pause)

    credential = await mailboxes.credential(mailbox.id)
    secret = await tokens.secret(mailbox, credential, kit)
    letter = submit.Envelope(answer.sender, answer.recipients, octets)
    try:
        await _submit(mailbox, secret, letter, handed, taken, kit)
    except errors.SmtpSignInRefused:
        if not isinstance(secret, Bearer):
            raise
        renewed = Bearer(await tokens.fresh(mailbox.id, credential, kit, refused=secret.token))
        await _submit(mailbox, renewed, letter, handed, taken, kit)


async def _submit(
    mailbox: records.Mailbox,
    secret: Secret,
    letter: submit.Envelope,
    handed: submit.Handed,
    taken: submit.Taken,
    kit: Kit,
) -> None:
    assert mailbox.smtp is not None
    await submit.submit(
        mailbox.smtp,
        mailbox.smtp_login,
        secret,
        letter,
        handed,
        taken,
        addresses=await guard.resolve(mailbox.smtp, kit.trusted, "smtp"),
        context=kit.context,
    )


async def file(answer: records.Answer, tries: int, kit: Kit) -> None:
    """Puts the copy into Sent, unless it is there. `tries` counts those before."""
    mailbox, octets = await mailboxes.get(answer.mailbox_id), await out.octets(answer.id)
    marks = await folders.marks(answer.mailbox_id)
    sent = next((each.name for each in marks if each.role == "sent"), None)
    if mailbox is None or octets is None or sent is None:
        await out.file_later(answer.id, None)
        return
    if mailbox.state in ("paused", "auth_failed"):  # nobody is to sign in, or it would be in vain
        await out.file_at(answer.id, kit.clock() + _PAUSED)
        return
    try:
        await budget.spend(mailbox, kit)
        credential = await mailboxes.credential(mailbox.id)
        async with door.entered(mailbox, credential, kit) as session:
            if not await filing.is_there(session, sent, answer.message_id):
                await filing.put(session, sent, octets)
    except errors.SignInsSpent:
        await out.file_at(answer.id, kit.clock() + _SOON)
    except errors.MailError as error:
        again = sending.filing_again(tries + 1, kit.clock(), kit.policy)
        await out.file_later(answer.id, again)
        extra = {"action": "not_filed", "mailbox": mailbox.id, "answer": answer.id}
        log.info("a sent letter was not filed: %s", error.code, extra=extra)
    else:
        await out.filed(answer.id, kit.clock())


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """An answer that is on its way is waited for, a little, though we are told to stop."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=_GRACE)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
