"""Asking the DNS whether the mail of a mailbox went to another service (rule C10).

Holds always: a DNS that says nothing never says that a mailbox has moved.
"""

from storage import mailboxes, records
from sync_engine import errors
from sync_engine.rules import moved, schedule
from sync_engine.work.kit import Kit


async def keep_an_eye_on(mailbox: records.Mailbox, kit: Kit) -> None:
    """After a sync: remembers where the mail goes, and once a day looks whether it still does.

    Raises `MailboxMoved`, also while the old server lets us in.
    """
    if mailbox.imported_at is None:
        return  # a first import does not wait for the DNS
    if mailbox.exchangers is None:
        if found := await kit.exchangers(_domain(mailbox)):
            await mailboxes.set_exchangers(mailbox.id, found)
        return
    last = mailbox.reconciled_at or mailbox.imported_at
    asks = mailbox.state == "moved" or schedule.reconcile_due(last, kit.clock(), kit.policy)
    if asks and await has_moved(mailbox, kit):
        raise errors.MailboxMoved


def may_show(mailbox: records.Mailbox, error: errors.MailError) -> bool:
    """Whether a sync that ended so may have met what is left of an old service: one that refuses the sign-in,
    or that has not been reached for a while, as when it was switched off after the move.
    """
    if isinstance(error, errors.SignInRefused):
        return True
    gone = isinstance(error, errors.ServerUnreachable | errors.TlsFailed)
    return gone and not isinstance(error, errors.Throttled) and mailbox.state in ("unreachable", "moved")


async def has_moved(mailbox: records.Mailbox, kit: Kit) -> bool:
    """Whether its domain has other exchangers than it had; no when that cannot be told.

    An address at a public service is not asked about: the domain is not its owner's to move.
    """
    domain = _domain(mailbox)
    if not mailbox.exchangers or kit.builtin.find(domain):
        return False
    return moved.is_another(mailbox.exchangers, await kit.exchangers(domain), mailbox.imap.host, kit.builtin)


def _domain(mailbox: records.Mailbox) -> str:
    return mailbox.address.rpartition("@")[2].lower()
