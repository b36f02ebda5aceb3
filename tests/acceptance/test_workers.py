"""Workers and a bot on one PostgreSQL: killed, silenced, cut off, they lose nothing and do nothing twice."""

import itertools
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import psycopg
import pytest

from storage import secrets
from tests import soak
from tests.acceptance.conftest import ADMIN, Team
from tests.acceptance.notices import told_together
from tests.acceptance.post import Post, number_in
from tests.acceptance.program import Program, Running
from tests.acceptance.telegram import Telegram, telegram
from tests.acceptance.test_kills import up
from tests.acceptance.test_processes import until
from tests.fakes import line
from tests.fakes.dovecot_box import Box
from tests.fakes.postgres import Postgres

MAILBOXES = soak.rounds(8, 300)
SECONDS = soak.rounds(5, 600)
BETWEEN_KILLS = soak.rounds(6, 20)
# Cut off: the database cannot be reached until others have taken over. A line that died: all connections are
# dead at once and neither end is told, while new ones work.
WAYS = (
    (("killed",), ("cut off",), ("killed",), ("line died",), ("killed",), ("silenced",))
    if soak.full()
    else (("killed", "cut off"),)
)
A_SECOND = soak.rounds(2, 5)  # letters
# The promises hold where nothing else runs, as at full count; the small count shares its processors with
# other tests and is about losing nothing.
TAKEN_OVER = 60.0 if soak.full() else 180.0  # seconds, at most
FRESH = 60.0 if soak.full() else 180.0  # seconds from INTERNALDATE to stored, 95th percentile, at most
NUMBERS = itertools.count(1)
# Telegram takes a message a second for a chat: of more than that the promise of a minute cannot be kept.
OWNERS = (int(ADMIN), *range(2001, 2001 + soak.rounds(0, 9)))
_UNWATCHED = (
    "FROM mailbox WHERE watched_by IS NULL OR watched_by NOT IN (SELECT name FROM worker WHERE seen_at > %s)"
)


@dataclass(slots=True)
class Fleet:
    """Processes on one database; the last worker reaches it by a line that can be cut."""

    CUT_OFF: ClassVar[int] = 2  # this worker reaches the database by the cable
    OF_A_PROCESS: ClassVar = ("killed", "silenced")

    team: Team
    url: str
    api: Telegram
    cable: line.Line
    stack: ExitStack
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    workers: list[Running] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    taken_over: list[float] = field(default_factory=list)  # seconds

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
        """Of the first two workers the one that watches more, so that there is something to take over."""
        query = "SELECT count(*) FROM mailbox WHERE watched_by LIKE %s"
        return max(range(2), key=lambda one: self.ask(query, f"%-{self.workers[one].process.pid}-%"))

    def suffers(self, ways: tuple[str, ...]) -> None:
        """A worker each is lost in these ways, at once; goes on when others watch what they watched."""
        for number, worker in enumerate(self.workers):
            if worker.process.poll() is not None:  # it was cut off, and whoever looks after it starts it anew
                self.start_worker(number)
        lost = [(way, self.busier()) for way in ways if way in self.OF_A_PROCESS]
        for way, number in lost:
            if way == "killed":
                self.workers[number].kill()
            else:
                self.workers[number].process.send_signal(signal.SIGSTOP)
        if "line died" in ways:
            self.cable.freeze_all()
        with self.cut() if "cut off" in ways else nullcontext():
            self.replaced(self.now())
        for way, number in lost:
            if way == "killed":
                self.start_worker(number)
            else:
                self.workers[number].process.send_signal(signal.SIGCONT)

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


@contextmanager
def arriving(post: Post, boxes: list[Box]) -> Iterator[None]:
    """Letters arrive steadily while the block runs."""
    going = True

    def bring() -> None:
        while going:
            post.from_client(post.chance.choice(boxes))
            time.sleep(1 / A_SECOND)

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(bring)
        try:
            yield
        finally:
            going = False
            done.result()


@pytest.fixture
def fleet(team: Team, postgres: Postgres, furnished: str) -> Iterator[Fleet]:
    url = postgres.database(furnished)
    with telegram(OWNERS) as api, line.through(postgres.port) as cable, ExitStack() as stack:
        team.program.settings |= api.settings | {
            "DATABASE_URL": url,
            "SECRET_KEYS": secrets.new_key(),
            "LOGINS_PER_MINUTE": "1000",
            "IMPORT_LETTERS": "20",
        }
        yield Fleet(team, url, api, cable, stack)
    postgres.drop(url)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


@pytest.mark.soak
def test_workers_that_die_are_replaced_and_nothing_is_lost_or_done_twice(fleet: Fleet) -> None:
    post = Post(fleet.chance)
    for owner in OWNERS[1:]:
        fleet.team.program.ok("user", "add", str(owner))
    for _, owner in zip(range(MAILBOXES), itertools.cycle(OWNERS), strict=False):
        box = fleet.team.dovecot.user(f"shared{next(NUMBERS)}@acme.test")
        post.fill(box, 8)
        fleet.team.add(box, owner=str(owner))
        fleet.boxes.append(box)
    fleet.stack.enter_context(fleet.program("bot").running("run"))
    for number in range(3):
        fleet.start_worker(number)
    until(fleet.watched(fleet.now()), 120 + MAILBOXES)
    until(
        lambda: len(fleet.ask("SELECT DISTINCT watched_by FROM mailbox")) > 2
    )  # who came late has its share
    kills: Counter[str] = Counter()
    with arriving(post, fleet.boxes):
        end = time.monotonic() + SECONDS
        for ways in itertools.cycle(WAYS):
            began = time.monotonic()
            if began > end:
                break
            kills.update(ways)
            fleet.suffers(ways)
            time.sleep(max(0.0, BETWEEN_KILLS - (time.monotonic() - began)))

    expected = len(post.old) + len(post.to_tell)
    until(lambda: fleet.ask("SELECT count(*) FROM letter") == [(expected,)], TAKEN_OVER)
    stored = Counter(number_in(subject) for (subject,) in fleet.ask("SELECT subject FROM letter"))
    assert stored == Counter([*post.old, *post.to_tell])
    for box in fleet.boxes:
        found = fleet.team.program.json("audit", box.address)
        assert found["current"], found
        assert not any(folder["unexpected"] for folder in found["folders"])

    waiting = "SELECT count(*) FROM notice WHERE state = 'waiting'"
    until(lambda: fleet.ask(waiting) == [(0,)], TAKEN_OVER)
    told = fleet.ask("SELECT letter_id, person_id, count(*) FROM notice GROUP BY 1, 2")
    assert {times for *_, times in told} == {1}
    messages = [text for owner in OWNERS for text in fleet.api.told(owner).values() if "Order" in text]
    alone = Counter(number_in(text) for text in messages if told_together(text) is None)
    assert set(alone.values()) <= {1}, "the bot never died, so no letter was told of twice"

    took = fleet.ask("SELECT extract(epoch FROM stored_at - received)::float, subject FROM letter")
    late = [seconds for seconds, subject in took if number_in(subject) in post.to_tell]
    print(
        f"{MAILBOXES} mailboxes, {len(late)} letters in {SECONDS} s, {dict(kills)};"
        f" watched again after {percentile(fleet.taken_over, 0.5):.1f} s (median),"
        f" {max(fleet.taken_over):.1f} s (most);"
        f" stored after {percentile(late, 0.5):.1f} s (median), {percentile(late, 0.95):.1f} s (95 %)"
    )
    assert percentile(late, 0.95) < FRESH


def test_a_second_bot_is_refused_and_takes_over_when_the_first_is_killed(fleet: Fleet) -> None:
    first = fleet.program("first")
    with first.running("run") as bot:
        until(up(bot), 60)
        second = fleet.program("second").run("run")
        assert second.code == 1
        bot.kill()
    with fleet.program("second").running("run") as bot:
        until(up(bot), 60)


def test_a_worker_wants_postgresql(team: Team) -> None:
    refused = team.program.run("worker", "--lang", "en")
    assert refused.code == 1
    assert "PostgreSQL" in refused.err
