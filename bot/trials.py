"""Look-ups and sign-ins on their way beside the handlers, and the secrets that wait for one.

Holds always:
- one a person: a new one, or `/cancel`, ends the one before, and whatever else is begun does not;
- what opens a mailbox is kept in this process's memory only, no longer than `KEPT` seconds, and given out for
  that mailbox alone; a restart forgets it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Update

from bot import chores
from bot.draft import Draft
from sync_engine.rules.consents import Consent

KEPT = 120.0  # seconds

Shown = str | Consent  # what opens a mailbox: a password, or a consent
GoOn = Callable[[Update, Any], Awaitable[None]]  # with the context of whoever presses


@dataclass(slots=True)
class Running:
    """`step` is the one its dialogue began to stand at; `draft` what it is about, with its card."""

    task: asyncio.Task[None]
    step: str
    draft: Draft


class Trials:
    def __init__(self) -> None:
        self._running: dict[int, Running] = {}
        self._kept: dict[int, tuple[Shown, str, asyncio.TimerHandle]] = {}
        self._aside: dict[int, GoOn] = {}

    def running(self, person_id: int) -> Running | None:
        return self._running.get(person_id)

    def is_running(self, person_id: int) -> bool:
        return person_id in self._running

    async def start(
        self, person_id: int, step: str, draft: Draft, work: Coroutine[Any, Any, None], spawn: chores.Spawn
    ) -> asyncio.Task[None]:
        """Runs `work` by `spawn`, after ending what runs for this person."""
        await self.stop(person_id)
        task = spawn(work)
        self._running[person_id] = Running(task, step, draft)
        task.add_done_callback(lambda done: self._ended(person_id, done))
        return task

    def _ended(self, person_id: int, task: asyncio.Task[None]) -> None:
        running = self._running.get(person_id)
        if running is not None and running.task is task:
            del self._running[person_id]

    async def stop(self, person_id: int) -> Running | None:
        """Ends what runs for this person and waits for its end; None where nothing did."""
        running = self._running.get(person_id)
        if running is None or running.task.done():
            return None
        running.task.cancel()
        await asyncio.wait([running.task])
        return running

    async def stop_all(self) -> None:
        await chores.end(each.task for each in self._running.values())
        for person_id in list(self._kept):
            self.forget(person_id)

    # -- what came of one while its person was at something else ---------------------------------------

    def put_aside(self, person_id: int, go_on: GoOn) -> None:
        """It is gone on with when the person says so; what waited before does not any more."""
        self._aside[person_id] = go_on

    def take_up(self, person_id: int) -> GoOn | None:
        return self._aside.pop(person_id, None)

    # -- secrets -------------------------------------------------------------------------------------

    def keep(self, person_id: int, secret: Shown, address: str) -> None:
        self.forget(person_id)
        timer = asyncio.get_running_loop().call_later(KEPT, self.forget, person_id)
        self._kept[person_id] = (secret, address, timer)

    def kept(self, person_id: int, address: str) -> Shown | None:
        secret, of, _ = self._kept.get(person_id, (None, None, None))
        return secret if of == address else None

    def forget(self, person_id: int) -> None:
        _, _, timer = self._kept.pop(person_id, (None, None, None))
        if timer is not None:
            timer.cancel()
