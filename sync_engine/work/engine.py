"""The engine of one process: a clock that ticks, visits that run beside each other, and live watches.

Holds always:
- due times live in the database: whatever one process missed, the next one finds;
- a mailbox is in one place only: waiting, being visited, or being watched;
- a mailbox whose turn died (its end could not even be written down) is left alone for a growing while;
- leaving the context ends every visit, each at a point from which the next start goes on.
"""

import asyncio
import random
from collections import deque
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from types import TracebackType
from typing import Any

from storage import due_times, turns
from sync_engine.rules import schedule
from sync_engine.work import rounds, traces
from sync_engine.work.crew import Alone, Crew, Word
from sync_engine.work.held_back import HeldBack
from sync_engine.work.kit import Kit
from sync_engine.work.queue import Queue
from sync_engine.work.sender import Sender
from sync_engine.work.signals import Signals
from sync_engine.work.ticking import Ticking
from sync_engine.work.upkeep import Upkeep
from sync_engine.work.visiting import Visitor
from sync_engine.work.watch import Link, Reason, Watch

_TICK = 2  # seconds; a mailbox added by the command line is noticed this soon
_SWEEP = 6  # seconds; a mailbox paused by the command line is watched no longer than this
_DUE_AT_ONCE = 1000


class Engine:
    """Visits the mailboxes that are due and watches the others; `async with` starts and ends it."""

    def __init__(self, kit: Kit, *, workers: int, crew: Crew | None = None) -> None:
        self._signals = Signals(self._tell)
        self.notices_ready = self._signals.notices_ready
        self.progress_changed = self._signals.progress_changed
        self.answers_changed = self._signals.answers_changed
        self.heartbeat: float | None = None  # the loop's clock: when it last looked for work, and could
        self._kit = kit
        self._crew = crew or Alone(kit.clock)
        self._at_work = self._crew.at_work(self.visit, self._signals.heard)
        self._leaving = AsyncExitStack()
        self._asked: dict[int, asyncio.Event] = {}  # visits that another room waits for
        self._visitor = Visitor(kit, self._signals.committed, lambda: self._watch.has_room(len(self._visits)))
        self._sender = Sender(kit, self._signals.answered)
        self._queue = Queue(workers)
        self._watch = Watch(self._wanted, kit.policy.watched_most)
        self._returning = asyncio.Semaphore(workers)  # visits over connections that are open already
        self._visits: dict[int, asyncio.Task[None]] = {}
        self._unwatched: deque[tuple[int, str]] = deque()  # since the start: to be visited bit by bit
        self._losses: dict[int, int] = {}  # live connections in a row that did not live long
        self._held = HeldBack(kit)
        self._erasing: asyncio.Task[None] | None = None
        self._upkeep = Upkeep(kit)
        self._closing = False
        self._tick_lock = asyncio.Lock()
        self._ticking = Ticking(((self.wake, _TICK), (self._look_around, _SWEEP)), kit.clock, self._set_back)
        self._tasks: set[asyncio.Task[None]] = set()
        self._complaints = rounds.Complaints()

    async def __aenter__(self) -> "Engine":
        to_watch = await self._leaving.enter_async_context(self._at_work)
        if self._kit.policy.idle:
            self._unwatched.extend(random.sample(to_watch, len(to_watch))[: self._kit.policy.watched_most])
        self._ticking.start()
        self.wake()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._ticking.stop()
        for ended in self._asked.values():
            ended.set()
        await self._leaving.aclose()
        going = [*self._visits.values(), *self._tasks]
        for task in going:
            task.cancel()
        await asyncio.gather(self._sender.close(), *going, return_exceptions=True)
        for mailbox_id in self._watch.ids():
            if link := self._watch.take(mailbox_id):
                link.session.close()  # a farewell to thousands of servers would take too long
        await self._visitor.books.close()
        await self._crew.leave()

    # -- what others ask of it ---------------------------------------------------------------------

    def wake(self) -> None:
        """Something is due: look now and not at the next tick."""
        if not self._closing:
            self._spawn(self._tick())

    async def check_now(self, mailbox_id: int) -> None:
        self._held.let_go(mailbox_id)  # somebody is asking
        await turns.check_at(mailbox_id, self._kit.clock())
        self.wake()

    async def visit(self, mailbox_id: int, host: str) -> None:
        """Visits a mailbox when there is a place; returns when the visit has ended."""
        if self._closing or mailbox_id in {*self._visits, *self._watch.ids(), *self._held.now()}:
            return
        self._queue.add([(mailbox_id, host)])
        self._fill()
        await self._asked.setdefault(mailbox_id, asyncio.Event()).wait()

    # -- the clock ---------------------------------------------------------------------------------

    def _look_around(self) -> None:
        if not self._closing:
            self._spawn(self._sweep())

    async def _set_back(self, back: timedelta) -> None:
        """The machine's clock was: what is due by the old one is due as soon as it would have been."""
        self._held.let_all_go()
        self._sender.rest_no_more()
        await due_times.draw_in(self._kit.clock(), back)
        self.notices_ready.set()
        self.wake()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Work that ends with the engine, and whose error is not lost."""

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not task.cancelled():
                self._complaints.note(task.get_name(), task.exception(), action="tick_died")

        task = asyncio.create_task(work, name=getattr(work, "__qualname__", None))
        self._tasks.add(task)
        task.add_done_callback(ended)
        return task

    async def _tick(self) -> None:
        async with self._tick_lock:
            now = self._kit.clock()
            held = self._held.now()
            due = await self._crew.due(now, _DUE_AT_ONCE + len(held) + len(self._visits))
            begun = [
                self._unwatched.popleft()
                for _ in range(min(len(self._unwatched), self._kit.policy.watches_begun_per_second * _TICK))
            ]
            for mailbox_id, host in (*due, *begun):
                if mailbox_id in held or mailbox_id in self._visits:
                    continue
                if mailbox_id not in self._watch:
                    self._queue.add([(mailbox_id, host)])
                elif (mailbox_id, host) not in begun:
                    self._wanted(mailbox_id, "renewal")
            self._fill()
            if not self._closing:
                await self._sender.look()
            self.heartbeat = asyncio.get_running_loop().time()
            if not self._closing and (self._erasing is None or self._erasing.done()):
                self._erasing = self._spawn(self._upkeep.go())

    async def _sweep(self) -> None:
        """Ends the watch of mailboxes that were paused or disconnected, or are another's, whoever did it."""
        watched = self._watch.ids()  # what comes while the database is asked is for the next sweep
        at_work = await self._crew.to_watch(lambda: {*self._watch.ids(), *self._visits})
        ended = [link for each in watched if each not in at_work and (link := self._watch.take(each))]
        for link in ended:
            self._spawn(link.end())
        # Whose watch could not be written down is nobody's, and would wait for its next check.
        if lost := self._held.unsettled | {link.mailbox.id for link in ended}:
            await turns.draw_in_unwatched(lost, self._kit.clock())
            self._held.unsettled -= lost

    # -- visits ------------------------------------------------------------------------------------

    def _fill(self) -> None:
        while not self._closing and (mailbox_id := self._queue.next()) is not None:
            self._start(mailbox_id, self._arrive(mailbox_id))

    def _wanted(self, mailbox_id: int, reason: Reason) -> None:
        """A watched mailbox wants a visit."""
        if not self._closing and (link := self._watch.take(mailbox_id)):
            self._start(mailbox_id, self._return(link, reason))

    def _start(self, mailbox_id: int, work: Coroutine[Any, Any, None]) -> None:
        with traces.about(mailbox=mailbox_id):  # the task keeps it
            task = asyncio.create_task(work, name=f"visit-{mailbox_id}")
        self._visits[mailbox_id] = task

        def ended(task: asyncio.Task[None]) -> None:
            if self._visits.get(mailbox_id) is task:  # the next one may have begun
                del self._visits[mailbox_id]
                if asked := self._asked.pop(mailbox_id, None):
                    asked.set()
            self.progress_changed.set()
            if not task.cancelled() and (error := task.exception()):
                self._held.died(mailbox_id, error)
            else:
                self._held.went_well(mailbox_id)

        task.add_done_callback(ended)

    async def _arrive(self, mailbox_id: int) -> None:
        try:
            link = await self._visitor.arrive(mailbox_id)
        finally:
            self._queue.leave(mailbox_id)
            self.notices_ready.set()  # how it ended may be something to tell
            self._fill()
        if link is not None:
            self._put(link)

    async def _return(self, link: Link, reason: Reason) -> None:
        mailbox_id = link.mailbox.id
        async with self._returning:
            kept = None
            if reason == "lost":
                link.session.close()
            else:
                kept = await self._visitor.return_to(link, reason)
        if kept is not None:
            self._put(kept)
        else:
            await self._lost(mailbox_id, link)

    def _put(self, link: Link) -> None:
        """Watches it from here on; renewals are spread, so that they do not come all at once."""
        if self._closing:
            link.session.close()
            return
        renewal = self._visitor.renewal(link.mailbox) * (0.8 + 0.2 * self._kit.chance())
        # This visit is over before the next one may begin.
        asyncio.get_running_loop().call_soon(self._watch.put, link, renewal)

    async def _lost(self, mailbox_id: int, link: Link) -> None:
        """A live connection is gone: a new one soon, or later and later where none lives long."""
        kit = self._kit
        lived = asyncio.get_running_loop().time() - link.opened
        stable = lived >= kit.policy.stable_link.total_seconds()
        losses = 0 if stable else self._losses.get(mailbox_id, 0) + 1
        self._losses[mailbox_id] = losses
        due = schedule.after_lost_watch(kit.clock(), losses, kit.chance(), kit.policy)
        await self._visitor.books.put(mailbox_id, next_check=due, watched_until=None, watched_by=None)

    def _tell(self, word: Word) -> None:
        if not self._closing:
            self._spawn(self._crew.tell(word))
