"""Quiet hours by the team's clock, and how long "until tomorrow" is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import QuietHours, Waiting, WaitingFor
from sync_engine.rules import quiet

BERLIN = ZoneInfo("Europe/Berlin")
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)  # no clock is changed there
NIGHT, LUNCH = QuietHours(22, 8), QuietHours(12, 14)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (NIGHT, at(20, 21, 59), False),
        (NIGHT, at(20, 22), True),
        (NIGHT, at(21, 3), True),
        (NIGHT, at(21, 7, 59), True),
        (NIGHT, at(21, 8), False),
        (LUNCH, at(20, 12), True),
        (LUNCH, at(20, 14), False),
        (LUNCH, at(20, 0), False),
        (None, at(20, 3), False),
    ],
)
def test_quiet_or_not(hours: QuietHours | None, moment: datetime, expected: bool) -> None:
    assert quiet.is_quiet(hours, moment) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(21, 8), at(21, 8)),
        (at(21, 12), at(21, 8)),
        (at(21, 7, 59), at(20, 8)),
        (at(25, 12, month=10), at(25, 8, month=10)),  # the day on which the clocks went back
    ],
)
def test_when_they_last_ended(moment: datetime, expected: datetime) -> None:
    assert quiet.ended(NIGHT, moment) == expected


MOMENTS = st.integers(0, 366 * 24 * 60).map(lambda minutes: JANUARY + timedelta(minutes=minutes))


@given(st.integers(0, 23), st.integers(0, 23), MOMENTS)
def test_whoever_is_not_quiet_has_woken_since(begins: int, ends: int, local: datetime) -> None:
    if begins == ends:
        return
    woke = quiet.ended(QuietHours(begins, ends), local)
    assert woke is not None
    assert timedelta(0) <= local - woke < timedelta(days=1)
    assert not quiet.is_quiet(QuietHours(begins, ends), woke)


@pytest.mark.parametrize(
    ("now", "count", "minutes"),
    [
        pytest.param(at(21, 3), 2, 120, id="by-night-only-what-is-for-those-who-are-up"),
        pytest.param(at(21, 8, 1), 7, 421, id="in-the-morning-the-others-wait-since-they-woke"),
    ],
)
def test_what_waits_for_somebody_s_morning_does_not_wait_for_telegram(
    now: datetime, count: int, minutes: int
) -> None:
    found = [
        WaitingFor(person_id=1, count=5, since=at(20, 22, 30)),  # Anna, who sleeps from 22 to 8
        WaitingFor(person_id=2, count=2, since=at(21, 1)),
    ]
    waiting = quiet.waiting(found, {1: NIGHT}, now.astimezone(UTC), now)
    assert waiting == Waiting(count=count, oldest=minutes * 60.0)
    alone = quiet.waiting(found[:1], {1: NIGHT}, now.astimezone(UTC), now)
    assert alone.oldest == (60.0 if count > 5 else 0.0)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(at(20, 15), at(21, 8), id="in-the-afternoon"),
        pytest.param(at(20, 23, 59), at(21, 8), id="late"),
        pytest.param(at(21, 2), at(21, 8), id="by-night-it-is-the-morning-that-comes"),
        pytest.param(at(21, 6), at(22, 8), id="early-it-is-the-next-one"),
    ],
)
def test_until_tomorrow(moment: datetime, expected: datetime) -> None:
    assert quiet.tomorrow(moment, 8) == expected
