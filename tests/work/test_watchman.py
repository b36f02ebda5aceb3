"""What looks after the account: samples, incidents, and what could not be written down while it lasted."""

import sqlite3
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import incidents, mailboxes, models, samples, standing
from sync_engine.policy import POLICY
from sync_engine.work import room
from sync_engine.work.watchman import Watchman
from tests import make

pytestmark = pytest.mark.both_databases

MINUTE = timedelta(minutes=1)


class Clocks:
    """The wall's, which may jump, and one that never does."""

    def __init__(self) -> None:
        self.now = make.NOW
        self.ticks = 0.0

    def __call__(self) -> datetime:
        return self.now

    def on(self, span: timedelta) -> None:
        self.now += span
        self.ticks += span.total_seconds()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def look(clocks: Clocks, tmp_path: Path) -> Callable[[], Awaitable[None]]:
    one = Watchman(tmp_path, POLICY, clocks)
    return lambda: one.look(clocks.ticks)


Look = Callable[[], Awaitable[None]]


async def kinds() -> list[tuple[str, bool]]:
    """All incidents there were, and whether they are over."""
    return [(row.kind, row.over_at is not None) for row in await models.Incident.all().order_by("id")]


async def test_a_sample_is_taken_every_few_minutes(database: str, clocks: Clocks, look: Look) -> None:
    await make.stored_mailbox()
    for _ in range(12):
        await look()
        clocks.on(MINUTE)
    taken = await samples.since(make.NOW)
    assert [each.at - make.NOW for each in taken] == [0 * MINUTE, 5 * MINUTE, 10 * MINUTE]
    assert [each.freshness for each in taken] == [0, 300, 600]


async def test_what_breaks_is_an_incident_until_it_works(database: str, clocks: Clocks, look: Look) -> None:
    several = [await make.stored_mailbox(f"{number}@acme.test") for number in range(3)]
    rows = models.Mailbox.filter(id__in=[each.id for each in several])
    await rows.update(told="unreachable", trouble="unreachable", imported_at=make.NOW)
    for _ in range(3):
        await look()
    (one,) = await incidents.going()
    assert (one.kind, one.service, one.of) == ("unreachable", "imap.acme.test", 3)
    assert one.mailboxes == tuple(each.id for each in several)
    await mailboxes.pause(several[0].id, make.NOW)
    await look()
    assert (await incidents.going())[0].mailboxes == tuple(each.id for each in several[1:])
    await rows.update(told=None, trouble=None, last_check=clocks.now, next_check=clocks.now + MINUTE)
    await look()
    assert await kinds() == [("unreachable", True)]


async def test_checks_that_fall_behind_are_told_of_once_a_start_is_over(
    database: str, clocks: Clocks, look: Look
) -> None:
    box = await make.stored_mailbox()
    long_ago = make.NOW - 60 * MINUTE
    rows = models.Mailbox.filter(id=box.id)
    await rows.update(imported_at=long_ago, last_check=long_ago, next_check=long_ago)
    told = []
    for _ in range(4):
        await look()
        told.append(await kinds())
        clocks.on(MINUTE)
    assert told == [[], [], [], [("late", False)]]
    await rows.update(last_check=clocks.now, next_check=clocks.now + 10 * MINUTE)
    await look()
    assert await kinds() == [("late", True)]


async def test_a_disk_that_is_nearly_full(
    database: str, look: Look, monkeypatch: pytest.MonkeyPatch, clocks: Clocks
) -> None:
    free = POLICY.disk_low - 1
    monkeypatch.setattr(room, "free", lambda folder: free)
    await look()
    free = POLICY.disk_low + 1
    await look()
    assert await kinds() == [("disk", False)]
    free = POLICY.disk_enough
    await look()
    assert await kinds() == [("disk", True)]


async def test_a_process_that_fell_silent_is_waited_for(database: str, look: Look, clocks: Clocks) -> None:
    for name in ("a", "b"):
        await models.Worker.create(name=name, seen_at=make.NOW)
    await incidents.begin("worker", "", make.NOW, of=3, number=2)
    await look()
    assert [(each.number, each.version) for each in await incidents.going()] == [(2, 1)]
    await models.Worker.filter(name="b").delete()
    await look()
    assert [(each.number, each.version) for each in await incidents.going()] == [(1, 2)]
    for name in ("c", "d"):
        await models.Worker.create(name=name, seen_at=make.NOW)
    await look()
    assert await kinds() == [("worker", True)]


@pytest.mark.parametrize(("lasted", "told"), [(1, []), (9, [("database", True)])])
async def test_a_database_that_did_not_answer_is_told_of_afterwards(
    database: str,
    look: Look,
    clocks: Clocks,
    monkeypatch: pytest.MonkeyPatch,
    lasted: int,
    told: list[tuple[str, bool]],
) -> None:
    async def fails() -> None:
        raise sqlite3.OperationalError

    await look()
    with monkeypatch.context() as broken:
        broken.setattr(standing, "of_mailboxes", fails)
        for _ in range(lasted + 1):
            clocks.on(MINUTE)
            await look()
    await look()
    assert await kinds() == told
    for row in await models.Incident.all():
        assert (row.since, row.over_at) == (make.NOW + MINUTE, make.NOW + (lasted + 1) * MINUTE)


async def test_a_full_disk_is_known_though_it_cannot_be_written_down(
    database: str, clocks: Clocks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def fails(*args: object, **facts: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    watchman = Watchman(tmp_path, POLICY, clocks)
    with monkeypatch.context() as full:
        full.setattr(room, "free", lambda folder: 0)
        full.setattr(incidents, "begin", fails)
        for _ in range(5):
            await watchman.look(clocks.ticks)
            assert watchman.full_since == make.NOW
            clocks.on(MINUTE)
    await watchman.look(clocks.ticks)
    assert watchman.full_since is None
    assert await kinds() == [("full", True)]


@pytest.mark.parametrize("minutes", [-60, 60])
async def test_a_clock_that_jumps_is_told_of_once(
    database: str, look: Look, clocks: Clocks, minutes: int
) -> None:
    await look()
    clocks.on(MINUTE)
    await look()
    clocks.now += minutes * MINUTE
    for _ in range(3):
        clocks.on(MINUTE)
        await look()
    (jump,) = await models.Incident.all()
    assert (jump.kind, jump.number) == ("clock", minutes * 60)
