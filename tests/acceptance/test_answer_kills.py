"""SIGKILL around the moment a letter is handed over: nobody gets it twice, and its state is true.

Holds always, by invariant 7: "unknown" only where the kill, or the loss of the line, fell between the last
octet of a letter and its answer.
"""

import asyncio
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from functools import partial

import pytest

from storage import answers, orm, records
from sync_engine.rules import compose
from tests import databases, soak
from tests.acceptance.conftest import Team
from tests.acceptance.program import Running
from tests.acceptance.telegram import telegram
from tests.acceptance.test_kills import up
from tests.acceptance.test_processes import until
from tests.fakes.dovecot_box import Box

OWNER = 1001
# Where the process is killed; the last one loses the line instead, after the letter was taken.
MOMENTS = ("sender", "recipient", "body", "letter", "answered", "filing", "lost")
DOUBTFUL = {"body", "letter", "answered", "lost"}  # where the last octet may have gone, unanswered


@dataclass
class Play:
    team: Team
    box: Box
    chance: random.Random
    written: list[str] = field(default_factory=list)  # Message-IDs
    hits: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # moments that met a letter
    reached: threading.Event = field(default_factory=threading.Event)

    def rows(self) -> dict[str, tuple[str, str | None]]:
        """State and reason, by Message-ID."""
        found = databases.ask(self.team.program.database, "SELECT message_id, state, reason FROM answer")
        return {message_id: (state, reason) for message_id, state, reason in found}

    def one(self, query: str) -> int:
        return int(self.team.program.one(query))

    def write(self, moment: str) -> str:
        """A letter that is due at once; its Message-ID."""
        now = datetime.now(UTC)
        message_id = f"<{len(self.written)}.{self.chance.randrange(10**9)}@acme.test>"
        size = 400_000 if moment == "body" else 10
        file = compose.File("x.bin", "application/octet-stream", self.chance.randbytes(size))
        draft = compose.Draft(sender=self.box.address, to="boris@client.test", subject=moment, files=(file,))
        new = records.NewAnswer(
            mailbox_id=self.one("SELECT id FROM mailbox"),
            person_id=self.one("SELECT id FROM person"),
            letter_id=None,
            message_id=message_id,
            sender=draft.sender,
            to=draft.to,
            cc=None,
            subject=moment,
            preview="",
            draft={},
            octets=compose.build(draft, message_id, now),
            made_at=now,
            due_at=now,
        )

        async def put() -> None:
            async with orm.open_storage(self.team.program.database):
                await answers.intend(new)

        asyncio.run(put())
        self.written.append(message_id)
        return message_id

    def meet(self, moment: str, running: Running) -> None:
        """One letter, and the kill at its moment."""
        self.team.smtp.lose_answer = moment == "lost"
        message_id = self.write(moment)
        wanted = {"body": "recipient", "answered": "letter"}.get(moment, moment)

        def at(now: str) -> None:
            if now == wanted and not self.reached.is_set():
                self.reached.set()
                if moment not in ("body", "answered"):
                    running.kill()  # while the server is about to answer

        self.reached.clear()
        if moment in ("filing", "lost"):
            until(lambda: self.rows()[message_id][0] in ("sent", "unknown"))
            if moment == "filing":
                self.hurry()
                running.goes_on_for(self.chance.uniform(1.9, 2.6))  # a look of the engine later
            running.kill()
        else:
            self.team.smtp.at = at
            assert self.reached.wait(30)
            running.goes_on_for(self.chance.uniform(0, 0.03)) if moment in ("body", "answered") else None
            running.kill()
        for each, (state, reason) in self.rows().items():
            if state == "sending" or (reason == "unanswered" and "lost" not in self.hits[each]):
                self.hits[each].add(moment)
        self.team.smtp.at, self.team.smtp.lose_answer = None, False

    def hurry(self) -> None:
        """As if minutes had passed."""
        past, url = "2000-01-01 00:00:00+00:00", self.team.program.database
        databases.ask(url, "UPDATE answer SET file_due = ? WHERE file_due IS NOT NULL", past)
        databases.ask(url, "UPDATE answer SET due_at = ? WHERE state = 'waiting'", past)

    def received(self) -> Counter[str]:
        return Counter(str(message_from_bytes(each.raw)["Message-ID"]) for each in self.team.smtp.letters)

    def filed(self) -> Counter[str]:
        assert self.box.sent is not None
        with self.box.session() as session:
            session.select_folder(self.box.sent, readonly=True)
            uids = session.search("ALL")
            found = session.fetch(uids, ["BODY.PEEK[HEADER]"]) if uids else {}
        return Counter(
            str(message_from_bytes(each[b"BODY[HEADER]"])["Message-ID"]) for each in found.values()
        )


@pytest.fixture
def play(team: Team) -> Iterator[Play]:
    box = team.dovecot.user("killed-sender@acme.test")
    with telegram((OWNER,)) as api:
        team.program.settings |= api.settings | {"LOGINS_PER_MINUTE": "1000", "SYNC_MINUTES": "1-1"}
        team.add(box)
        yield Play(team, box, random.Random(11))


@pytest.mark.soak
def test_killed_around_the_end_of_a_letter_it_sends_none_twice(play: Play) -> None:
    rounds = soak.rounds(len(MOMENTS), 105)
    for number in range(rounds):
        with play.team.program.running("run") as running:
            until(up(running))
            play.meet(MOMENTS[number % len(MOMENTS)], running)
    unfinished = "SELECT count(*) FROM answer WHERE state IN ('waiting', 'sending') OR file_due IS NOT NULL"
    with play.team.program.running("run") as running:
        until(up(running))
        until(partial(_rests, play, unfinished), seconds=120)
        assert running.terminate() == 0
    check(play)


def _rests(play: Play, query: str) -> bool:
    play.hurry()
    return play.one(query) == 0


def check(play: Play) -> None:
    rows, received, filed = play.rows(), play.received(), play.filed()
    assert rows.keys() == set(play.written)
    assert {each for each, times in received.items() if times > 1} == set()
    states = Counter((*sorted(play.hits[each]), rows[each][0]) for each in rows)
    for message_id, (state, _) in rows.items():
        assert state in ("sent", "unknown"), states
        if state == "unknown":
            assert play.hits[message_id] & DOUBTFUL, states
        else:
            assert received[message_id] == 1
            assert filed[message_id] == 1
            assert "letter" not in play.hits[message_id]
    assert set(filed.values()) <= {1}
    print(f"\n{len(rows)} letters, {dict(states)}")  # the figures of a long run
