"""PostgreSQL stops and starts again under a bot and a worker: they say so, wait, and go on by themselves."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from storage import secrets
from tests import soak
from tests.acceptance import weather
from tests.acceptance.conftest import Team
from tests.acceptance.program import Program
from tests.acceptance.test_processes import until
from tests.fakes import postgres as postgres_fake

AWAY = soak.rounds(6, 400)  # seconds; in full longer than a pool of connections tries by itself
TIMES = soak.rounds(1, 3)


@pytest.fixture
def own_postgres() -> Iterator[postgres_fake.Postgres]:
    """One to be stopped; that of all tests is left alone."""
    with postgres_fake.server() as server:
        yield server


@pytest.mark.soak
def test_a_restart_of_postgresql_is_waited_out(team: Team, own_postgres: postgres_fake.Postgres) -> None:
    url = own_postgres.database()

    def ask(query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()

    settings = {"DATABASE_URL": url, "SECRET_KEYS": secrets.new_key()}
    with weather.at_work(team, ask, "restarted1", "restarted2", **settings) as (seen, bot):
        folder = team.program.folder / "worker"
        folder.mkdir()
        other = Program(folder, {**team.program.settings, "HTTP_LISTEN": "127.0.0.1:0"})
        with other.running("worker") as worker:
            # Whose so few mailboxes are is by chance.
            until(lambda: ask("SELECT count(*) FROM worker") == [(2,)], weather.SOON)
            for _ in range(TIMES):
                own_postgres.stop()
                seen.some(4)
                until(lambda: seen.health() == 503)
                time.sleep(AWAY)
                seen.some(4)
                own_postgres.start()
                began = time.monotonic()
                until(lambda: seen.health() == 200)
                seen.comes_through()
                until(seen.watched, weather.SOON)
                print(f"away for {AWAY} s, all is told {time.monotonic() - began:.1f} s after")
                seen.some(4)
                seen.comes_through()
            said = seen.troubles()
            assert said["database_away"] == TIMES
            assert sum(said.values()) < 40 * TIMES, said  # once each, however long it takes
            assert bot.process.poll() is None
            assert worker.process.poll() is None
        seen.check()
