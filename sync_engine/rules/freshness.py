"""How long ago each mail server last told the state of the Inbox, over all mailboxes at work.

A server that is watched live tells it at every moment.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.records import Mailbox, Standing


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds; None where no mailbox is at work."""

    p50: float | None
    p95: float | None
    max: float | None


def of(mailboxes: Iterable[Mailbox | Standing], now: datetime) -> Freshness:
    """Paused and failed mailboxes are left out; one never checked counts from its connecting."""
    ages = sorted(
        0.0 if box.watching(now) else (now - (box.last_check or box.connected_at)).total_seconds()
        for box in mailboxes
        if box.state in ("ok", "importing")
    )
    if not ages:
        return Freshness(None, None, None)

    def at(share: float) -> float:
        # nearest rank: the smallest age that this share of the mailboxes does not exceed
        return round(ages[math.ceil(share * len(ages)) - 1], 1)

    return Freshness(at(0.5), at(0.95), round(ages[-1], 1))
