"""What the engine does every few seconds: APScheduler ticks, whatever is done to the machine's clock.

Holds always:
- a tick only begins work and returns at once, because the scheduler neither waits for its jobs at shutdown
  nor lets their errors through;
- APScheduler plans by the machine's clock: were that set back an hour, its next tick would be an hour away.
  So a look by the loop's clock, which never jumps, plans the ticks anew then, and says how far it was.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from sync_engine.work import rounds
from sync_engine.work.jumps import Jumps

log = logging.getLogger(__name__)

_LOOK = 2.0  # seconds
_SET_BACK = timedelta(seconds=5)  # what is less only makes a check that much later

Tick = tuple[Callable[[], None], int]  # what begins the work, and seconds between two of it


class Ticking:
    """`set_back` is called with how far the clock was set back, until that goes well."""

    def __init__(
        self,
        ticks: Sequence[Tick],
        clock: Callable[[], datetime],
        set_back: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        self._clock = clock
        self._set_back = set_back
        self._jumps = Jumps()
        self._owed = timedelta(0)  # how far it was set back and nobody could do anything about it yet
        self._looking: asyncio.Task[None] | None = None
        self.scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        for begin, seconds in ticks:
            self.scheduler.add_job(_in_the_loop(begin), "interval", seconds=seconds)

    def start(self) -> None:
        self.scheduler.start()
        self._looking = asyncio.create_task(
            rounds.for_ever("looking at the clock", self._look), name="looking at the clock"
        )

    def stop(self) -> None:
        self.scheduler.shutdown(wait=False)
        if self._looking is not None:
            self._looking.cancel()

    async def _look(self) -> None:
        _, jump = self._jumps.look(self._clock(), asyncio.get_running_loop().time())
        if jump <= -_SET_BACK:
            extra = {"action": "clock_set_back", "seconds": round(-jump.total_seconds())}
            log.warning("the clock was set back by %d seconds", extra["seconds"], extra=extra)
            self._owed -= jump
        self._plan_anew()
        if self._owed:
            await self._set_back(self._owed)
            self._owed = timedelta(0)
        await asyncio.sleep(_LOOK)

    def _plan_anew(self) -> None:
        """Ticks that are too far away, also where the clock jumped and came back between two looks."""
        now = datetime.now(UTC)
        for job in self.scheduler.get_jobs():
            if job.next_run_time > now + job.trigger.interval:
                job.modify(next_run_time=now)


def _in_the_loop(begin: Callable[[], None]) -> Callable[[], object]:
    """As a coroutine: a plain function would be called in a thread."""

    async def tick() -> None:
        begin()

    return tick
