"""Workers on one database, and the ways in which each may be lost."""

import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import psycopg

from tests import soak
from tests.acceptance.conftest import Team
from tests.acceptance.program import Program, Running
from tests.acceptance.telegram import Telegram
from tests.acceptance.test_processes import until
from tests.fakes import line
from tests.fakes.dovecot_box import Box

# The promise holds where nothing else runs, as at full count; the small count shares its processors.
TAKEN_OVER = 60.0 if soak.full() else 180.0  # seconds, at most
_UNWATCHED = (
    "FROM mailbox WHERE watched_by IS NULL OR watched_by NOT IN (SELECT name FROM worker WHERE seen_at > %s)"
)


@dataclass(slots=True)
class Fleet:
    """Processes on one database; the last worker reaches it by a line that can be cut."""

    CUT_OFF: ClassVar[int] = 2  # this worker reaches the database by the cable

    team: Team
    url: str
    api: Telegram
    cable: line.Line
    stack: ExitStack
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    workers: list[Running] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    taken_over: list[float] = field(default_factory=list)  # seconds
    silent: set[int] = field(default_factory=set)  # workers that are stopped still
    is_cut: bool = False

    def program(self, name: str, url: str = "") -> Program:
        """A machine of its own: another folder, the same keys."""
        folder = self.team.program.folder / name
        folder.mkdir(exist_ok=True)
        return Program(folder, self.team.program.settings | {"DATABASE_URL": url or self.url})

    def start_worker(self, number: int) -> None:
        through = self.url.replace(f"127.0.0.1:{self.port}", f"localhost:{self.cable.port}")
        program = self.program(f"worker{number}", through if number == self.CUT_OFF else "")
        running = self.stack.enter_context(program.running("worker"))
        self.workers[number : number + 1] = [running]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2].partition("/")[0])

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query, values).fetchall()

    def now(self) -> datetime:
        """By the clock of the database."""
        ((now,),) = self.ask("SELECT clock_timestamp()")
        return now  # type: ignore[no-any-return]

    def watched(self, since: datetime) -> Callable[[], bool]:
        """Whether every mailbox is watched, and by a worker that the database has heard since then."""
        return lambda: self.ask(f"SELECT count(*) {_UNWATCHED}", since) == [(0,)]

    def watches(self, number: int) -> set[int]:
        """Ids of the mailboxes that this worker watches."""
        rows = self.ask(
            "SELECT id FROM mailbox WHERE watched_by LIKE %s", f"%-{self.workers[number].process.pid}-%"
        )
        return {mailbox_id for (mailbox_id,) in rows}

    def replaced(self, lost: set[int], since: datetime) -> None:
        """Waits until each of these is watched by a worker that the database has heard since then.

        Not all at one moment: who is started anew is handed its share all the while.
        """
        began, left = time.monotonic(), set(lost)

        def all_taken() -> bool:
            rows = self.ask(
                "SELECT id FROM mailbox WHERE watched_by IN (SELECT name FROM worker WHERE seen_at > %s)",
                since,
            )
            left.difference_update(mailbox_id for (mailbox_id,) in rows)
            return not left

        try:
            until(all_taken, TAKEN_OVER)
        except AssertionError as late:
            rows = self.ask(
                "SELECT id, watched_by, next_check, epoch FROM mailbox WHERE id = ANY(%s)", sorted(left)
            )
            jobs = self.ask("SELECT id, queue_name, status, lock FROM procrastinate_jobs")
            alive = self.ask("SELECT name, clock_timestamp() - seen_at FROM worker")
            late.add_note(f"still to be watched: {rows}\njobs: {jobs}\nalive: {alive}")
            raise
        self.taken_over.append(time.monotonic() - began)

    def busier(self) -> int:
        """Of the first two workers that run the one that watches more: there is something to take over."""
        return max(
            (one for one in range(2) if one not in self.silent), key=lambda one: len(self.watches(one))
        )

    def suffers(self, ways: tuple[str, ...], aside: Executor) -> list[Future[None]]:
        """A worker each is lost in these ways, at once; each is over when others watch what that one watched.

        Who was killed, or ended itself, is started again at once, as by whoever looks after services.
        """
        for number, worker in enumerate(self.workers):
            held = number in self.silent or (number == self.CUT_OFF and self.is_cut)
            if worker.process.poll() is not None and not held:
                self.start_worker(number)
        ends = []
        for way in ways:
            if way == "killed":
                lost = self.watches(number := self.busier())
                self.workers[number].kill()
                ends.append(aside.submit(self.replaced, lost, self.now()))
                self.start_worker(number)
            elif way == "silenced":
                self.silent.add(number := self.busier())
                ends.append(aside.submit(self.silence, number))
            else:
                ends.append(aside.submit(self.cut_off, for_good=way == "cut off"))
        return ends

    def silence(self, number: int) -> None:
        stopped, lost = self.workers[number].process, self.watches(number)
        stopped.send_signal(signal.SIGSTOP)
        try:
            self.replaced(lost, self.now())
        finally:
            stopped.send_signal(signal.SIGCONT)
            self.silent.discard(number)

    def cut_off(self, *, for_good: bool) -> None:
        lost = self.watches(self.CUT_OFF)
        if not for_good:
            self.cable.freeze_all()
            self.replaced(lost, self.now())
            return
        self.is_cut = True
        try:
            with self.cut():
                self.replaced(lost, self.now())
        finally:
            self.is_cut = False

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Nothing passes the cable meanwhile; what was opened over it before never comes back to life."""
        mended = threading.Event()

        def freeze() -> None:
            while not mended.wait(0.05):
                self.cable.freeze_all()

        with ThreadPoolExecutor(1) as thread:
            done = thread.submit(freeze)
            try:
                yield
            finally:
                mended.set()
                done.result()
