"""Times as people say them, by the team's clock (Moscow here: 15:00)."""

from datetime import timedelta

import pytest

from tests.bot import make

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        pytest.param(-2 * MINUTE, "только что", id="clocks-disagree"),
        pytest.param(0 * MINUTE, "только что", id="now"),
        pytest.param(MINUTE, "1 минуту назад", id="one"),
        pytest.param(3 * MINUTE, "3 минуты назад", id="few"),
        pytest.param(59 * MINUTE, "59 минут назад", id="many"),
        pytest.param(HOUR, "1 час назад", id="hour"),
        pytest.param(5 * HOUR, "5 часов назад", id="hours"),
        pytest.param(7 * HOUR, "в 08:00", id="this-morning"),
        pytest.param(16 * HOUR, "вчера в 23:00", id="yesterday-by-the-teams-clock"),
        pytest.param(3 * DAY, "20 ноября в 15:00", id="days"),
        pytest.param(365 * DAY, "23 ноября 2025 в 15:00", id="last-year"),
    ],
)
def test_how_long_ago(passed: timedelta, said: str) -> None:
    assert make.voice().ago(make.NOW - passed) == said


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        pytest.param(12 * MINUTE, "at 15:12", id="today"),
        pytest.param(10 * HOUR, "tomorrow at 01:00", id="tomorrow"),
        pytest.param(5 * DAY, "on 28 November at 15:00", id="later"),
    ],
)
def test_when_it_will_be(ahead: timedelta, said: str) -> None:
    assert make.voice("en").at(make.NOW + ahead) == said


@pytest.mark.parametrize(
    ("time", "said"),
    [
        pytest.param(None, "none", id="nobody-knows"),
        pytest.param(MINUTE / 2, "меньше минуты", id="moments"),
        pytest.param(MINUTE, "около минуты", id="one"),
        pytest.param(MINUTE * 1.1, "около 2 минут", id="rather-more"),
        pytest.param(21 * MINUTE, "около 21 минуты", id="one-at-the-end"),
        pytest.param(59.5 * MINUTE, "около часа", id="an-hour"),
        pytest.param(5 * HOUR, "около 5 часов", id="hours"),
    ],
)
def test_how_long_it_will_still_take(time: timedelta | None, said: str) -> None:
    assert make.voice().left(time) == said


def test_a_day_has_its_year_only_when_it_is_another() -> None:
    assert make.voice().day(make.NOW) == "23 ноября"
    assert make.voice().day(make.NOW - 400 * DAY) == "19 октября 2025"
