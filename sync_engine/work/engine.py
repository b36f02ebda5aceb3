"""The engine of one process: a clock that ticks, and syncs that run beside each other.

Holds always:
- APScheduler only ticks; a tick spawns tasks of the engine and returns at once, because the scheduler neither
  waits for its jobs at shutdown nor lets their errors through;
- due times live in the database: whatever one process missed, the next one finds;
- leaving the context ends every sync, each at a point from which the next start goes on.
"""

import asyncio
import logging
from types import TracebackType

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage import mailboxes, turns
from sync_engine import errors
from sync_engine.work import turn
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
        self._erasing: asyncio.Task[None] | None = None
        self._tick_lock = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Engine":
        self._scheduler.add_job(self._tick, "interval", seconds=_TICK, id="tick")
        self._scheduler.start()
        self.wake()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=False)
        going = [*self._running.values(), *self._tasks]
        if self._erasing:
            going.append(self._erasing)
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    def wake(self) -> None:
        """Something is due: look now and not at the next tick."""
        task = asyncio.create_task(self._tick())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def check_now(self, mailbox_id: int) -> None:
        await turns.check_at(mailbox_id, self._kit.clock())
        self.wake()

    async def _tick(self) -> None:
        async with self._tick_lock:
            free = self._workers - len(self._running)
            if free > 0:
                # Those running are still due in the table until they end.
                for mailbox_id in await turns.due(self._kit.clock(), self._workers + free):
                    if mailbox_id not in self._running and len(self._running) < self._workers:
                        self._start(mailbox_id)
            if self._erasing is None or self._erasing.done():
                self._erasing = asyncio.create_task(self._erase())

    def _start(self, mailbox_id: int) -> None:
        task = asyncio.create_task(self._sync(mailbox_id), name=f"sync-{mailbox_id}")
        self._running[mailbox_id] = task

        def ended(task: asyncio.Task[None]) -> None:
            self._running.pop(mailbox_id, None)
            self.progress_changed.set()
            if not task.cancelled() and (error := task.exception()):
                log.error("sync died", exc_info=error, extra={"action": "sync_died", "mailbox": mailbox_id})

        task.add_done_callback(ended)

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
