"""What keeps mailboxes, or all of Postroom, from working, by cause: one incident, not one for each mailbox.

Holds always:
- a mailbox is in one cause at most, and mailboxes of one kind of trouble at one service are in the same;
- what goes on is never begun again, and what is unchanged changes nothing: deciding twice gives nothing new;
- an incident is over when its last mailbox works again, is paused or gone;
- a process that said goodbye is missed by nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.records import Burial, Incident, IncidentKind, Standing
from sync_engine.policy import MIB, Policy

_OF_A_SERVICE: frozenset[IncidentKind] = frozenset({"auth_failed", "unreachable", "moved"})


@dataclass(frozen=True, slots=True)
class Cause:
    """`of`: mailboxes at the service, or processes; `number`: what the kind tells in figures."""

    kind: IncidentKind
    service: str
    mailboxes: tuple[int, ...]
    of: int
    since: datetime
    number: int = 0


@dataclass(frozen=True, slots=True)
class Begin:
    cause: Cause


@dataclass(frozen=True, slots=True)
class Change:
    incident: Incident
    mailboxes: tuple[int, ...]
    of: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class End:
    incident: Incident


Step = Begin | Change | End


def causes(
    standings: Iterable[Standing],
    going: Sequence[Incident],
    *,
    free: int | None,
    workers: int,
    now: datetime,
    policy: Policy,
) -> tuple[Cause, ...]:
    """What is wrong now. `free`: octets beside the database, None where that cannot be told.

    `workers`: processes at work. Those that were lost (`lost`) are waited for until there are as many again,
    or the first has been gone for so long that it was taken away for good.

    A mailbox counts from the moment its owner hears of its trouble: what passes by itself is no incident.
    """
    known = [each for each in standings if each.state != "paused"]
    at_service = Counter(each.service for each in known)
    groups: dict[tuple[IncidentKind, str], list[Standing]] = defaultdict(list)
    for each in known:
        if kind := _kind(each, now, policy):
            groups[kind, each.service if kind in _OF_A_SERVICE else ""].append(each)
    found = [
        Cause(
            kind,
            service,
            tuple(sorted(each.id for each in those)),
            at_service[service] if service else len(known),
            min(each.last_check or each.connected_at for each in those),
        )
        for (kind, service), those in sorted(groups.items())
    ]
    limits: dict[IncidentKind, tuple[int, int]] = {
        "disk": (policy.disk_low, policy.disk_enough),
        "full": (policy.disk_full, policy.disk_free_again),
    }
    for kind, (begins, ends) in limits.items():
        goes_on = any(each.kind == kind for each in going)
        if free is not None and free < (ends if goes_on else begins):
            found.append(Cause(kind, "", (), 0, now, free // MIB))
    found += [
        Cause("worker", "", (), each.of, each.since, workers)
        for each in going
        if each.kind == "worker" and workers < each.of and now - each.since < policy.worker_missed
    ]
    return tuple(found)


def lost(burial: Burial) -> Cause | None:
    """That fewer processes work than before some fell silent; None where others took their places by now."""
    if not burial.gone:
        return None
    silent = min(each.seen_at for each in burial.gone)
    others = [each for each in burial.living if each.began_at is None or each.began_at <= silent]
    before, now = len(burial.gone) + len(others), len(burial.living)
    return Cause("worker", "", (), before, silent, now) if now < before else None


def _kind(each: Standing, now: datetime, policy: Policy) -> IncidentKind | None:
    match each.told:
        case "auth_failed" | "unreachable" | "moved" as told:
            return told
    if each.state != "ok" or each.failures or each.watching(now):
        return None  # a first import takes its time, and what fails has a cause of its own
    behind = each.next_check is not None and now - each.next_check >= policy.overdue
    old = now - (each.last_check or each.connected_at) >= policy.late_after
    return "late" if behind and old else None


def steps(going: Sequence[Incident], found: Sequence[Cause]) -> tuple[Step, ...]:
    """What makes of the incidents that go on those that are found."""
    known = {(each.kind, each.service): each for each in going}
    now = {(each.kind, each.service): each for each in found}
    ended = [End(each) for key, each in known.items() if key not in now]
    begun = [Begin(each) for key, each in now.items() if key not in known]
    changed = [
        Change(known[key], each.mailboxes, each.of, each.number)
        for key, each in now.items()
        if key in known and _differs(known[key], each)
    ]
    return (*ended, *changed, *begun)


def _differs(known: Incident, now: Cause) -> bool:
    """In what is to be shown: not by a megabyte on the disk."""
    return known.mailboxes != now.mailboxes or (now.kind == "worker" and known.number != now.number)
