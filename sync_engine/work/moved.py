"""Asking the DNS whether the mail of a mailbox went to another service (rule C10)."""

from collections.abc import Awaitable, Callable, Sequence

from storage import records
from sync_engine.rules import moved
from sync_engine.rules.providers import Table

LookUp = Callable[[str], Awaitable[Sequence[str]]]  # a domain -> its mail exchangers, `exchangers.of_domain`


async def check(mailbox: records.Mailbox, before: Sequence[str], builtin: Table, look_up: LookUp) -> bool:
    """Whether it moved since its domain's exchangers were `before`; no when that cannot be told.

    An address at a public service is not asked about: the domain is not its owner's to move.
    """
    domain = mailbox.address.rpartition("@")[2].lower()
    if not before or builtin.find(domain):
        return False
    return moved.is_another(before, await look_up(domain), mailbox.imap.host, builtin)
