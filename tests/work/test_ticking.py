"""Ticks go on when the machine's clock is set back, and what was due is drawn in, until that goes well."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.events import EVENT_JOB_MODIFIED

from sync_engine.work import rounds, ticking
from sync_engine.work.jumps import Jumps
from tests import make

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("jump", [-HOUR, HOUR, timedelta(0)])
def test_a_jump_is_what_the_clock_went_beside_the_one_that_never_does(jump: timedelta) -> None:
    jumps = Jumps()
    assert jumps.look(make.NOW, 5.0) == (make.NOW, timedelta(0))
    later = make.NOW + timedelta(seconds=60)
    assert jumps.look(later + jump, 65.0) == (make.NOW, jump)
    assert jumps.look(later + jump, 65.0)[1] == timedelta(0)


async def test_a_clock_set_back_does_not_stop_the_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "_LOOK", 0.01)
    monkeypatch.setattr(rounds, "_PAUSE", 0.0)
    monkeypatch.setattr(rounds.for_ever, "__kwdefaults__", {"pause": 0.0})
    ahead, told, done = HOUR, [], asyncio.Event()

    async def set_back(back: timedelta) -> None:
        told.append(back)
        if len(told) == 1:
            raise OSError("database or disk is full")
        done.set()

    machine = ticking.Ticking(((lambda: None, 60),), lambda: datetime.now(UTC) + ahead, set_back)
    machine.start()
    try:
        (job,) = machine.scheduler.get_jobs()
        job.modify(next_run_time=datetime.now(UTC) + HOUR)  # as a clock that is ahead has it
        planned = asyncio.Event()
        machine.scheduler.add_listener(lambda event: planned.set(), EVENT_JOB_MODIFIED)
        async with asyncio.timeout(10):
            await planned.wait()
        assert job.next_run_time <= datetime.now(UTC) + timedelta(minutes=1)
        assert told == []
        ahead = timedelta(0)
        async with asyncio.timeout(10):
            await done.wait()
        assert [round(each / HOUR, 2) for each in told] == [1, 1]
    finally:
        machine.stop()
