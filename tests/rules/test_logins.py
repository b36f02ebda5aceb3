"""The login budget: a simulated day of requests never breaks it, and nobody waits for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import logins

MOMENTS = st.floats(0, 2e9, allow_nan=False)
LIMITS = st.integers(1, 8)


def test_up_to_the_limit_nobody_waits() -> None:
    assert logins.next_allowed((), 1000.0, 2) == 0
    assert logins.next_allowed((990.0,), 1000.0, 2) == 0


def test_at_the_limit_one_waits_until_the_oldest_is_a_minute_old() -> None:
    assert logins.next_allowed((950.0, 990.0), 1000.0, 2) == 10.0
    assert logins.next_allowed((950.0, 990.0), 1010.0, 2) == 0


def test_only_what_the_limit_can_ask_for_is_kept() -> None:
    assert logins.noted((1.0, 2.0, 3.0), 4.0, 2) == (3.0, 4.0)


def test_a_lower_limit_holds_for_what_was_noted_under_a_higher_one() -> None:
    assert logins.next_allowed((970.0, 980.0, 990.0), 1000.0, 1) == 50.0


def test_after_the_clock_was_set_back_by_a_year_one_waits_a_minute_and_not_a_year() -> None:
    ahead = (31_000_000.0, 31_000_001.0)
    assert logins.next_allowed(ahead, 1000.0, 2) == 60.0
    kept = logins.settled(ahead, 1000.0)
    assert logins.next_allowed(kept, 1060.0, 2) == 0


def sign_in(times: tuple[float, ...], now: float, limit: int) -> tuple[tuple[float, ...], float]:
    """Waits as often as it is told to, then signs in; the list that is kept and the moment it was."""
    for _ in range(3):  # the second time for what floating point rounded away
        wait = logins.next_allowed(times, now, limit)
        assert 0 <= wait <= logins.SPAN
        if wait == 0:
            return logins.noted(times, now, limit), now
        times, now = logins.settled(times, now), now + wait
    pytest.fail("it waits for ever")


@given(MOMENTS, st.lists(st.floats(0, 100), max_size=60), LIMITS)
def test_no_minute_ever_holds_more_than_the_limit(start: float, pauses: list[float], limit: int) -> None:
    kept: tuple[float, ...] = ()
    now, made = start, []
    for pause in pauses:
        kept, now = sign_in(kept, now + pause, limit)
        made.append(now)
    for first, later in zip(made, made[limit:], strict=False):
        assert later >= first + logins.SPAN


@given(MOMENTS, st.lists(st.floats(-1e6, 1e6), max_size=40), LIMITS)
def test_a_clock_that_jumps_to_and_fro_stops_nobody(start: float, jumps: list[float], limit: int) -> None:
    kept: tuple[float, ...] = ()
    now = start
    for jump in jumps:
        kept, now = sign_in(kept, now + jump, limit)
        assert len(kept) <= limit


@given(st.lists(MOMENTS, max_size=20), MOMENTS, LIMITS)
def test_whatever_was_stored_a_wait_is_bounded_and_the_list_short(
    times: list[float], now: float, limit: int
) -> None:
    assert 0 <= logins.next_allowed(times, now, limit) <= logins.SPAN
    kept = logins.noted(times, now, limit)
    assert len(kept) <= limit
    assert max(kept) == now


@given(st.lists(MOMENTS, max_size=20), MOMENTS, st.integers(-3, 0))
def test_a_limit_of_nothing_means_one(times: list[float], now: float, limit: int) -> None:
    assert logins.next_allowed(times, now, limit) == logins.next_allowed(times, now, 1)
