"""What a benchmark calls stored is stored; a program that loses letters or is missing is named."""

import dataclasses

import pytest

from bench import contestants, first_import, house
from bench.contestants import Contestant
from tests.fakes import require


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "REST_SECONDS", 0)
    require.require("dovecot")


@pytest.mark.usefixtures("quick")
def test_whatever_is_installed_fetches_every_letter_and_what_is_not_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent = dataclasses.replace(contestants.DROP, name="absent", program="no-such-program")
    monkeypatch.setitem(require.PACKAGES, "no-such-program", "none")
    monkeypatch.setattr(contestants, "ALL", (*contestants.ALL, absent))
    rows = first_import.run(house.Options(runs=1, letters=(12,), round_trip=0.002))
    assert not any(row.failed for row in rows)
    stores = {row.name.rpartition(": ")[2]: row.cells["stores"] for row in rows}
    assert stores["absent"] == "not installed (Debian package: none)"
    (direct, delayed) = (row for row in rows if row.name.endswith("Postroom"))
    assert direct.cells["trips on the line"] is None
    counted, said = delayed.cells["trips on the line"], delayed.cells["trips it says"]
    assert isinstance(counted, float | int)
    assert isinstance(said, float | int)
    assert 3 <= counted <= said  # greeting, letters, farewell; fewer than said where it asked ahead


@pytest.mark.usefixtures("quick")
def test_a_run_that_lost_letters_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_: object) -> contestants.Run:
        raise contestants.Lost("11 of 12")

    monkeypatch.setattr(contestants, "ALL", (Contestant("loser", "less", lose),))
    rows = first_import.run(house.Options(runs=1, letters=(12,)))
    assert [(row.failed, row.cells["stores"]) for row in rows] == [(True, "FAILED: 11 of 12")] * 2
