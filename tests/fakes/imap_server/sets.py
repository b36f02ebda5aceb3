"""Sequence-sets (RFC 3501 §9, sequence-set) as a server reads them."""

from collections.abc import Iterable

Ranges = tuple[tuple[int | None, int | None], ...]  # None is "*"


def parse(text: str) -> Ranges:
    """Raises `ValueError`."""
    found: list[tuple[int | None, int | None]] = []
    for piece in text.split(","):
        low, colon, high = piece.partition(":")
        first = _number(low)
        found.append((first, _number(high) if colon else first))
    return tuple(found)


def _number(text: str) -> int | None:
    if text == "*":
        return None
    number = int(text)
    if not 0 < number < 1 << 32:
        raise ValueError(text)
    return number


def within(ranges: Ranges, highest: int) -> list[tuple[int, int]]:
    """With "*" as `highest`; the ends of a range may stand in any order, so "n:*" always holds the last."""
    filled = [(highest if low is None else low, highest if high is None else high) for low, high in ranges]
    return [(min(pair), max(pair)) for pair in filled]


def among(ranges: Ranges, numbers: Iterable[int], highest: int) -> set[int]:
    """Those of the numbers that are in the set."""
    spans = within(ranges, highest)
    return {number for number in numbers if any(low <= number <= high for low, high in spans)}


def text(numbers: Iterable[int]) -> str:
    """The shortest sequence-set that holds exactly these."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in spans)
