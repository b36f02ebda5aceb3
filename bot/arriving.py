"""How long letters that are still to come will take, for the mailboxes a person looks at."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from storage import paces
from storage.records import Mailbox
from sync_engine.rules import pace


async def left(boxes: Iterable[Mailbox], now: datetime) -> dict[int, timedelta]:
    """By the id of the mailbox; those that wait for nothing, or for nobody knows how long, are left out."""
    found = {}
    for box in boxes:
        if pace.waiting(box):
            estimate = pace.left(box, await paces.of(box.id), now)
            if estimate is not None:
                found[box.id] = estimate
    return found
