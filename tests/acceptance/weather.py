"""A team at work whose surroundings fail for a while: what it says, how often it tries, what comes after.

Holds always: letters and messages are counted from outside, on the mail server and in the chats.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests import databases
from tests.acceptance.conftest import ADMIN, Team
from tests.acceptance.notices import told_together
from tests.acceptance.post import SUBJECT, Post, number_in
from tests.acceptance.program import Program, Running
from tests.acceptance.telegram import Telegram, telegram
from tests.acceptance.test_processes import until
from tests.fakes import ports
from tests.fakes.dovecot_box import Box

Ask = Callable[[str], list[tuple[Any, ...]]]
OWNER = int(ADMIN)  # of the mailboxes, and told of what breaks
SOON = 60.0  # seconds in which all that waited is there, at most; the machine may be busy


@dataclass(slots=True)
class Weather:
    """One bot with its engine; `ask` queries its database from outside."""

    team: Team
    api: Telegram
    post: Post
    ask: Ask
    boxes: list[Box] = field(default_factory=list)

    @property
    def program(self) -> Program:
        return self.team.program

    def box(self, name: str, letters: int = 4) -> Box:
        box = self.team.dovecot.user(f"{name}@acme.test")
        self.post.fill(box, letters)
        self.team.add(box)
        self.boxes.append(box)
        return box

    def some(self, count: int, *, late: bool = False) -> None:
        """Letters of clients, for all mailboxes in turn."""
        for number in range(count):
            self.post.from_client(self.boxes[number % len(self.boxes)], late=late)

    def health(self) -> int | None:
        """What /healthz answers with; None where nobody does."""
        try:
            return httpx.get(f"http://{self.program.settings['HTTP_LISTEN']}/healthz", timeout=10).status_code
        except httpx.TransportError:
            return None

    def said(self) -> list[dict[str, Any]]:
        """The log."""
        log = (self.program.folder / "log").read_text(encoding="utf-8")
        return [json.loads(line) for line in log.splitlines() if line.startswith("{")]

    def lines(self, action: str) -> list[dict[str, Any]]:
        """Lines of the log that say this happened."""
        return [each for each in self.said() if each.get("action") == action]

    def troubles(self) -> Counter[str]:
        """How often the log says what, of what an administrator should look at."""
        grave = (each for each in self.said() if each["level"] in ("warning", "error", "critical"))
        return Counter(str(each.get("action", each["message"])) for each in grave)

    def watched(self) -> bool:
        return self.ask("SELECT count(*) FROM mailbox WHERE watched_until IS NULL") == [(0,)]

    def imported(self) -> bool:
        return self.ask("SELECT count(*) FROM mailbox WHERE imported_at IS NULL") == [(0,)]

    def stored(self) -> Counter[int]:
        return Counter(number_in(subject) for (subject,) in self.ask("SELECT subject FROM letter"))

    def all_stored(self) -> bool:
        return len(self.stored()) == len(self.post.old) + len(self.post.to_tell)

    def told(self) -> bool:
        waiting = "SELECT count(*) FROM notice WHERE state = 'waiting'"
        return self.all_stored() and self.ask(waiting) == [(0,)]

    def comes_through(self, seconds: float = SOON) -> None:
        """All that came is stored and told."""
        until(self.all_stored, seconds)
        until(self.told, seconds)

    def check(self, *, twice: int = 0) -> None:
        """Each letter is stored once and told once, and the audit proves that none is missing.

        `twice`: how many letters may have been told of twice.
        """
        assert self.stored() == Counter([*self.post.old, *self.post.to_tell])
        for box in self.boxes:
            found = self.program.json("audit", box.address)
            assert (found["complete"], found["current"]) == (True, True), found
        books = "SELECT letter.subject, notice.state FROM notice JOIN letter ON letter.id = notice.letter_id"
        ends = {number_in(subject): state for subject, state in self.ask(books)}
        assert ends.keys() == self.post.to_tell.keys()
        assert set(ends.values()) <= {"sent", "in_summary"}
        messages = [text for text in self.api.told(OWNER).values() if SUBJECT.search(text)]
        alone = [number_in(text) for text in messages if told_together(text) is None]
        assert len(alone) - len(set(alone)) <= twice, Counter(alone)
        together = sum(told_together(text) or 0 for text in messages)
        assert 0 <= len(alone) + together - len(ends) <= twice

    def admin_hears(self, part: str, seconds: float = SOON) -> str:
        """A message to the administrator that has `part` in it."""

        def heard() -> str | None:
            return next((text for text in self.api.told(OWNER).values() if re.search(part, text)), None)

        return str(until(heard, seconds))


@contextmanager
def at_work(team: Team, ask: Ask, *names: str, **settings: str) -> Iterator[tuple[Weather, Running]]:
    """A bot that watches mailboxes of these names."""
    with telegram((OWNER,)) as api:
        team.program.settings |= api.settings | {
            "LOG_FORMAT": "json",
            "HTTP_LISTEN": f"127.0.0.1:{ports.free()}",
            "LOGINS_PER_MINUTE": "1000",
            "LANGUAGE": "ru",
            **settings,
        }
        weather = Weather(team, api, Post(random.Random(7)), ask)
        for name in names:
            weather.box(name)
        with team.program.running("run") as running:
            until(weather.imported, SOON)
            if settings.get("IDLE") != "off":
                until(weather.watched, SOON)
            until(lambda: weather.health() == 200, SOON)
            api.say(OWNER, "/start", "Здравствуйте")
            yield weather, running


def asking(program: Program) -> Ask:
    """Queries of the program's database."""
    return lambda query: databases.ask(program.database, query)
