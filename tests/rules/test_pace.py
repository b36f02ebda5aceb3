"""How long the letters that are still to come will take."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Pace, StoredAtOnce
from sync_engine.rules import pace
from tests.bot import make
from tests.bot.make import MINUTE, NOW

SECOND = timedelta(seconds=1)


def stored(*each: tuple[float, int], again: int = 0) -> Pace:
    """Letters stored so many seconds ago, newest first."""
    return Pace(
        stored=tuple(StoredAtOnce(at=NOW - ago * SECOND, letters=letters) for ago, letters in each),
        tried_again=again,
    )


def importing(**facts: Any) -> Any:
    """320 of 500 letters are here."""
    said = {"state": "importing", "imported_at": None, "last_check": None, "next_check": NOW - 2 * MINUTE}
    return make.mailbox(**(said | {"stored": 318, "quarantined": 2} | facts))


def resting(**facts: Any) -> Any:
    """The import was done five minutes ago; 120 letters wait for the next check."""
    times = {"last_check": NOW - 5 * MINUTE, "next_check": NOW + 7 * MINUTE}
    return make.mailbox(**(times | {"backlog": 120} | facts))


@pytest.mark.parametrize(
    ("box", "seen", "left"),
    [
        pytest.param(importing(), stored((0, 120), (60, 150), (90, 50)), 60, id="at-the-speed-so-far"),
        pytest.param(importing(), stored((30, 90), (75, 230)), 90, id="the-first-chunk-tells-no-speed"),
        pytest.param(
            importing(), stored((10, 90), (40, 90), (900, 100), (901, 40)), 60, id="the-speed-after-a-break"
        ),
        pytest.param(importing(), stored((5, 200)), None, id="one-chunk-is-no-speed"),
        pytest.param(importing(), stored(), None, id="nothing-yet"),
        pytest.param(importing(), stored((130, 90), (160, 90)), None, id="it-stands-still"),
        pytest.param(importing(import_total=None), stored((0, 9), (9, 9)), None, id="not-counted-yet"),
        pytest.param(importing(import_total=320), stored((0, 9), (9, 9)), None, id="all-here"),
        pytest.param(importing(failures=1), stored((0, 9), (9, 9)), None, id="it-failed"),
        pytest.param(importing(state="paused"), stored((0, 9), (9, 9)), None, id="paused"),
        pytest.param(
            resting(), stored((310, 240), (340, 240)), 7 * 60 + 15, id="the-rest-comes-with-the-next-check"
        ),
        pytest.param(
            resting(next_check=NOW - 30 * SECOND), stored((310, 240), (340, 240)), 15, id="a-check-is-due"
        ),
        pytest.param(
            resting(next_check=NOW - 3 * MINUTE), stored((310, 240), (340, 240)), None, id="a-check-is-behind"
        ),
        pytest.param(
            resting(next_check=NOW - 3 * MINUTE),
            stored((2, 40), (12, 40), (310, 240)),
            30,
            id="the-check-fetches-them-now",
        ),
        pytest.param(
            resting(last_check=NOW - 20 * SECOND), stored((25, 240), (55, 9)), 7 * 60 + 15, id="just-imported"
        ),
        pytest.param(resting(backlog=0), stored((310, 240), (340, 240)), None, id="nothing-waits"),
        pytest.param(
            resting(), stored((310, 240), (340, 240), again=1), None, id="one-has-to-be-asked-for-again"
        ),
        pytest.param(resting(state="unreachable"), stored((310, 240), (340, 240)), None, id="unreachable"),
    ],
)
def test_how_long_it_takes(box: Any, seen: Pace, left: float | None) -> None:
    assert pace.left(box, seen, NOW) == (None if left is None else left * SECOND)


@given(
    waits=st.integers(1, 10**6),
    chunks=st.lists(st.tuples(st.floats(0.001, 119), st.integers(1, 200)), min_size=2, max_size=9),
)
def test_more_letters_never_take_less_time(waits: int, chunks: list[tuple[float, int]]) -> None:
    ago, seen = 0.0, []
    for pause, letters in chunks:
        seen.append((ago, letters))
        ago += pause
    here = stored(*seen)
    one, more = (pace.left(importing(import_total=320 + count), here, NOW) for count in (waits, waits + 1))
    assert one is not None
    assert more is not None
    assert timedelta() < one <= more
