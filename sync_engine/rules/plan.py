"""What a sync of a folder has to fetch, as plain data.

Holds always (invariant 1), for what these functions decide and `storage.batches.commit` carries out:
- from `old_to` up to `new_to` every letter is stored, quarantined, a hole, or outside the window (`skipped`);
- a letter stands in one chunk only, and no mark passes a letter that is in none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage.records import FolderMarks, Hole, Uid, UidValidity
from sync_engine.policy import Policy
from sync_engine.rules import uids

LATER = "later"  # the reason of a hole that is only waiting for the rest of the window
MISSED = "missed"  # of one that is there although we knew nothing of it


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """What EXAMINE told of a folder (RFC 3501 §6.3.2); `exists` counts its letters."""

    uidvalidity: UidValidity
    uidnext: Uid
    exists: int
    modseq: int | None = None  # RFC 7162 §3.1.2.1


@dataclass(frozen=True, slots=True)
class Meta:
    """A letter on the server, before it is fetched; `size` in octets."""

    uid: Uid
    received: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Identity:
    """What a letter can be known by when its UID has changed; `date` is that of its header."""

    meta: Meta
    message_id: str | None
    date: datetime | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Letters to fetch together, and what their commit settles beside them."""

    fetch: tuple[Meta, ...]
    later: tuple[Uid, ...] = ()  # passed over for now: they become holes
    unseen: tuple[Uid, ...] = ()  # there, but the server told nothing of them: they become holes, too
    skipped: uids.Ranges = ()  # outside the window: never fetched
    new_to: Uid | None = None
    old_to: Uid | None = None


def _groups(metas: Sequence[Meta], policy: Policy) -> Iterator[tuple[Meta, ...]]:
    """Runs of letters whose sizes stay below the chunk; a large one goes alone (invariant 11)."""
    group: list[Meta] = []
    octets = 0
    for meta in metas:
        full = len(group) >= policy.chunk_letters or octets + meta.size > policy.chunk_bytes
        if group and full:
            yield tuple(group)
            group, octets = [], 0
        group.append(meta)
        octets += meta.size
    if group:
        yield tuple(group)


def reach(
    marks: FolderMarks, server: ServerFolder, metas: Iterable[Meta], there: frozenset[int] | None
) -> Uid:
    """How far the upper mark may go: one above the highest letter that is certainly there.

    Two of FETCH, SEARCH (`there`; None where it did not tell) and UIDNEXT must speak for it. A server, or a
    garbled line, may promise more than there is, and a letter that comes late below it would be passed.
    """
    told = {meta.uid for meta in metas if meta.uid >= marks.new_to}
    found = told if there is None else {Uid(uid) for uid in there if uid >= marks.new_to}
    sure = (told & found) | {uid for uid in told | found if uid < server.uidnext}
    return max((Uid(uid + 1) for uid in sure), default=marks.new_to)


def new_letters(
    marks: FolderMarks,
    upto: Uid,
    metas: Sequence[Meta],
    window_from: datetime,
    policy: Policy,
    there: Iterable[Uid] = (),
) -> tuple[Chunk, ...]:
    """Letters that came since: oldest first, up to and without `upto` (see `reach`).

    An old letter that was moved in is outside the window (Words, Window) and passed for good. One of `there`
    (the UIDs that exist) that is not among `metas` is not passed in silence, but becomes a hole.
    """
    told = {meta.uid for meta in metas}
    unseen = tuple(uid for uid in sorted(there) if marks.new_to <= uid < upto and uid not in told)
    came = sorted((meta for meta in metas if marks.new_to <= meta.uid < upto), key=lambda meta: meta.uid)
    fresh = [meta for meta in came if meta.received >= window_from]
    old = uids.ranges(meta.uid for meta in came if meta.received < window_from)
    chunks = [Chunk(group, new_to=Uid(group[-1].uid + 1)) for group in _groups(fresh, policy)]
    passed = chunks[-1].new_to if chunks else marks.new_to
    if passed is not None and passed < upto:
        chunks.append(Chunk((), new_to=upto))
    # Each chunk settles what its own mark passes, and nothing above that.
    lows = (marks.new_to, *(chunk.new_to for chunk in chunks))
    return tuple(
        replace(chunk, skipped=_clip(old, low, chunk.new_to), unseen=_between(unseen, low, chunk.new_to))
        for chunk, low in zip(chunks, lows, strict=False)
    )


def singly(chunk: Chunk) -> tuple[Chunk, ...]:
    """The letters of a chunk one at a time, for when one of them makes the server fail.

    What is outside the window or left for later is recorded with the first, before any mark passes it; what
    was not told of, with the one whose mark passes it.
    """
    pieces = [
        Chunk(
            (meta,),
            new_to=Uid(meta.uid + 1) if chunk.new_to is not None else None,
            old_to=meta.uid if chunk.old_to is not None else None,
        )
        for meta in chunk.fetch
    ]
    pieces[-1] = replace(pieces[-1], new_to=chunk.new_to, old_to=chunk.old_to)
    pieces[0] = replace(pieces[0], later=chunk.later, skipped=chunk.skipped)
    if chunk.new_to is None:
        return (replace(pieces[0], unseen=chunk.unseen), *pieces[1:])
    lows = (Uid(0), *(piece.new_to for piece in pieces))
    return tuple(
        replace(piece, unseen=_between(chunk.unseen, low, piece.new_to))
        for piece, low in zip(pieces, lows, strict=False)
    )


def _between(held: Iterable[Uid], low: int | None, high: int | None) -> tuple[Uid, ...]:
    """Those from `low` up to and without `high`."""
    assert low is not None
    assert high is not None
    return tuple(uid for uid in held if low <= uid < high)


def _clip(held: uids.Ranges, low: int | None, high: int | None) -> uids.Ranges:
    """The part of the set from `low` up to and without `high`."""
    assert low is not None
    assert high is not None
    return tuple(
        (max(first, low), min(last, high - 1)) for first, last in held if last >= low and first < high
    )


def scan(
    marks: FolderMarks, metas: Iterable[Meta], window_from: datetime
) -> tuple[tuple[Meta, ...], uids.Ranges]:
    """What was there at connecting: letters of the window, newest UID first, and the UIDs outside it."""
    old = [meta for meta in metas if meta.uid < marks.new_from]
    window = sorted(
        (meta for meta in old if meta.received >= window_from), key=lambda meta: meta.uid, reverse=True
    )
    return tuple(window), uids.ranges(meta.uid for meta in old if meta.received < window_from)


def choose(windows: Mapping[int, Sequence[Meta]], limit: int) -> dict[int, frozenset[Uid]]:
    """The newest `limit` letters by date over all folders together (rule S1), by folder id."""
    dated = sorted(
        ((meta.received, meta.uid, folder) for folder, metas in windows.items() for meta in metas),
        reverse=True,
    )
    chosen: dict[int, set[Uid]] = {folder: set() for folder in windows}
    for _, uid, folder in dated[: max(limit, 0)]:
        chosen[folder].add(uid)
    return {folder: frozenset(found) for folder, found in chosen.items()}


def walk_down(
    window: Sequence[Meta], chosen: frozenset[Uid], policy: Policy, *, to_bottom: bool = False
) -> tuple[Chunk, ...]:
    """Chunks that lower `old_to` from the newest to the lowest chosen UID, newest first.

    A letter of the window on the way that was not chosen becomes a hole "later". With `to_bottom` the last
    mark is 1: nothing is left below.
    """
    if not chosen:
        return (Chunk((), old_to=Uid(1)),) if to_bottom else ()
    lowest = min(chosen)
    passed = [meta for meta in sorted(window, key=lambda meta: meta.uid, reverse=True) if meta.uid >= lowest]
    chunks: list[Chunk] = []
    above = passed[0].uid + 1 if passed else 0
    for group in _groups([meta for meta in passed if meta.uid in chosen], policy):
        low = group[-1].uid
        later = tuple(meta.uid for meta in passed if low <= meta.uid < above and meta.uid not in chosen)
        chunks.append(Chunk(group, later=later, old_to=low))
        above = low
    if to_bottom:
        chunks[-1] = Chunk(chunks[-1].fetch, later=chunks[-1].later, old_to=Uid(1))
    return tuple(chunks)


def left_below(window: Sequence[Meta], chosen: frozenset[Uid]) -> int:
    """How many letters of the window stay waiting below the lowest chosen one."""
    lowest = min(chosen, default=None)
    return sum(lowest is None or meta.uid < lowest for meta in window)


def due_holes(marks: FolderMarks, now: datetime) -> tuple[Hole, ...]:
    return tuple(hole for hole in marks.holes if hole.next_try is None or hole.next_try <= now)


def hole_chunks(marks: FolderMarks, metas: Iterable[Meta], policy: Policy) -> tuple[Chunk, ...]:
    """Holes that are still on the server: those to be announced oldest first (S4), the rest newest first."""
    new = {hole.uid for hole in marks.holes if hole.new}
    rising = sorted(metas, key=lambda meta: meta.uid)
    first = [meta for meta in rising if meta.uid in new]
    rest = [meta for meta in reversed(rising) if meta.uid not in new]
    return tuple(Chunk(group) for some in (first, rest) for group in _groups(some, policy))


def rest_ranges(marks: FolderMarks) -> uids.Ranges:
    """The UIDs below `old_to` that may hold letters of the window; empty once the bottom is reached."""
    return uids.outside(uids.parse(marks.skipped), 1, marks.old_to - 1) if marks.old_to > 1 else ()
