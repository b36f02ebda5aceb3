"""How long letters that are still to come will take, judged by how fast the mailbox gave them so far.

Holds always: no guess. Where nothing was stored by two transactions in one go, where letters have to be asked
for again, or where it is not known when work goes on, there is no estimate.
"""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.records import Mailbox, Pace, StoredAtOnce

_BREAK = timedelta(minutes=2)  # between two transactions; a longer one is no work
_LATE = timedelta(minutes=1)  # behind its time, a check waits for something we do not see


def waiting(mailbox: Mailbox) -> int:
    """Letters of the window that are known to be on the server and are not here yet."""
    if mailbox.state != "importing":
        return mailbox.backlog
    return max((mailbox.import_total or 0) - mailbox.stored - mailbox.quarantined, 0)


def left(mailbox: Mailbox, pace: Pace, now: datetime) -> timedelta | None:
    """From now until the last of them is here; None where that cannot be known, or none is waiting."""
    if mailbox.state not in ("ok", "importing") or mailbox.failures or pace.tried_again:
        return None
    letters, (came, took) = waiting(mailbox), _lately(pace.stored)
    begins = _begins(mailbox, pace, now)
    if not letters or not came or begins is None:
        return None
    return begins + letters * took / came


def _lately(stored: Sequence[StoredAtOnce]) -> tuple[int, timedelta]:
    """Letters of the latest piece of work without a break, and the time they took; of the first chunk nobody
    knows when it was begun."""
    letters, took = 0, timedelta()
    for later, earlier in itertools.pairwise(stored):
        if later.at - earlier.at > _BREAK:
            break
        letters, took = letters + later.letters, took + (later.at - earlier.at)
    return letters, took


def _begins(mailbox: Mailbox, pace: Pace, now: datetime) -> timedelta | None:
    """Until work goes on."""
    latest = pace.stored[0].at if pace.stored else None
    done_before = mailbox.last_check is not None and latest is not None and latest <= mailbox.last_check
    if latest is not None and not done_before and now - latest <= _BREAK:
        return timedelta()
    if mailbox.next_check is None or now - mailbox.next_check > _LATE:
        return None
    return max(mailbox.next_check - now, timedelta())
