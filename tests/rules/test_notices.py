"""How what is due is told: alone, in one message of a burst, or in one of the night (rule L1)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Burst, WaitingNotice
from sync_engine.policy import POLICY
from sync_engine.rules import notices
from sync_engine.rules.notices import Sorted
from tests.make import NOW

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def waiting(*seconds_ago: float, bundle: str | None = None, first: int = 1) -> list[WaitingNotice]:
    return [
        WaitingNotice(id=first + place, mailbox_id=17, came=NOW - ago * SECOND, bundle=bundle)
        for place, ago in enumerate(seconds_ago)
    ]


def burst(last_ago: float, began_ago: float = 50, *, first: int = 0) -> Burst:
    last, began = NOW - last_ago * SECOND, NOW - began_ago * SECOND
    return Burst(bundle="b", first_notice=first, began_at=began, last_at=last, shown_at=None)


def told(*seconds_ago: float) -> list[datetime]:
    return [NOW - ago * SECOND for ago in seconds_ago]


@pytest.mark.parametrize(
    ("letters", "before", "open_one", "expected"),
    [
        pytest.param(waiting(2, 1, 0), [], None, Sorted(alone=(1, 2, 3)), id="three-come-one-by-one"),
        pytest.param(
            waiting(3, 2, 1, 0), [], None, Sorted(alone=(1, 2, 3), opened=(4,)), id="the-fourth-is-a-burst"
        ),
        pytest.param(waiting(0), told(59, 30, 1), None, Sorted(opened=(1,)), id="three-were-told-already"),
        pytest.param(waiting(0), told(61, 30, 1), None, Sorted(alone=(1,)), id="one-of-them-a-minute-ago"),
        pytest.param(waiting(5, 0), told(9), burst(59), Sorted(joined=(1, 2)), id="a-burst-goes-on"),
        pytest.param(
            waiting(9, 8, 7, 0),
            [],
            burst(1, first=4),
            Sorted(alone=(1, 2, 3), joined=(4,)),
            id="those-before-it-still-go-alone",
        ),
        pytest.param(waiting(0), [], burst(61), Sorted(alone=(1,)), id="a-minute-of-quiet-ends-it"),
        pytest.param(
            waiting(100, 50, 0),
            [],
            burst(150),
            Sorted(joined=(1, 2, 3)),
            id="it-went-on-unseen",
        ),
        pytest.param(
            waiting(5, 0), [], burst(9, 901), Sorted(opened=(1, 2)), id="its-message-is-old-another-follows"
        ),
        pytest.param(
            waiting(600, 500, 400, 300, 200),
            [],
            None,
            Sorted(alone=(1, 2, 3), opened=(4, 5)),
            id="what-a-pause-of-telegram-held-up",
        ),
        pytest.param(waiting(5, bundle="x"), [], burst(9), Sorted(), id="what-is-in-a-bundle-stays-there"),
    ],
)
def test_letters_that_come_thick(
    letters: list[WaitingNotice], before: list[datetime], open_one: Burst | None, expected: Sorted
) -> None:
    assert notices.sort_out(letters, before, open_one, NOW, None, POLICY) == expected


WOKE = NOW - 10 * SECOND


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        pytest.param(waiting(3600, 60, 30), Sorted(alone=(1, 2, 3)), id="three-of-a-night"),
        pytest.param(waiting(3600, 60, 30, 20), Sorted(overnight=(1, 2, 3, 4)), id="four-of-a-night"),
        pytest.param(
            waiting(3600, 60, 30, 20, 5),
            Sorted(overnight=(1, 2, 3, 4), alone=(5,)),
            id="and-one-more",
        ),
        pytest.param(
            waiting(3600, 60, 30, 5), Sorted(alone=(1, 2, 3), opened=(4,)), id="three-of-a-night-and-one-more"
        ),
        pytest.param(
            [*waiting(3600, 60, bundle="x"), *waiting(30, 20, first=3)],
            Sorted(overnight=(1, 2, 3, 4)),
            id="those-of-bundles-too",
        ),
        pytest.param(waiting(5, 4), Sorted(alone=(1, 2)), id="after-it"),
    ],
)
def test_what_waited_for_the_end_of_quiet_hours(letters: list[WaitingNotice], expected: Sorted) -> None:
    assert notices.sort_out(letters, [], None, NOW, WOKE, POLICY) == expected


AGES = st.lists(st.floats(0, 4000), max_size=30).map(lambda ages: sorted(ages, reverse=True))


@given(AGES, st.lists(st.floats(0, 100), max_size=5), st.none() | st.floats(0, 300), st.booleans())
def test_nothing_is_lost_and_nothing_told_twice(
    ages: list[float], before: list[float], last: float | None, slept: bool
) -> None:
    known = burst(last, last) if last is not None else None
    letters = waiting(*ages)
    found = notices.sort_out(letters, told(*before), known, NOW, WOKE if slept else None, POLICY)
    parts = (found.overnight, found.alone, found.joined, found.opened)
    assert sorted(each for part in parts for each in part) == [each.id for each in letters]
    assert len(found.alone) < POLICY.burst_letters
    assert all(list(part) == sorted(part) for part in parts)


def test_sorting_again_what_was_sorted_changes_nothing() -> None:
    letters = waiting(5, 4, 3, 2, 1)
    found = notices.sort_out(letters, [], None, NOW, None, POLICY)
    put = [replace(each, bundle="b") if each.id in found.opened else each for each in letters]
    assert notices.sort_out(put, [], burst(1), NOW, None, POLICY).alone == ()  # they join it now
    gone = [each for each in put if each.id not in found.alone]
    assert notices.sort_out(gone, told(2, 1, 0), burst(1), NOW, None, POLICY) == Sorted()
