"""Sets of UIDs behave as sets do."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import uids

SOME = st.frozensets(st.integers(1, 60), max_size=40)


def members(held: uids.Ranges) -> set[int]:
    return {uid for low, high in held for uid in range(low, high + 1)}


@given(SOME)
def test_ranges_hold_exactly_what_went_in_and_are_as_few_as_can_be(some: frozenset[int]) -> None:
    held = uids.ranges(some)
    assert members(held) == some
    assert uids.count(held) == len(some)
    assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(held))


@given(SOME)
def test_text_is_read_back(some: frozenset[int]) -> None:
    assert uids.parse(uids.text(uids.ranges(some))) == uids.ranges(some)


def test_text_is_what_imap_writes() -> None:
    assert uids.text(uids.ranges([5, 1, 2, 3, 9])) == "1:3,5,9"


@given(SOME, SOME)
def test_union_and_membership(one: frozenset[int], other: frozenset[int]) -> None:
    held = uids.union(uids.ranges(one), uids.ranges(other))
    assert held == uids.ranges(one | other)
    assert uids.among(held, range(70)) == one | other


@given(SOME, st.integers(1, 60), st.integers(0, 60))
def test_outside_is_the_rest_of_a_span(some: frozenset[int], low: int, length: int) -> None:
    span = range(low, low + length)
    assert members(uids.outside(uids.ranges(some), low, low + length - 1)) == set(span) - some
