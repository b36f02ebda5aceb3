"""Work shared out among workers on one PostgreSQL, through Procrastinate (docs/decisions/workers.md).

Holds always:
- what is due stands in our own tables; a job (`work/jobs`) only says who goes there, so one that is lost
  comes again with the next tick;
- each worker has a queue of its own, and who sees to a mailbox follows from the names of those that live
  (`rules/shares`), so live watches are spread evenly, and move when a worker comes or goes;
- one worker at a time hands out: the ticks of the others find the clock taken, and do only their own work;
- a worker that fell silent is buried by the others: its jobs, its locks and its watches are free again,
  and administrators hear of it unless another took its place.
"""

import asyncio
import faulthandler
import logging
import os
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from storage import incidents as told
from storage import session as database
from storage import turns, workers
from storage.troubles import troubles
from sync_engine import errors
from sync_engine.rules import incidents, shares
from sync_engine.work import jobs, lock, rounds
from sync_engine.work.crew import Box, Heard, Visit, Word
from sync_engine.work.jobs import Jobs
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)

_STDERR = 2  # its number: whatever stands for it in Python may have none
_HANDED_OUT = 500  # jobs of a worker, at most: more would only make the oldest wait in another table


class Sharing:
    """This process as one of several; made by `shared`."""

    def __init__(self, kit: Kit, session: database.Session, jobs: Jobs) -> None:
        assert kit.worker
        self.name = kit.worker
        self.session = session
        self._kit = kit
        self._visit: Visit | None = None
        self._heard_at = 0.0  # the loop's clock: when the database last took our sign of life, or took none
        self._hung_up = False  # since then
        self._jobs = jobs

    async def _go(self, mailbox_id: int, host: str) -> None:
        """A job: what it finds done, or in other hands, it leaves alone."""
        if self._visit is not None and await workers.wants_visit(mailbox_id, self._kit.clock()):
            await self._visit(mailbox_id, host)

    @asynccontextmanager
    async def at_work(self, visit: Visit, heard: Heard) -> AsyncIterator[Sequence[Box]]:
        """Takes jobs and calls `visit` for each, until it is left."""
        self._visit = visit
        self.session.hear(heard)
        await workers.beat(self.name)
        self._heard_at = asyncio.get_running_loop().time()
        doing = {
            "saying that we live": self._beat,
            "showing that the loop turns": self._turn,
            "seeing whether we are stuck": self._see_whether_stuck,
            "working": self._work,
        }
        tasks = [asyncio.create_task(rounds.for_ever(name, once), name=name) for name, once in doing.items()]
        try:
            yield ()
        finally:
            self._visit = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            faulthandler.cancel_dump_traceback_later()

    async def _beat(self) -> None:
        if await workers.beat(self.name):
            log.warning("others took us for dead", extra={"action": "worker_buried"})
            await self.session.forget()
        self._heard_at, self._hung_up = asyncio.get_running_loop().time(), False
        await asyncio.sleep(self._kit.policy.worker_beat.total_seconds())

    async def _turn(self) -> None:
        """Ends the process whose loop stands still: nothing that runs in it could.

        A thread of the interpreter does, which needs none of its locks, and tells on stderr where each thread
        stood: files and lines, no values.
        """
        stands = self._kit.policy.worker_stuck.total_seconds()
        faulthandler.dump_traceback_later(stands, exit=True, file=_STDERR)
        await asyncio.sleep(self._kit.policy.worker_beat.total_seconds())

    async def _see_whether_stuck(self) -> None:
        """Hangs up where connections died in a way nobody was told of, though the database is there.

        Others take us for dead by then. Where that does not help the process ends: at once, since an orderly
        end would wait, too; to be killed at any moment is what everything here is made for.
        """
        policy, now = self._kit.policy, asyncio.get_running_loop().time()
        if not await self.session.answers():  # to nobody
            self._heard_at = now
        silent = now - self._heard_at
        if silent > policy.worker_silence.total_seconds() and not self._hung_up:
            log.warning("the database does not hear us; hanging up", extra={"action": "worker_unheard"})
            self._hung_up = True
            self.session.hang_up()
        if silent > policy.worker_stuck.total_seconds():
            log.critical(
                "the database is there and does not hear us; ending", extra={"action": "worker_stuck"}
            )
            os._exit(os.EX_TEMPFAIL)
        await asyncio.sleep(policy.worker_beat.total_seconds())

    async def _work(self) -> None:
        """Until told to stop; where the database went away it ends by itself, and begins anew.

        All jobs at a time: it is the engine's queue that has places, and no mail server takes them all.
        """
        await self._jobs.work(self.name, self._go, _HANDED_OUT, self._kit.policy)

    async def due(self, now: datetime, limit: int) -> list[Box]:
        """What we watch; the rest is handed out."""
        await self._hand_out()
        return await turns.due(now, limit, watched_by=self.name)

    async def to_watch(self, held: Callable[[], Collection[int]]) -> set[int]:
        await self._bury()
        ours, living = await workers.watched(self.name), await workers.alive()
        given = ours - set(held())
        moved = [each for each in ours - given if shares.owner(each, living) != self.name]
        given.update(moved[: self._kit.policy.worker_moves])
        if given:
            await workers.give_up(self.name, given, self._kit.clock())
        return ours - given

    async def tell(self, word: Word) -> None:
        await self.session.tell(word)

    async def _hand_out(self) -> None:
        """Makes a job of each mailbox that is due and watched by nobody; one worker at a time does."""
        try:
            async with lock.held(self.session, "clock"):
                living = await workers.alive()
                waiting, most = await self._jobs.waiting(living), _HANDED_OUT * len(living)
                due = await turns.due(
                    self._kit.clock(),
                    len(waiting) + _HANDED_OUT,
                    unwatched=True,
                    besides=shares.full(waiting.values(), most),
                )
                for mailbox_id, host in shares.handed(due, waiting, most):
                    if owner := shares.owner(mailbox_id, living):
                        await self._jobs.put(mailbox_id, host, owner)
        except errors.Locked:
            pass  # another worker is at it

    async def _bury(self) -> None:
        """What workers that fell silent held is free again."""
        policy = self._kit.policy
        burial = await workers.bury(policy.worker_silence, self._kit.clock())
        gone = [each.name for each in burial.gone]
        if lost := incidents.lost(burial):
            await told.begin(lost.kind, lost.service, lost.since, of=lost.of, number=lost.number)
        for name in gone:
            log.warning("a worker fell silent", extra={"action": "worker_silent", "worker": name})
            await self.session.end(name)
        if burial.left:
            log.info("mailboxes are watched anew", extra={"action": "taken_over", "mailboxes": burial.left})
        await self._jobs.bury(gone, policy)

    async def leave(self) -> None:
        """What we watched is due, and for others to take at once."""
        try:
            await workers.leave(self.name, self._kit.clock())
        except troubles() as error:
            log.info("others will find out that we left: %s", type(error).__name__)


def session_of(kit: Kit) -> database.Session:
    """The session that holds the locks of this process."""
    assert isinstance(kit.locks, database.Session)
    return kit.locks


@asynccontextmanager
async def shared(kit: Kit, session: database.Session, url: str) -> AsyncIterator[Sharing]:
    """Raises what `jobs.opened` raises where the database is away."""
    async with jobs.opened(url) as queues:
        session.silent(queues.hang_up)
        yield Sharing(kit, session, queues)
