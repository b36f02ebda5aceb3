"""Sets of UIDs, kept as ranges the way IMAP writes them (sequence-set, RFC 3501 §9).

A `Ranges` is sorted, its ranges neither touch nor overlap, both ends belong to a range.
"""

from collections.abc import Iterable, Sequence

from storage.records import Uid

Ranges = tuple[tuple[int, int], ...]
EVERY: Ranges = ((1, (1 << 32) - 1),)
Uids = Sequence[Uid]


def ranges(uids: Iterable[int]) -> Ranges:
    """The ranges that hold exactly these UIDs."""
    found: list[tuple[int, int]] = []
    for uid in sorted(set(uids)):
        if found and uid == found[-1][1] + 1:
            found[-1] = (found[-1][0], uid)
        else:
            found.append((uid, uid))
    return tuple(found)


def parse(text: str) -> Ranges:
    """Reads `"1:100,105"`; nothing of the kind `*` is ever written here."""
    if not text:
        return ()
    pairs = (part.partition(":") for part in text.split(","))
    return tuple((int(low), int(high or low)) for low, _, high in pairs)


def text(held: Ranges) -> str:
    """The sequence-set, `""` for the empty one."""
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in held)


def union(one: Ranges, other: Ranges) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted((*one, *other)):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def outside(held: Ranges, low: int, high: int) -> Ranges:
    """What of `low`..`high` (both included) the set does not hold."""
    left: list[tuple[int, int]] = []
    start = low
    for first, last in held:
        if first > high:
            break
        if first > start:
            left.append((start, first - 1))
        start = max(start, last + 1)
    if start <= high:
        left.append((start, high))
    return tuple(left)


def among(held: Ranges, uids: Iterable[int]) -> set[int]:
    """Those of the UIDs that the set holds."""
    found: set[int] = set()
    rest = iter(sorted(uids))
    uid = next(rest, None)
    for low, high in held:
        while uid is not None and uid <= high:
            if uid >= low:
                found.add(uid)
            uid = next(rest, None)
    return found


def count(held: Ranges) -> int:
    return sum(high - low + 1 for low, high in held)


def pieces(held: Ranges, longest: int = 1000) -> Iterable[Ranges]:
    """The set cut so that each piece, written out, has at most so many characters (RFC 2683 §3.2.1.5)."""
    piece: list[tuple[int, int]] = []
    length = 0
    for one in held:
        written = len(text((one,))) + 1
        if piece and length + written > longest:
            yield tuple(piece)
            piece, length = [], 0
        piece.append(one)
        length += written
    if piece:
        yield tuple(piece)


def spans(uids: Uids, most: int) -> Iterable[Uids]:
    """Slices of at most so many, in order: servers and imaplib limit the length of a line."""
    for start in range(0, len(uids), most):
        yield uids[start : start + most]
