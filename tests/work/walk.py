"""A mailbox to which anything may happen, drawn by chance, and what must be true of it after every turn."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from storage import folders, letters, mailboxes, models, records
from sync_engine import errors
from sync_engine.rules import uids
from sync_engine.work import audit, turn
from sync_engine.work.kit import Kit
from tests import make
from tests.fakes.imap_server import server as imap_server
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.mailbox import Box

FOLDERS = {"INBOX": "inbox", "Sent": "sent"}
MESSAGE_IDS = ("<same@machine.test>", "<twin@machine.test>")


@dataclass(slots=True)
class Fuse:
    """Burns down with each round trip and each transaction of a turn, then does its thing once."""

    left: int = 0
    act: Callable[[], None] | None = None

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0 and self.act is not None:
            act, self.act = self.act, None
            act()


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter as the world knows it."""

    folder: str
    subject: str
    received: datetime
    news: bool  # to be announced once; otherwise never, or perhaps once where `unsure`


@dataclass(slots=True)
class Walk:
    seed: int
    server: imap_server.ImapServer
    box: Box
    kit: Kit
    fuse: Fuse
    chance: random.Random
    now: datetime = make.NOW
    mailbox: records.Mailbox = field(init=False)
    connected: bool = False
    world: dict[tuple[str, str], Sent] = field(default_factory=dict)
    unsure: set[tuple[str, str]] = field(default_factory=set)
    renumbered: set[str] = field(default_factory=set)  # folders, and no turn has seen it yet
    held_back: list[tuple[str, Callable[[], int]]] = field(default_factory=list)
    late: set[tuple[str, str]] = field(default_factory=set)  # were held back: a mark may have passed them
    number: int = 0

    # -- what happens on the server ----------------------------------------------------------------

    def letter(self, folder: str) -> tuple[bytes, datetime]:
        """New mostly; sometimes moved in from elsewhere, and then perhaps too old.

        Some share their Message-ID, then their dates tell them apart: nothing else could.
        """
        self.number += 1
        self.now += timedelta(seconds=1)
        subject = f"letter-{self.number:04}"
        age = timedelta()
        if not self.connected or self.chance.random() < 0.2:
            age = timedelta(days=self.chance.choice([0.1, 1, 3, 10, 29, 33, 50]))
        received = self.now - age
        kind = self.chance.random()
        message_id = f"<{subject}@client.test>" if kind < 0.6 else self.chance.choice(MESSAGE_IDS)
        lines = [f"From: petrov@client.test\r\nTo: anna@acme.test\r\nSubject: {subject}\r\n"]
        if kind < 0.85:
            lines.append(f"Message-ID: {message_id}\r\n")
        if 0.6 <= kind < 0.85 or self.chance.random() < 0.8:
            lines.append(f"Date: {format_datetime(received)}\r\n")
        raw = "".join(lines) + "\r\n" + "x" * self.chance.choice([5, 5, 300, 4000]) + "\r\n"
        sent = Sent(folder, subject, received, news=self.connected and folder == "INBOX")
        self.world[folder, subject] = sent
        if folder in self.renumbered and (age or self.is_reticent()):
            self.unsure.add((folder, subject))
        return raw.encode(), received

    def deliver(self) -> None:
        for _ in range(self.chance.choice([1, 1, 2, 7])):
            folder = self.chance.choice(["INBOX", "INBOX", "Sent"])
            raw, received = self.letter(folder)
            self.box.deliver(raw, folder=folder, received=received)
            self.now += timedelta(seconds=self.chance.choice([0, 1, 40]))

    def hold(self) -> None:
        folder = self.chance.choice(list(FOLDERS))
        raw, received = self.letter(folder)
        self.held_back.append((folder, self.box.hold(raw, folder=folder, received=received, ahead="uid")))
        self.late.add((folder, f"letter-{self.number:04}"))

    def show(self) -> None:
        if self.held_back:
            _, show = self.held_back.pop(self.chance.randrange(len(self.held_back)))
            show()

    def expunge(self) -> None:
        folder = self.chance.choice(list(FOLDERS))
        if there := self.box.uids(folder):
            self.box.expunge(
                *self.chance.sample(there, min(len(there), self.chance.choice([1, 1, 3]))), folder=folder
            )

    def renumber(self) -> None:
        """What was not stored by now, or is moved in before we know, may look as if it was here before."""
        folder = self.chance.choice(list(FOLDERS))
        for held in [held for held in self.held_back if held[0] == folder]:
            self.held_back.remove(held)
            held[1]()
        self.unsure |= {key for key in self.world if key[0] == folder}
        self.renumbered.add(folder)
        self.box.renumber(folder)

    def change_mood(self) -> None:
        """For a while the server keeps some letters to itself, or counts badly, or answers oddly."""
        some = frozenset(self.chance.sample(range(1, 60), 8))
        self.server.character = self.chance.choice(
            [
                *(Character(), Character(leaves_out=some), Character(bodiless=some), Character(refused=some)),
                *(Character(uidnext_behind=2), Character(tells_uidnext=False), Character(messages_off=1)),
                *(Character(backwards=True, search_limit=5), Character(restless=True)),
            ]
        )

        if self.is_reticent():  # then it cannot be told what is new in a folder that is numbered anew
            self.unsure |= {key for key in self.world if key[0] in self.renumbered}

    def is_reticent(self) -> bool:
        return bool(self.server.character.leaves_out or self.server.character.bodiless)

    def something(self) -> None:
        self.chance.choice([self.deliver, self.deliver, self.hold, self.show, self.expunge, self.renumber])()

    # -- turns -------------------------------------------------------------------------------------

    async def take(self) -> None:
        """A turn; what may end one in the world may end this one."""
        self.now += self.chance.choice([timedelta(seconds=5), timedelta(minutes=12), timedelta(hours=5)])
        with suppress(errors.MailError):
            await turn.take(self.mailbox.id, self.kit)

    async def take_with_trouble(self) -> None:
        """One that is killed, loses its line, finds the disk full, or has the server change under it."""
        task = asyncio.create_task(self.take())

        def lose_the_line() -> None:
            raise errors.ServerUnreachable

        def find_the_disk_full() -> None:
            raise OSError("database or disk is full")

        def kill() -> None:
            task.cancel()

        self.fuse.act = self.chance.choice([kill, kill, lose_the_line, find_the_disk_full, self.something])
        self.fuse.left = self.chance.randint(1, 20)
        with suppress(asyncio.CancelledError, OSError, errors.MailError):
            await task
        self.fuse.act = None

    async def step(self) -> None:
        sometimes = [self.hold, self.show, self.expunge, self.expunge, self.renumber, self.change_mood]
        happens = self.chance.choice([self.deliver] * 5 + sometimes + [None] * 4)
        if happens:
            happens()
        elif self.chance.random() < 0.5:
            await self.take()
            await self.check()
        else:
            await self.take_with_trouble()
            await self.check()

    # -- what must be true -------------------------------------------------------------------------

    async def check(self) -> None:
        rows = await models.Letter.filter(mailbox_id=self.mailbox.id).prefetch_related("folder")
        names = [(row.folder.name, row.subject) for row in rows]
        assert {name for name, count in Counter(names).items() if count > 1} == set(), "stored twice"
        for marks in await folders.marks(self.mailbox.id):
            here = {row.uid for row in rows if row.folder_id == marks.folder_id and row.uidvalidity}
            holes = {int(hole.uid) for hole in marks.holes}
            assert marks.old_to <= marks.new_from <= marks.new_to
            assert all(marks.old_to <= uid < marks.new_to for uid in here | holes)
            assert not here & holes
            self._check_nothing_was_passed(marks, here | holes)
        told = Counter(await self.told())
        assert max(told.values(), default=1) == 1, "announced twice"
        assert {key for key in told if not self.world[key].news} == set(), "old news"

    def _check_nothing_was_passed(self, marks: records.FolderMarks, settled: set[int]) -> None:
        state = self.box.named(marks.name).state
        if state.uidvalidity != marks.uidvalidity:
            return
        self.renumbered.discard(marks.name)
        between = {
            letter.uid
            for letter in state.letters
            if marks.old_to <= letter.uid < marks.new_to
            and (marks.name, subject(letter.octets)) not in self.late
        }
        settled = settled | uids.among(uids.parse(marks.skipped), between)
        assert between <= settled, "passed in silence"

    async def told(self) -> list[tuple[str, str]]:
        rows = models.Notice.filter(letter__mailbox_id=self.mailbox.id)
        found = await rows.values_list("letter__folder__name", "letter__subject")
        return [(str(name), str(words)) for name, words in found]

    async def check_the_end(self, before: set[tuple[str, str]]) -> None:
        held = {(each.folder, each.letter.subject) for each in await letters.newest(self.mailbox.id, 100_000)}
        window = {
            (FOLDERS[folder], subject(letter.octets))
            for folder in FOLDERS
            for letter in self.box.named(folder).state.letters
            if letter.received >= self.mailbox.window_from
        }
        assert window - held == set(), "never came"
        assert before - held == set(), "went with the server's"
        proof = await audit.audit(self.mailbox, await mailboxes.credential(self.mailbox.id), self.kit)
        assert (proof.complete, proof.current) == (True, True)
        told = set(await self.told())
        due = {
            key
            for key, sent in self.world.items()
            if sent.news and key not in self.unsure and (FOLDERS[key[0]], key[1]) in held
        }
        assert due - told == set(), "nobody was told"


def subject(octets: bytes) -> str:
    return octets.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode()
