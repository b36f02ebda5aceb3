"""When a mailbox is looked at again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.policy import POLICY
from sync_engine.rules import schedule
from tests.make import NOW

SPREAD = st.floats(0, 1)


@given(SPREAD)
def test_a_healthy_mailbox_is_checked_within_the_promised_span(spread: float) -> None:
    pause = schedule.after_success(NOW, spread, POLICY) - NOW
    assert timedelta(minutes=10) <= pause <= timedelta(minutes=14)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        pytest.param(1, 30, id="first"),
        pytest.param(2, 60, id="second"),
        pytest.param(5, 480, id="fifth"),
        pytest.param(6, 600, id="never-longer-than-the-usual-pause"),
        pytest.param(10_000, 600, id="after-weeks"),
    ],
)
def test_pauses_double_up_to_the_usual_one(failures: int, seconds: int) -> None:
    assert schedule.after_failure(NOW, failures, 0.5, POLICY) == NOW + timedelta(seconds=seconds)


@given(st.integers(1, 50), SPREAD)
def test_mailboxes_that_failed_together_do_not_come_back_together(failures: int, spread: float) -> None:
    middle = schedule.after_failure(NOW, failures, 0.5, POLICY) - NOW
    pause = schedule.after_failure(NOW, failures, spread, POLICY) - NOW
    assert 0.75 * middle <= pause <= 1.25 * middle


@pytest.mark.parametrize(
    ("again", "pause"),
    [
        pytest.param(False, timedelta(minutes=10), id="refused-once-tried-once-more"),
        pytest.param(True, timedelta(hours=6), id="refused-again-only-probed"),
    ],
)
def test_a_refused_secret(again: bool, pause: timedelta) -> None:
    assert schedule.after_refusal(NOW, again, POLICY) == NOW + pause
