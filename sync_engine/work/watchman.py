"""Looks after the account as a whole: samples for the chart, and incidents for administrators.

Holds always:
- what cannot be written down while it lasts (the database does not answer) is told afterwards; that the disk
  is full is known to whoever asks at once;
- one of these runs a deployment: beside the bot.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from storage import incidents, samples, standing, workers
from storage.troubles import troubles
from sync_engine.policy import Policy
from sync_engine.rules import freshness
from sync_engine.rules import incidents as rule
from sync_engine.work import room
from sync_engine.work.jumps import Jumps
from sync_engine.work.rounds import Rounds

log = logging.getLogger(__name__)

LOOK = 20.0  # seconds between two looks


class Watchman(Rounds):
    """Looks while it is entered; what it finds waits in the tables for whoever tells of it."""

    doing = "looking after the account"

    def __init__(self, folder: Path, policy: Policy, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._policy = policy
        self._clock = clock
        self._silent_since: datetime | None = None  # the database
        self.full_since: datetime | None = None  # the disk, where that cannot be written down
        self._jumps = Jumps()
        self._settles: float | None = None  # by a clock that never jumps: until then checks may be behind

    async def _round(self) -> None:
        await self.look(asyncio.get_running_loop().time())
        await asyncio.sleep(LOOK)

    async def look(self, ticks: float) -> None:
        """`ticks`: seconds of a clock that never jumps."""
        now = self._clock()
        try:
            await self._look(now, ticks)
        except troubles() as error:
            if self._silent_since is None:
                self._silent_since = now
                kind = type(error).__name__
                log.error("the database: %s", kind, extra={"action": "database_trouble"})  # noqa: TRY400
            free = await asyncio.to_thread(room.free, self._folder)
            if self.full_since is None and free is not None and free < self._policy.disk_full:
                self.full_since = now
                log.error("the disk is full", extra={"action": "disk_full"})  # noqa: TRY400

    async def _look(self, now: datetime, ticks: float) -> None:
        policy = self._policy
        await self._note_jump(now, ticks)
        standings, going = await standing.of_mailboxes(), await incidents.going()
        free = await asyncio.to_thread(room.free, self._folder)
        processes = await workers.at_work()
        found = rule.causes(standings, going, free=free, workers=processes, now=now, policy=policy)
        if self._settles is not None and ticks < self._settles:
            found = tuple(each for each in found if each.kind != "late")
        for step in rule.steps(going, found):
            await _apply(step, now)
        await self._tell_afterwards(now, full=any(each.kind == "full" for each in found))
        last = await samples.latest()
        if last is None or not last <= now < last + policy.sample_every:
            fresh = freshness.of(standings, now)
            await samples.put(now, freshness=fresh.p95, kept=now - policy.samples_kept)
            await incidents.tidy(now - policy.samples_kept)

    async def _tell_afterwards(self, now: datetime, *, full: bool) -> None:
        """What could not be written down while it lasted; `full`: the disk is still, and that is written."""
        if self.full_since is not None:
            if not full:
                await incidents.passed("full", self.full_since, now)
        elif self._silent_since is not None and now - self._silent_since >= self._policy.outage_told:
            await incidents.passed("database", self._silent_since, now)
        self._silent_since = self.full_since = None

    async def _note_jump(self, now: datetime, ticks: float) -> None:
        since, jump = self._jumps.look(now, ticks)
        jumped = abs(jump) >= self._policy.clock_jump
        if jumped or self._settles is None:
            self._settles = ticks + self._policy.late_grace.total_seconds()
        if jumped:
            seconds = round(jump.total_seconds())
            await incidents.passed("clock", since, now, seconds)
            log.warning("the clock jumped by %d seconds", seconds, extra={"action": "clock_jumped"})


async def _apply(step: rule.Step, now: datetime) -> None:
    match step:
        case rule.Begin(cause):
            await incidents.begin(
                cause.kind,
                cause.service,
                cause.since,
                mailbox_ids=cause.mailboxes,
                of=cause.of,
                number=cause.number,
            )
        case rule.Change(incident, mailbox_ids, of, number):
            await incidents.change(incident, mailbox_ids, of, number)
        case rule.End(incident):
            await incidents.end(incident.id, now)
