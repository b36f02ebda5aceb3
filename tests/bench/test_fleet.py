"""The load generator with a handful of mailboxes: the real program runs, and what is lost is a failure."""

import pytest

from bench import fleet, house, told
from bench.row import Row
from tests.fakes import require


def figures(rows: list[Row]) -> dict[str, object]:
    return {row.name: figure for row in rows for figure in row.cells.values()}


def test_a_fleet_of_a_few_is_connected_imported_checked_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    require.require("dovecot")
    monkeypatch.setattr(fleet, "_LOOK", 0.5)
    monkeypatch.setattr(fleet, "_LATE", 5.0)
    few = house.Options(mailboxes=6, watched=6, rhythm=(1, 1), minutes=0.1, warm_up=3.0, letters_a_minute=60)
    rows = fleet.run(few)
    assert not [row for row in rows if row.failed]
    found = figures(rows)
    assert found["watched live, on average"] == 6
    assert found["states met"] == "ok"
    letters = found["letters to watched ones"]
    assert isinstance(letters, str)
    assert int(letters) > 0
    assert found["of these not told, watched"] == "0"


def test_each_letter_by_smtp_is_timed_until_telegram_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    require.require("dovecot")
    monkeypatch.setattr(told, "LETTERS", 3)
    monkeypatch.setattr(told, "BOXES", 3)
    monkeypatch.setattr(told, "PAUSE", (0.0, 0.0))
    with house.house() as place:
        row = told.at_once(place)
    assert not row.failed
    median, worst = row.cells["median ms"], row.cells["worst ms"]
    assert isinstance(median, float)
    assert isinstance(worst, float)
    assert 0 < median <= worst
