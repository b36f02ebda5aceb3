"""The engine of one process: a clock that ticks, and syncs that run beside each other.

Holds always:
- APScheduler only ticks; a tick spawns tasks of the engine and returns at once, because the scheduler neither
  waits for its jobs at shutdown nor lets their errors through;
- due times live in the database: whatever one process missed, the next one finds;
- a mailbox whose turn died (a full disk: its end could not even be written down) is left alone for a growing
  while, known to this process only, so that a server is not asked at every tick;
- leaving the context ends every sync, each at a point from which the next start goes on.
"""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import datetime
from types import TracebackType
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage import mailboxes, turns
from sync_engine import errors
from sync_engine.rules import schedule
from sync_engine.work import traces, turn
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)

_TICK = 2  # seconds; a mailbox added by the command line is noticed this soon
_ERASE_AT_ONCE = 500  # letters deleted in one transaction, so that nobody waits long for the database


class Engine:
    """Runs the syncs that are due; `async with` starts and ends it."""

    def __init__(self, kit: Kit, *, workers: int) -> None:
        self.notices_ready = asyncio.Event()  # set after a commit that wrote notices
        self.progress_changed = asyncio.Event()  # set after any commit
        self._kit = kit
        self._workers = workers
        self._running: dict[int, asyncio.Task[None]] = {}
        self._deaths: dict[int, int] = {}  # how often in a row
        self._not_before: dict[int, datetime] = {}
        self._erasing: asyncio.Task[None] | None = None
        self._closing = False
        self._tick_lock = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Engine":
        self._scheduler.add_job(self._on_tick, "interval", seconds=_TICK, id="tick")
        self._scheduler.start()
        self.wake()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._scheduler.shutdown(wait=False)
        going = [*self._running.values(), *self._tasks]
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    def wake(self) -> None:
        """Something is due: look now and not at the next tick."""
        if not self._closing:
            self._spawn(self._tick())

    async def _on_tick(self) -> None:
        self.wake()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Work that ends with the engine, and whose error is not lost."""

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and (error := task.exception()):
                log.error("a tick died: %s", traces.where(error), extra={"action": "tick_died"})

        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(ended)
        return task

    async def check_now(self, mailbox_id: int) -> None:
        self._not_before.pop(mailbox_id, None)  # somebody is asking
        await turns.check_at(mailbox_id, self._kit.clock())
        self.wake()

    async def _tick(self) -> None:
        async with self._tick_lock:
            free = self._workers - len(self._running)
            if free > 0:
                now = self._kit.clock()
                held = {each for each, moment in self._not_before.items() if moment > now}
                # Those running are still due in the table until they end, those held back all the time.
                for mailbox_id in await turns.due(now, self._workers + free + len(held)):
                    waits = mailbox_id in self._running or mailbox_id in held
                    if not (waits or self._closing) and len(self._running) < self._workers:
                        self._start(mailbox_id)
            if not self._closing and (self._erasing is None or self._erasing.done()):
                self._erasing = self._spawn(self._erase())

    def _start(self, mailbox_id: int) -> None:
        task = asyncio.create_task(self._sync(mailbox_id), name=f"sync-{mailbox_id}")
        self._running[mailbox_id] = task

        def ended(task: asyncio.Task[None]) -> None:
            self._running.pop(mailbox_id, None)
            self.progress_changed.set()
            if not task.cancelled() and (error := task.exception()):
                self._hold_back(mailbox_id)
                extra = {"action": "sync_died", "mailbox": mailbox_id}
                log.error("sync died: %s", traces.where(error), extra=extra)
            else:
                self._deaths.pop(mailbox_id, None)
                self._not_before.pop(mailbox_id, None)

        task.add_done_callback(ended)

    def _hold_back(self, mailbox_id: int) -> None:
        kit, deaths = self._kit, self._deaths.get(mailbox_id, 0) + 1
        self._deaths[mailbox_id] = deaths
        self._not_before[mailbox_id] = schedule.after_failure(kit.clock(), deaths, kit.chance(), kit.policy)

    async def _sync(self, mailbox_id: int) -> None:
        try:
            await turn.take(mailbox_id, self._kit, committed=self._committed)
        except errors.Locked:
            pass  # another process is at it; it keeps the books
        except errors.MailError:
            pass  # written down and logged by `turn`

    def _committed(self, notices: int) -> None:
        if notices:
            self.notices_ready.set()
        self.progress_changed.set()

    async def _erase(self) -> None:
        """Letters of disconnected mailboxes, bit by bit (rule C9); goes on after a restart."""
        while await mailboxes.erase_some(_ERASE_AT_ONCE):
            pass  # each bit is a transaction of its own
