"""Sign-ins being tried on a mail server, beside the handlers, and the secrets that wait for one.

Holds always:
- one trial a person: a new one, or `/cancel`, ends the one before;
- what opens a mailbox is kept in this process's memory only, and no longer than `KEPT` seconds; a restart
  forgets it.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot import chores
from bot.site import Consent

KEPT = 120.0  # seconds

Shown = str | Consent  # what opens a mailbox: a password, or a consent


class Trials:
    def __init__(self) -> None:
        self._running: dict[int, asyncio.Task[None]] = {}
        self._kept: dict[int, tuple[Shown, asyncio.TimerHandle]] = {}

    def is_running(self, person_id: int) -> bool:
        return person_id in self._running

    async def start(
        self, person_id: int, work: Coroutine[Any, Any, None], spawn: chores.Spawn
    ) -> asyncio.Task[None]:
        """Runs `work` by `spawn`, after ending what runs for this person."""
        await self.stop(person_id)
        task = spawn(work)
        self._running[person_id] = task
        task.add_done_callback(lambda done: self._ended(person_id, done))
        return task

    def _ended(self, person_id: int, task: asyncio.Task[None]) -> None:
        if self._running.get(person_id) is task:
            del self._running[person_id]

    async def stop(self, person_id: int) -> bool:
        """Ends this person's trial and waits for its end; False where none ran."""
        task = self._running.get(person_id)
        if task is None:
            return False
        task.cancel()
        await asyncio.wait([task])
        return True

    async def stop_all(self) -> None:
        await chores.end(self._running.values())
        for person_id in list(self._kept):
            self.forget(person_id)

    # -- secrets -------------------------------------------------------------------------------------

    def keep(self, person_id: int, secret: Shown) -> None:
        self.forget(person_id)
        timer = asyncio.get_running_loop().call_later(KEPT, self.forget, person_id)
        self._kept[person_id] = (secret, timer)

    def kept(self, person_id: int) -> Shown | None:
        secret, _ = self._kept.get(person_id, (None, None))
        return secret

    def forget(self, person_id: int) -> None:
        _, timer = self._kept.pop(person_id, (None, None))
        if timer is not None:
            timer.cancel()
