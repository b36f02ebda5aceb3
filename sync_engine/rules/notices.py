"""Which letters people are told of (rules L1, S4): new ones, incoming, from a client; and how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.records import Burst, Letter, Uid, WaitingNotice
from sync_engine.policy import Policy


def announced(letters: Iterable[Letter]) -> frozenset[Uid]:
    return frozenset(letter.uid for letter in letters if letter.new and letter.client)


def late(letters: Iterable[Letter], now: datetime, span: timedelta) -> frozenset[Uid]:
    """Those that came longer ago than a notice may take: several of them are told in one summary."""
    return frozenset(letter.uid for letter in letters if letter.received < now - span)


@dataclass(frozen=True, slots=True)
class Sorted:
    """How the waiting notices of one mailbox and one person are told; each id stands in one place at most.

    What stands nowhere stays as it is: in a bundle it was put into before.
    """

    overnight: tuple[int, ...] = ()  # one summary of what waited for the end of quiet hours
    alone: tuple[int, ...] = ()
    joined: tuple[int, ...] = ()  # the message of the burst that goes on
    opened: tuple[int, ...] = ()  # the message of a new burst


def sort_out(
    waiting: Sequence[WaitingNotice],
    told_alone: Sequence[datetime],
    burst: Burst | None,
    now: datetime,
    woke_at: datetime | None,
    policy: Policy,
) -> Sorted:
    """`waiting` in their order; `told_alone`: when others were; `woke_at`: when quiet hours last ended."""
    slept = [each.id for each in waiting if woke_at is not None and each.came < woke_at]
    many = len(slept) > policy.catch_up_letters
    alone = [] if many else list(slept)
    joined: list[int] = []
    opened: list[int] = []
    recent = sum(now - policy.burst_span < at <= now for at in told_alone)  # later: the clock was set back
    last = burst.last_at if burst else None
    for each in waiting:
        if each.id in slept or each.bundle is not None:
            continue
        if burst and each.id < burst.first_notice:
            alone.append(each.id)  # as it was decided when the burst began
            continue
        goes_on = last is not None and each.came - last <= policy.burst_span
        if goes_on and burst and not opened and now - burst.began_at <= policy.burst_longest:
            joined.append(each.id)
            last = each.came
        elif goes_on or opened or recent + len(alone) >= policy.burst_letters - 1:
            opened.append(each.id)
        else:
            alone.append(each.id)
    return Sorted(tuple(slept) if many else (), tuple(alone), tuple(joined), tuple(opened))
