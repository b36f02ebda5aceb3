"""How often we sign in to one mailbox: services lock those that come too often.

Holds always, for moments in seconds of a wall clock (it outlives a restart, and may be set back):
- in no span of `span` seconds, its end left out, lie more than `limit` of the sign-ins that were noted;
- a wait is never longer than the span;
- a moment in the future tells that the clock was set back: it counts as now. Who waits keeps `settled` of the
  list, so that it counts as now once and not again at every look.
"""

from collections.abc import Sequence

SPAN = 60.0  # seconds; the limit is one a minute (POSTROOM_LOGINS_PER_MINUTE)


def next_allowed(times: Sequence[float], now: float, limit: int, span: float = SPAN) -> float:
    """The seconds to wait before another sign-in; 0 where it may be made at once. A limit below 1 is 1."""
    latest = settled(times, now)[-max(limit, 1) :]
    if len(latest) < max(limit, 1) or now >= latest[0] + span:
        return 0.0
    return min(latest[0] + span - now, span)


def noted(times: Sequence[float], now: float, limit: int) -> tuple[float, ...]:
    """The list to keep when a sign-in is made now: the latest `limit`, oldest first."""
    return (*settled(times, now), now)[-max(limit, 1) :]


def settled(times: Sequence[float], now: float) -> tuple[float, ...]:
    """The list in order, with what lies in the future drawn to now."""
    return tuple(sorted(min(moment, now) for moment in times))
