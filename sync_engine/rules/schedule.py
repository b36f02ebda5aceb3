"""When a mailbox is checked next. Chance (`spread`, 0 to 1) and the clock are arguments."""

from datetime import datetime, timedelta

from sync_engine.policy import Policy


def after_success(now: datetime, spread: float, policy: Policy) -> datetime:
    """10-20 minutes on (rule S2); an Inbox nobody watches live is checked early enough for rule S3."""
    low, high = policy.sync_minutes
    high = max(low, min(high, policy.unwatched_inbox_minutes))
    return now + timedelta(minutes=low + (high - low) * spread)


def after_failure(now: datetime, failures: int, spread: float, policy: Policy) -> datetime:
    """Doubling pauses from half a minute up to the usual one, with jitter; `failures` counts this one."""
    longest = timedelta(minutes=policy.sync_minutes[0])
    pause = min(timedelta(seconds=30) * (1 << min(failures - 1, 10)), longest)
    return now + pause * (0.75 + spread / 2)


def after_refusal(now: datetime, again: bool, policy: Policy) -> datetime:
    """A refused secret is tried once more, then only probed (invariant 8).

    `again`: the last failure was a refusal too.
    """
    return now + (timedelta(hours=6) if again else timedelta(minutes=policy.sync_minutes[0]))


def after_lost_watch(now: datetime, losses: int, spread: float, policy: Policy) -> datetime:
    """A live connection went. `losses` counts those in a row that did not live long; 0 after a stable one."""
    if losses == 0:
        return now + timedelta(seconds=1 + 4 * spread)
    return after_failure(now, losses, spread, policy)


def reconcile_due(last: datetime | None, now: datetime, policy: Policy) -> bool:
    return last is not None and now - last >= policy.reconcile_every
