"""Letters with numbers: what was posted to which mailbox, and what is still there.

Holds always: the number of a letter stands in its subject and in its text, and comes only once.
"""

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.fakes.dovecot_box import Box

SUBJECT = re.compile(r"Order ([0-9]{5})\b")
TEXT = re.compile(r"Position ([0-9]{5})\b")
LATE = timedelta(minutes=25)  # long enough to be told of in a summary (rule S4)


def number_in(text: str) -> int:
    found = SUBJECT.search(text)
    assert found, f"no number in {text!r}"
    return int(found[1])


@dataclass(slots=True)
class Post:
    """Brings letters and remembers them."""

    chance: random.Random
    old: dict[int, Box] = field(default_factory=dict)  # before their mailbox was connected
    to_tell: dict[int, Box] = field(default_factory=dict)  # from clients, since it was connected
    own: dict[int, Box] = field(default_factory=dict)  # of the mailbox itself, in Sent
    expunged: set[int] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def fill(self, box: Box, count: int) -> None:
        """What lies in a mailbox when it is connected: a month of letters, each fourth one sent."""
        ages = sorted((self.chance.uniform(0.01, 29) for _ in range(count)), reverse=True)
        for place, days in enumerate(ages):
            self.old[self._deliver(box, timedelta(days=days), sent=place % 4 == 3)] = box

    def from_client(self, box: Box, *, late: bool = False, lines: int | None = None) -> None:
        """`lines`: of text; None: some."""
        self.to_tell[self._deliver(box, LATE if late else timedelta(0), lines=lines)] = box

    def sent(self, box: Box) -> None:
        self.own[self._deliver(box, timedelta(0), sent=True)] = box

    def expunge(self, box: Box) -> None:
        """Some letter of the Inbox vanishes."""
        there = self.there(box)["inbox"]
        if there:
            uid = self.chance.choice(sorted(there))
            self.expunged.add(there[uid])
            box.expunge(uid)

    def there(self, box: Box) -> dict[str, dict[int, int]]:
        """By role: UID and number of each letter on the server."""
        assert box.sent
        found: dict[str, dict[int, int]] = {}
        with box.session() as session:
            for role, name in (("inbox", "INBOX"), ("sent", box.sent)):
                session.select_folder(name, readonly=True)
                heads = session.fetch(session.search(), ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]"])
                found[role] = {
                    uid: number_in(items[b"BODY[HEADER.FIELDS (SUBJECT)]"].decode())
                    for uid, items in heads.items()
                }
        return found

    def _deliver(self, box: Box, age: timedelta, *, sent: bool = False, lines: int | None = None) -> int:
        number = next(self._numbers)
        moment = datetime.now(UTC) - age
        client = f"client{number % 7}@client.test"
        sender, receiver = (box.address, client) if sent else (client, box.address)
        filling = "Lorem ipsum dolor sit amet.\r\n" * (lines or self.chance.randint(1, 80))
        raw = (
            f"From: {sender}\r\nTo: {receiver}\r\nSubject: Order {number:05}\r\n"
            f"Date: {format_datetime(moment)}\r\nMessage-ID: <{number}@client.test>\r\n\r\n"
            f"Position {number:05}\r\n{filling}"
        )
        assert box.sent
        box.deliver(raw.encode(), folder=box.sent if sent else "INBOX", received=moment)
        return number
