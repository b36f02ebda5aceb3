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

    def replaced(self, since: datetime) -> None:
        """Waits until nothing is left to whoever was lost then and has not come back."""
        began = time.monotonic()
        try:
            until(self.watched(since), TAKEN_OVER)
        except AssertionError as late:
            left = self.ask(f"SELECT id, watched_by, next_check, epoch {_UNWATCHED}", since)
            jobs = self.ask("SELECT id, queue_name, status, lock FROM procrastinate_jobs")
            alive = self.ask("SELECT name, clock_timestamp() - seen_at FROM worker")
            late.add_note(f"still to be watched: {left}\njobs: {jobs}\nalive: {alive}")
            raise
        self.taken_over.append(time.monotonic() - began)

    def busier(self) -> int:
        """Of the first two workers that run the one that watches more: there is something to take over."""
        query = "SELECT count(*) FROM mailbox WHERE watched_by LIKE %s"
        pids = {one: self.workers[one].process.pid for one in range(2) if one not in self.silent}
        return max(pids, key=lambda one: self.ask(query, f"%-{pids[one]}-%"))

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
                self.workers[number := self.busier()].kill()
                self.start_worker(number)
                ends.append(aside.submit(self.replaced, self.now()))
            elif way == "silenced":
                ends.append(aside.submit(self.silence, self.busier()))
            else:
                ends.append(aside.submit(self.cut_off, for_good=way == "cut off"))
        return ends

    def silence(self, number: int) -> None:
        stopped = self.workers[number].process
        self.silent.add(number)
        stopped.send_signal(signal.SIGSTOP)
        try:
            self.replaced(self.now())
        finally:
            stopped.send_signal(signal.SIGCONT)
            self.silent.discard(number)

    def cut_off(self, *, for_good: bool) -> None:
        if not for_good:
            self.cable.freeze_all()
            self.replaced(self.now())
            return
        self.is_cut = True
        try:
            with self.cut():
                self.replaced(self.now())
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
