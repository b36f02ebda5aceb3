"""What the program's database says of notices, read from outside; and what was on its way at a kill."""

import re
from collections import Counter
from dataclasses import dataclass, field

from tests import databases
from tests.acceptance.post import number_in

_TOGETHER = re.compile("Ещё одно письмо|(?:Накопилось|Ещё) ([0-9\xa0]+) пис")
_WHILE_LETTERS = "FROM notice JOIN letter ON letter.id = notice.letter_id"


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that reached its end."""

    state: str
    message_id: int | None


def notices(url: str) -> dict[int, list[Told]]:
    """By the number of the letter."""
    found: dict[int, list[Told]] = {}
    query = f"SELECT letter.subject, notice.state, notice.message_id {_WHILE_LETTERS}"
    for subject, state, message_id in databases.ask(url, query):
        found.setdefault(number_in(subject), []).append(Told(state, message_id))
    return found


def by_person(url: str) -> list[tuple[int, int, str, str | None, int]]:
    """Number of the letter, Telegram id, state, why and message of each notice."""
    query = f"""SELECT letter.subject, person.telegram_id, notice.state, notice.why, notice.message_id
        {_WHILE_LETTERS} JOIN person ON person.id = notice.person_id ORDER BY notice.id"""
    return [(number_in(row[0]), row[1], row[2], row[3], row[4]) for row in databases.ask(url, query)]


def told_together(text: str) -> int | None:
    """How many letters a message tells of (in Russian); None where it is about one and shows it."""
    found = _TOGETHER.search(text)
    return int((found[1] or "1").replace("\xa0", "")) if found else None


def hurry(url: str) -> None:
    """What waits for its next attempt waits no longer: as if minutes had passed. Nobody may be running."""
    databases.ask(url, "UPDATE notice SET due_at = '2000-01-01 00:00:00+00:00' WHERE state = 'waiting'")


@dataclass(slots=True)
class OnTheirWay:
    """Attempts that were begun and not written down as done when the program was killed."""

    by_number: Counter[int] = field(default_factory=Counter)  # kills that met this letter's notice on its way
    messages: int = 0  # that were met on their way
    _tries: dict[int, int] = field(default_factory=dict)  # by notice, at the kill before

    def note(self, url: str) -> None:
        """To be called after each kill."""
        query = f"""SELECT notice.id, notice.tries, letter.subject, notice.person_id, notice.bundle
            {_WHILE_LETTERS} WHERE notice.state = 'waiting' AND notice.tries > 0"""
        met: set[tuple[int, str | None]] = set()
        for notice_id, tries, subject, person, bundle in databases.ask(url, query):
            if tries > self._tries.get(notice_id, 0):
                self._tries[notice_id] = tries
                self.by_number[number_in(subject)] += 1
                met.add((person, bundle))
        assert len({person for person, _ in met}) == len(met), "a chat had two messages on their way"
        self.messages += len(met)
