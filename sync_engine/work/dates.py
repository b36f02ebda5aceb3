"""Whether a letter is too old, asked twice.

Holds always: what is outside the window is passed for good, so one answer alone does not make a letter that:
a wrong digit in a date would cost it.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from sync_engine.rules import plan, uids

_AT_ONCE = 5_000  # letters asked about in one group

Ask = Callable[[uids.Ranges], Awaitable[Iterable[plan.Meta]]]


async def sure(metas: Iterable[plan.Meta], window_from: datetime, ask: Ask) -> list[plan.Meta]:
    """The letters; those that seem too old as the server tells of them when it is asked once more.

    Raises what `ask` raises. It is not called where no letter seems too old.
    """
    told = {meta.uid: meta for meta in metas}
    old = sorted(uid for uid, meta in told.items() if meta.received < window_from)
    for some in uids.spans(old, _AT_ONCE):
        told |= {meta.uid: meta for meta in await ask(uids.ranges(some)) if meta.uid in told}
    return list(told.values())
