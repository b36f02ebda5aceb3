"""Finding letters again whose UIDs have changed (RFC 3501 §2.3.1.1: UIDVALIDITY).

Holds always:
- a letter is taken for one that is stored only with reason: the same Message-ID, or without one the same size
  and moment; thousands of letters may share a Message-ID, so it decides together with size and moments;
- letters written at two moments are two letters, however alike they are;
- no stored letter is given two UIDs, and no UID two letters;
- what cannot be told to be old by every date it has is not announced as new.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.records import Detached, Hole, Renumbered, Uid
from sync_engine.rules import uids
from sync_engine.rules.plan import LATER, Identity

ARRIVED = "arrived"  # the reason of a hole that is only waiting to be fetched


@dataclass(frozen=True, slots=True)
class Matched:
    """Letters found again, those that are not stored, and whether the server kept their moments."""

    pairs: tuple[Renumbered, ...]
    unknown: tuple[Identity, ...]
    dates_kept: bool


def match(found: Iterable[Identity], ours: Sequence[Detached], tolerance: timedelta) -> Matched:
    """Pairs letters on the server with stored ones.

    The closest come first: everything the same, then size and moment, size, moment; then a Message-ID that
    only one of them and one of ours has, since a service that moves mail may add to its header; at last those
    of ours that could never be read, by size and moment alone.
    """
    left = {each.letter_id: each for each in ours}
    open_ones = {identity.meta.uid: identity for identity in found}
    pairs: list[Renumbered] = []
    moved = False
    for closeness in (_exactly, _same, _same_size, _same_moment, _only_one, _unread):
        known: dict[object, list[Detached]] = defaultdict(list)
        for each in left.values():
            known[each.message_id].append(each)
        asked: dict[object, int] = defaultdict(int)
        for identity in open_ones.values():
            asked[identity.message_id] += 1
        for uid, identity in sorted(open_ones.items()):
            among = known[identity.message_id if closeness is not _unread else None]
            single = len(among) == 1 and asked[identity.message_id] == 1
            alike = (each for each in among if _one_date(identity, each))
            fit = next((each for each in alike if closeness(identity, each, single)), None)
            if fit is None:
                continue
            among.remove(fit)
            del left[fit.letter_id], open_ones[uid]
            pairs.append(Renumbered(letter_id=fit.letter_id, uid=uid))
            moved = moved or abs(identity.meta.received - fit.received) > tolerance
    return Matched(tuple(pairs), tuple(open_ones.values()), not moved)


def _one_date(found: Identity, ours: Detached) -> bool:
    """A service that moves mail gives it other moments and adds to its header, but never changes its Date."""
    return found.date is None or ours.date is None or found.date == ours.date


def _exactly(found: Identity, ours: Detached, single: bool) -> bool:
    return found.date == ours.date and _same(found, ours, single)


def _same(found: Identity, ours: Detached, single: bool) -> bool:
    return found.meta.size == ours.size and found.meta.received == ours.received


def _same_size(found: Identity, ours: Detached, single: bool) -> bool:
    dated = found.date is not None and ours.date is not None
    return found.meta.size == ours.size and (dated or found.message_id is not None)


def _same_moment(found: Identity, ours: Detached, single: bool) -> bool:
    return found.message_id is not None and found.meta.received == ours.received


def _only_one(found: Identity, ours: Detached, single: bool) -> bool:
    return found.message_id is not None and single


def _unread(found: Identity, ours: Detached, single: bool) -> bool:
    return not ours.read and _same(found, ours, single)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What becomes of letters that are not stored: holes to be fetched, and UIDs outside the window."""

    holes: tuple[Hole, ...]
    skipped: uids.Ranges


def is_new(received: datetime, date: datetime | None, known_until: datetime, tolerance: timedelta) -> bool:
    """Whether every date of a letter tells that it came after `known_until`."""
    return received >= known_until and (date or received) > known_until - tolerance


def unseen(left_out: Iterable[Uid], matched: Matched, *, found_above: bool) -> tuple[Hole, ...]:
    """Letters of a page of which FETCH told nothing become holes.

    One above every letter found again (`found_above`: there are such above the page) may be new, since UIDs
    rise in the order letters come. What it is can be told once it is given.
    """
    highest = max((pair.uid for pair in matched.pairs), default=0)
    return tuple(Hole(uid=uid, reason="not_given", new=not found_above and uid > highest) for uid in left_out)


def sort(
    unknown: Iterable[Identity],
    *,
    window_from: datetime,
    known_until: datetime,
    dates_kept: bool,
    tolerance: timedelta,
) -> Sorted:
    """A letter is new if it came no earlier than the newest one we had and was not written long before it.

    Where the server gave letters the moment of their move for INTERNALDATE, their own dates decide about the
    window, too.
    """
    holes: list[Hole] = []
    old: list[Uid] = []
    for identity in unknown:
        written = identity.date or identity.meta.received
        counts = identity.meta.received if dates_kept else min(identity.meta.received, written)
        if counts < window_from:
            old.append(identity.meta.uid)
            continue
        new = is_new(identity.meta.received, identity.date, known_until, tolerance)
        holes.append(Hole(uid=identity.meta.uid, reason=ARRIVED if new else LATER, new=new))
    return Sorted(tuple(holes), uids.ranges(old))
