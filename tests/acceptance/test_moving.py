"""`postroom migrate --from sqlite://…` as an administrator types it: all is there afterwards, or nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests import databases
from tests.acceptance.conftest import Team
from tests.acceptance.program import Program
from tests.acceptance.test_kills import up
from tests.acceptance.test_processes import fill, until, with_bot
from tests.fakes.dovecot_box import Box
from tests.fakes.postgres import Postgres

LETTERS = 40
pytestmark = databases.of_sqlite


@pytest.fixture
def target(postgres: Postgres, furnished: str) -> Iterator[str]:
    """A PostgreSQL with empty tables."""
    url = postgres.database(furnished)
    yield url
    postgres.drop(url)


@pytest.fixture
def source(team: Team, box: Box) -> Program:
    """Postroom beside SQLite, with a mailbox that has letters."""
    fill(box, LETTERS)
    team.add(box)
    assert team.program.json("sync", box.address)["letters_stored"] == LETTERS
    return team.program


def at(source: Program, url: str) -> Program:
    """The same Postroom, its settings changed to PostgreSQL; the keys in the data folder stay."""
    return replace(source, settings={**source.settings, "DATABASE_URL": url})


def move(program: Program) -> list[str]:
    return ["migrate", "--from", f"sqlite://{program.data / 'postroom.sqlite3'}", "--lang", "en"]


def test_everything_is_there_and_a_second_time_is_refused(source: Program, box: Box, target: str) -> None:
    before = source.json("letters", box.address, "--limit", "1000")
    moved = at(source, target)
    said = moved.ok(*move(moved)).out
    assert str(LETTERS) in said
    assert moved.json("letters", box.address, "--limit", "1000") == before
    audit = moved.json("audit", box.address)  # the password is good still
    assert (audit["complete"], audit["current"]) == (True, True)
    assert sum(folder["stored"] for folder in audit["folders"]) == LETTERS
    assert moved.json("sync", box.address)["letters_stored"] == 0

    box.deliver(b"From: petrov@client.test\r\nSubject: after\r\n\r\nx\r\n")
    assert moved.json("sync", box.address)["letters_stored"] == 1
    again = moved.run(*move(moved))
    assert (again.code, again.out, "Traceback" in again.err) == (1, "", False)
    assert "holds data already" in again.err
    assert moved.one("SELECT count(*) FROM letter") == LETTERS + 1
    assert source.json("letters", box.address, "--limit", "1000") == before, "the source is only read"


def test_two_at_once_move_it_once(source: Program, target: str) -> None:
    moved = at(source, target)
    with ThreadPoolExecutor(2) as threads:
        ends = list(threads.map(lambda _: moved.run(*move(moved)), range(2)))
    assert sorted(end.code for end in ends) == [0, 1]
    (refused,) = (end for end in ends if end.code)
    assert (refused.out, "Traceback" in refused.err, refused.err.count("\n")) == ("", False, 1)
    assert moved.one("SELECT count(*) FROM letter") == LETTERS


def test_not_while_an_engine_runs_on_it(team: Team, source: Program, target: str) -> None:
    moved = at(with_bot(team), target)
    with source.running("run") as running:
        until(up(running))
        refused = moved.run(*move(moved))
        assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
        running.kill()
    moved.ok(*move(moved))
    assert moved.one("SELECT count(*) FROM letter") == LETTERS
