"""Sign-ins to a mailbox are asked for here before they are made (invariant 8).

Holds always: one that may be made is written down first, whoever it is for, the engine, a letter of ours or
a person who wants a file; a secret that was refused is shown by the engine alone, at its own pace. Operators
at the command line do not ask.
"""

import asyncio
import math
from collections.abc import Sequence

from storage import mailboxes, records, sign_ins
from sync_engine import errors
from sync_engine.rules import logins, providers
from sync_engine.work.kit import Kit


def asked(times: Sequence[float], mailbox: records.Mailbox, kit: Kit) -> tuple[float, tuple[float, ...]]:
    """The seconds to wait, 0 for none, and the moments to keep: with this sign-in where it may be made."""
    row, now = row_of(mailbox, kit), kit.clock().timestamp()
    limit = kit.policy.logins_per_minute
    if row is not None and row.logins_per_minute is not None:
        limit = min(limit, row.logins_per_minute)
    wait = logins.next_allowed(times, now, limit)
    return wait, logins.settled(times, now) if wait > 0 else logins.noted(times, now, limit)


def row_of(mailbox: records.Mailbox, kit: Kit) -> providers.Provider | None:
    return providers.row_of(mailbox.provider, mailbox.imap.host, kit.own, kit.builtin)


async def spend(mailbox: records.Mailbox, kit: Kit, *, patience: float = 0) -> None:
    """Notes a sign-in, after a wait of at most `patience` seconds. Raises `SignInsSpent`, `NotFound`."""
    while wait := await _ask(mailbox, kit):
        if wait > patience:
            raise errors.SignInsSpent(seconds=math.ceil(wait))
        patience -= wait
        await asyncio.sleep(wait)


async def _ask(mailbox: records.Mailbox, kit: Kit) -> float:
    try:
        return await sign_ins.ask(mailbox.id, lambda times: asked(times, mailbox, kit))
    except LookupError:
        raise errors.NotFound from None


async def spend_for_person(mailbox_id: int, kit: Kit) -> None:
    """The same for somebody who waits in the chat.

    Raises `MailboxPaused`, `MailboxShut` where its secret was refused, and what `spend` raises.
    """
    mailbox = await mailboxes.get(mailbox_id)
    if mailbox is None:
        raise errors.NotFound
    if mailbox.state == "paused":
        raise errors.MailboxPaused
    if mailbox.state == "auth_failed":
        raise errors.MailboxShut
    await spend(mailbox, kit, patience=kit.policy.sign_in_wait.total_seconds())
