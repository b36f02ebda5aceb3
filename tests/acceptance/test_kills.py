"""SIGKILL at any moment: each letter is stored once and told once, but for what was on its way just then."""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest

from tests import databases, soak
from tests.acceptance import notices
from tests.acceptance.conftest import Team
from tests.acceptance.post import SUBJECT, TEXT, Post, number_in
from tests.acceptance.program import Program, Running
from tests.acceptance.telegram import Telegram, telegram
from tests.acceptance.test_processes import until
from tests.fakes.dovecot_box import Box

PEOPLE = (2001, 2002, 2003)
IMPORTED = 320  # letters of a mailbox that is killed while it is imported
IMPORTED_FIRST = 200
NAMED = 10  # letters that one message names
NUMBERS = itertools.count(1)


@dataclass(slots=True)
class Play:
    """A team at work while its Postroom is killed again and again."""

    team: Team
    api: Telegram
    post: Post
    chance: random.Random
    followed: list[Box] = field(default_factory=list)  # one a person; the first gets late letters
    imported: list[Box] = field(default_factory=list)  # the last one is at work, the others paused
    on_their_way: notices.OnTheirWay = field(default_factory=notices.OnTheirWay)
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def program(self) -> Program:
        return self.team.program

    @property
    def boxes(self) -> list[Box]:
        return self.followed + self.imported

    def ask(self, query: str) -> int:
        return int(self.program.one(query))

    def connect(self, owner: int, letters: int) -> Box:
        box = self.team.dovecot.user(f"killed{next(NUMBERS)}@acme.test")
        self.post.fill(box, letters)
        self.team.add(box, owner=str(owner))
        return box

    def import_another(self) -> None:
        if self.imported:
            self.program.ok("mailbox", "pause", self.imported[-1].address)
        self.imported.append(self.connect(self.chance.choice(PEOPLE), IMPORTED))

    def something_happens(self) -> None:
        """A letter or two, sometimes a handful that comes late, sometimes one that vanishes."""
        at_work = self.followed + self.imported[-1:]
        for _ in range(self.chance.randint(1, 2)):
            self.post.from_client(self.chance.choice(at_work))
        if self.chance.random() < 0.3:
            self.post.sent(self.chance.choice(at_work))
        if self.chance.random() < 0.1:
            for _ in range(5):
                self.post.from_client(self.followed[0], late=True)
        if self.chance.random() < 0.2:
            self.post.expunge(self.chance.choice(at_work))

    def watches(self, running: Running) -> None:
        """Waits until every mailbox is watched by this process."""
        until(up(running))  # what an earlier one watched is forgotten by then
        unwatched = "watched_until IS NULL"
        if not databases.is_sqlite(
            self.program.database
        ):  # there others find out that it died, after a while
            unwatched += f" OR watched_by IS NULL OR watched_by NOT LIKE '%-{running.process.pid}-%'"
        query = f"SELECT count(*) FROM mailbox WHERE paused_at IS NULL AND ({unwatched})"  # noqa: S608 - our own
        until(partial(none, self, query), 60)

    # -- moments to be killed at -------------------------------------------------------------------

    def starting(self, running: Running) -> None:
        """In the first seconds: before anything is open, or while every mailbox is looked at."""
        if self.chance.random() < 0.7:
            until(up(running))
            running.goes_on_for(self.chance.uniform(0, 0.5))
        else:
            running.goes_on_for(self.chance.uniform(0.3, 1.2))

    def importing(self, running: Running) -> None:
        """While a mailbox is imported: at one of its letters, or soon after it."""
        letters = "SELECT count(*) FROM letter"
        wanted = self.ask(letters) + self.chance.randint(1, IMPORTED - 1)
        imported = "SELECT count(*) FROM mailbox WHERE imported_at IS NULL"
        until(lambda: self.ask(letters) >= wanted or not self.ask(imported))
        running.goes_on_for(self.chance.uniform(0, 0.05))

    def delivered(self, running: Running) -> None:
        """Just after letters came to mailboxes that are watched: they are on their way to people."""
        self.watches(running)
        self.something_happens()
        running.goes_on_for(self.chance.uniform(0.1, 1.0))

    def idle(self, running: Running) -> None:
        self.watches(running)
        running.goes_on_for(self.chance.uniform(0, 0.5))


MOMENTS = (
    *(Play.importing, Play.delivered, Play.starting, Play.delivered, Play.idle),
    *(Play.starting, Play.delivered, Play.delivered, Play.starting, Play.delivered),
)


def up(running: Running) -> Callable[[], bool]:
    """Whether this process has said since now that it runs."""
    mark = running.log.stat().st_size
    return lambda: b"running" in running.log.read_bytes()[mark:]


@pytest.fixture
def play(team: Team) -> Iterator[Play]:
    chance = random.Random(3)
    with telegram(PEOPLE, slowest=0.15) as api:
        team.program.settings |= api.settings | {
            "ADMINS": ",".join(map(str, PEOPLE)),
            "LOGINS_PER_MINUTE": "1000",
            "IMPORT_LETTERS": str(IMPORTED_FIRST),
            "SYNC_MINUTES": "1-1",
        }
        played = Play(team, api, Post(chance), chance)
        for person in PEOPLE:
            played.followed.append(played.connect(person, 30))
        yield played


@pytest.mark.soak
def test_killed_at_any_moment_it_loses_nothing_and_tells_nothing_twice(play: Play) -> None:
    rounds = soak.rounds(6, 200)
    for number in range(rounds):
        moment = MOMENTS[number % len(MOMENTS)]
        if moment is Play.importing:
            play.import_another()
        if number % 7 == 3:
            # Nobody is inside now. The one that gets late letters is spared: after a new numbering an old
            # date can mean an old letter that came from another folder.
            play.chance.choice(play.followed[1:]).recreate()
        play.something_happens()
        with play.program.running("run") as running:
            moment(play, running)
            running.kill()
        play.kills[moment.__name__] += 1
        play.on_their_way.note(play.program.database)
    assert sum(play.kills.values()) == rounds
    come_to_rest(play)
    check_letters(play)
    check_notices(play)


def come_to_rest(play: Play) -> None:
    """What the engine would do in the next minutes, if it were left alone."""
    for box in play.imported[:-1]:
        play.program.ok("mailbox", "resume", box.address)
    unfinished = """SELECT (SELECT count(*) FROM mailbox WHERE imported_at IS NULL)
        + (SELECT count(*) FROM folder WHERE renumbering OR old_to > 1)
        + (SELECT count(*) FROM notice WHERE state = 'waiting')"""
    for query in ("SELECT count(*) FROM mailbox WHERE imported_at IS NULL", unfinished):
        notices.hurry(play.program.database)
        with play.program.running("run") as running:
            play.watches(running)
            until(partial(none, play, query), seconds=120)
            assert running.terminate() == 0


def none(play: Play, query: str) -> bool:
    return play.ask(query) == 0


def check_letters(play: Play) -> None:
    """Each is stored once, under its own number and with its own text, and the audit proves it."""
    stored: Counter[int] = Counter()
    for box in play.boxes:
        audit = play.program.json("audit", box.address)
        assert (audit["complete"], audit["current"]) == (True, True), audit
        letters = play.program.json("letters", box.address, "--limit", "100000")
        places = {(each["folder"], each["uidvalidity"], each["uid"]): each for each in letters}
        assert len(places) == len(letters)
        assert {each["status"] for each in letters} == {"stored"}
        stored.update(number_in(each["subject"]) for each in letters)
        for each in letters:
            assert TEXT.findall(each["text"]) == SUBJECT.findall(each["subject"])
        validity = {folder["role"]: folder["uidvalidity"] for folder in audit["folders"]}
        for role, there in play.post.there(box).items():
            for uid, number in there.items():
                assert number_in(places[role, validity[role], uid]["subject"]) == number
    posted = play.post.old.keys() | play.post.to_tell.keys() | play.post.own.keys()
    assert {number for number, times in stored.items() if times > 1} == set()
    assert posted - stored.keys() <= play.post.expunged
    assert stored.keys() <= posted


def check_notices(play: Play) -> None:
    """Each letter of a client that came since connecting was told to the mailbox's owner, in some message."""
    books = notices.notices(play.program.database)
    assert books.keys() <= play.post.to_tell.keys(), "a letter of the import or of Sent was told"
    assert play.post.to_tell.keys() - books.keys() <= play.post.expunged
    texts = {message: text for person in PEOPLE for message, text in play.api.told(person).items()}
    together: dict[int, set[int]] = defaultdict(set)
    for number, (told, *more) in books.items():
        assert more == []
        assert told.state in ("sent", "in_summary")
        assert told.message_id is not None
        together[told.message_id].add(number)
    for message_id, numbers in together.items():
        text = texts[message_id]
        count = notices.told_together(text) or 1
        assert count == len(numbers), text
        named = {int(number) for number in SUBJECT.findall(text)}  # the newest of them
        assert len(named) == min(count, NAMED)
        assert named <= numbers
    times = Counter(int(number) for text in texts.values() for number in set(SUBJECT.findall(text)))
    twice = {number: count - 1 for number, count in times.items() if count > 1}
    assert twice.keys() <= play.on_their_way.by_number.keys()
    assert all(more <= play.on_their_way.by_number[number] for number, more in twice.items())
    print(  # the figures of a long run
        f"\n{sum(play.kills.values())} kills {dict(play.kills)}; {len(play.boxes)} mailboxes, "
        f"{len(play.post.old)} letters before connecting, {len(play.post.to_tell)} of clients, "
        f"{len(play.post.own)} own, {len(play.post.expunged)} expunged; {len(books)} told in {len(texts)} "
        f"messages, {play.on_their_way.messages} on their way at a kill, {len(twice)} told twice"
    )
