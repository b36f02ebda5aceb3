"""Workers and a bot on one PostgreSQL: killed, silenced, cut off, they lose nothing and do nothing twice."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from storage import secrets
from tests import databases, soak
from tests.acceptance.conftest import ADMIN, Team
from tests.acceptance.fleet import TAKEN_OVER, Fleet
from tests.acceptance.notices import told_together
from tests.acceptance.post import Post, number_in
from tests.acceptance.telegram import telegram
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
    (
        ("killed",),
        ("killed", "cut off"),
        ("killed",),
        ("killed", "line died"),
        ("killed",),
        ("killed", "silenced"),
    )
    if soak.full()
    else (("killed", "cut off"),)
)
A_SECOND = soak.rounds(2, 5)  # letters
# The promises hold where nothing else runs, as at full count; the small count shares its processors with
# other tests and is about losing nothing.
FRESH = 60.0 if soak.full() else 180.0  # seconds from INTERNALDATE to stored, 95th percentile, at most
NUMBERS = itertools.count(1)
# Telegram takes a message a second for a chat: of more than that the promise of a minute cannot be kept.
OWNERS = (int(ADMIN), *range(2001, 2001 + soak.rounds(0, 9)))


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
    with arriving(post, fleet.boxes), ThreadPoolExecutor(8) as aside:
        began, ends = time.monotonic(), []
        for number, ways in enumerate(itertools.cycle(WAYS)):
            time.sleep(max(0.0, began + number * BETWEEN_KILLS - time.monotonic()))
            if time.monotonic() >= began + SECONDS:
                break
            kills.update(ways)
            ends += fleet.suffers(ways, aside)
            for each in [each for each in ends if each.done()]:
                each.result()
        for each in ends:
            each.result()

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


def test_a_killed_worker_is_told_to_administrators_and_so_is_its_return(fleet: Fleet) -> None:
    """And one that is stopped says goodbye, of which nobody is told."""

    def told(part: str) -> list[str]:
        return [text for text in fleet.api.told(int(ADMIN)).values() if part in text]

    def at_work(count: int) -> Callable[[], bool]:
        return lambda: fleet.ask("SELECT count(*) FROM worker") == [(count,)]

    fleet.stack.enter_context(fleet.program("bot").running("run"))
    for number in range(2):
        fleet.start_worker(number)
    until(at_work(3), 60)
    fleet.workers[1].terminate()
    until(at_work(2), 60)
    fleet.start_worker(1)
    until(at_work(3), 60)
    assert fleet.ask("SELECT count(*) FROM incident") == [(0,)]
    fleet.workers[1].kill()
    (silent,) = until(lambda: told("🧩"), TAKEN_OVER)
    assert "2 из 3" in silent
    fleet.start_worker(1)
    until(lambda: told("всё наладилось"), TAKEN_OVER)
    assert told("🧩") == []
    assert any("3 из 3" in text for text in told("✅"))


def test_a_second_bot_is_refused_and_takes_over_when_the_first_is_killed(fleet: Fleet) -> None:
    first = fleet.program("first")
    with first.running("run") as bot:
        until(up(bot), 60)
        second = fleet.program("second").run("run")
        assert second.code == 1
        bot.kill()
    with fleet.program("second").running("run") as bot:
        until(up(bot), 60)


@databases.of_sqlite
def test_a_worker_wants_postgresql(team: Team) -> None:
    refused = team.program.run("worker", "--lang", "en")
    assert refused.code == 1
    assert "PostgreSQL" in refused.err
