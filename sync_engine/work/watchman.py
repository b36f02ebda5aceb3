"""Looks after the account as a whole: samples for the chart, and incidents for administrators.

Holds always:
- what cannot be written down while it lasts (the database does not answer) is told afterwards;
- one of these runs a deployment: beside the bot.
"""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tortoise.exceptions import BaseORMException

from storage import incidents, samples, standing
from sync_engine.policy import Policy
from sync_engine.rules import freshness
from sync_engine.rules import incidents as rule
from sync_engine.work.rounds import Rounds

log = logging.getLogger(__name__)

_LOOK = 20.0  # seconds between two looks
_NO_DATABASE = (BaseORMException, sqlite3.Error, OSError)


class Watchman(Rounds):
    """Looks while it is entered; what it finds waits in the tables for whoever tells of it."""

    doing = "looking after the account"

    def __init__(self, folder: Path, policy: Policy, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._policy = policy
        self._clock = clock
        self._silent_since: datetime | None = None  # the database
        self._before: tuple[datetime, float] | None = None  # the clock, and one that never jumps
        self._settles: float | None = None  # by that one: until then checks may be behind

    async def _round(self) -> None:
        await self.look(asyncio.get_running_loop().time())
        await asyncio.sleep(_LOOK)

    async def look(self, ticks: float) -> None:
        """`ticks`: seconds of a clock that never jumps."""
        now = self._clock()
        try:
            await self._look(now, ticks)
        except _NO_DATABASE as error:
            if self._silent_since is None:
                self._silent_since = now
                kind = type(error).__name__
                log.error("the database: %s", kind, extra={"action": "database_trouble"})  # noqa: TRY400

    async def _look(self, now: datetime, ticks: float) -> None:
        policy = self._policy
        await self._note_jump(now, ticks)
        standings, going = await standing.of_mailboxes(), await incidents.going()
        free = await asyncio.to_thread(self._free)
        found = rule.causes(standings, going, free=free, now=now, policy=policy)
        if self._settles is not None and ticks < self._settles:
            found = tuple(each for each in found if each.kind != "late")
        for step in rule.steps(going, found):
            await _apply(step, now)
        if self._silent_since is not None:
            since, self._silent_since = self._silent_since, None
            if now - since >= policy.outage_told:
                await incidents.passed("database", since, now)
        last = await samples.latest()
        if last is None or not last <= now < last + policy.sample_every:
            fresh = freshness.of(standings, now)
            await samples.put(now, freshness=fresh.p95, kept=now - policy.samples_kept)
            await incidents.tidy(now - policy.samples_kept)

    async def _note_jump(self, now: datetime, ticks: float) -> None:
        before, self._before = self._before, (now, ticks)
        grace = self._policy.late_grace.total_seconds()
        if before is None:
            self._settles = ticks + grace
            return
        jump = (now - before[0]).total_seconds() - (ticks - before[1])
        if abs(jump) < self._policy.clock_jump.total_seconds():
            return
        self._settles = ticks + grace
        await incidents.passed("clock", before[0], now, round(jump))
        log.warning("the clock jumped by %d seconds", jump, extra={"action": "clock_jumped"})

    def _free(self) -> int | None:
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return None


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
        case rule.Change(incident, mailbox_ids, of):
            await incidents.change(incident, mailbox_ids, of)
        case rule.End(incident):
            await incidents.end(incident.id, now)
