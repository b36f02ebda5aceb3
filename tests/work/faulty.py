"""A mailbox behind a line with a fault: what a turn may end with, and how all is in the end."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from storage import mailboxes, models, records
from sync_engine import errors
from sync_engine.work import audit, turn
from sync_engine.work.kit import Kit
from tests.work import shapes
from tests.work.shapes import Shape

CHECK = timedelta(minutes=15)  # from one check to the next
TURNS = 6  # until all is here: far less than a day, so that nothing is left to the nightly count

Facts = tuple[object, ...]  # what is stored of a letter, its UID and folder aside
Place = tuple[str, int]  # role and UID


class Box(Protocol):
    """What the boxes of both servers can."""

    address: str
    password: str

    def deliver(self, raw: bytes, *, folder: str = "INBOX", received: datetime | None = None) -> object: ...


@dataclass(slots=True)
class Faulty:
    """`kit` follows the clock; `slowest` is the longest turn, in seconds."""

    box: Box
    sent: str
    base: Kit
    mailbox: records.Mailbox = field(init=False)
    kit: Kit = field(init=False)
    ahead: timedelta = timedelta(0)  # of the real clock
    there: list[Shape] = field(default_factory=list)  # in the order of their UIDs, folder by folder
    announced: list[str] = field(default_factory=list)  # subjects of new client letters
    slowest: float = 0.0

    def __post_init__(self) -> None:
        self.kit = replace(self.base, clock=lambda: datetime.now(UTC) + self.ahead)

    def deliver(self, letters: Iterable[Shape], *, new: bool = False) -> None:
        for each in letters:
            folder = "INBOX" if each.role == "inbox" else self.sent
            self.box.deliver(each.raw, folder=folder, received=each.received)
            self.there.append(each)
            if new and each.client and each.role == "inbox":
                self.announced.append(each.subject)

    async def turn(self) -> errors.MailError | None:
        """One turn, a quarter of an hour after the last; what it broke off with."""
        self.ahead += CHECK
        started = time.monotonic()
        try:
            async with asyncio.timeout(60):
                await turn.take(self.mailbox.id, self.kit)
        except errors.MailError as error:
            return error
        finally:
            self.slowest = max(self.slowest, time.monotonic() - started)
        return None

    async def settle(self) -> int:
        """Turns over a clean line until all is here; how many it took."""
        for number in range(1, TURNS + 1):
            await self.turn()
            if await self.is_settled():
                return number
        return TURNS

    async def is_settled(self) -> bool:
        held = await models.Letter.filter(mailbox_id=self.mailbox.id).count()
        holes = await models.Hole.filter(folder__mailbox_id=self.mailbox.id).count()
        below = await models.Folder.filter(mailbox_id=self.mailbox.id, old_to__gt=1).count()
        return held >= len(self.expected()) and not holes and not below

    def numbered(self) -> dict[Place, Shape]:
        """Where each letter is on the server."""
        numbers = Counter[str]()
        found: dict[Place, Shape] = {}
        for each in self.there:
            numbers[each.role] += 1
            found[each.role, numbers[each.role]] = each
        return found

    def expected(self) -> dict[Place, Shape]:
        """Where each letter of the window is."""
        return {place: each for place, each in self.numbered().items() if shapes.belongs(each)}

    async def check_is_tried_soon(self) -> None:
        """A turn that broke off is followed by another within minutes."""
        row = await models.Mailbox.get(id=self.mailbox.id)
        assert row.next_check
        assert row.next_check <= self.kit.clock() + timedelta(minutes=self.kit.policy.sync_minutes[0])

    async def held(self) -> dict[Place, Facts]:
        """What is stored of each letter; no place is there twice."""
        files: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        for each in await models.Attachment.filter(letter__mailbox_id=self.mailbox.id).order_by("id"):
            files[each.letter_id].append((each.name, each.type, each.size))
        rows = await models.Letter.filter(mailbox_id=self.mailbox.id).prefetch_related("folder")
        found: dict[Place, Facts] = {
            (row.folder.role, row.uid): (
                *(row.subject, row.text, row.from_address, row.message_id, row.date, row.status),
                *(files[row.id], row.received, row.size),
            )
            for row in rows
        }
        assert len(found) == len(rows)
        return found

    async def notices(self) -> Counter[Place]:
        rows = await models.Notice.filter(letter__mailbox_id=self.mailbox.id).prefetch_related(
            "letter__folder"
        )
        return Counter((row.letter.folder.role, row.letter.uid) for row in rows)

    async def check(self, truth: dict[str, Facts], *, altered: frozenset[str], odd: frozenset[str]) -> None:
        """All is as over a clean line, where each subject has the facts of `truth`.

        `altered` are letters whose own octets were hit, `odd` those of which a line about them was: their
        moment and size may be other ones, and an old one may seem young.
        """
        expected, held = self.expected(), await self.held()
        extra = held.keys() - expected.keys()
        lost = {expected[place].subject for place in expected.keys() - held.keys()}
        assert not lost, f"lost: {lost}"
        assert len(extra) <= len(odd), f"nothing of this should be here: {extra}"
        for place, shape in expected.items():
            if shape.subject not in altered:
                left = slice(None, 7) if shape.subject in odd else slice(None)
                assert held[place][left] == truth[shape.subject][left], f"{place} is not {shape.subject}"
        new = {place: 1 for place, shape in expected.items() if shape.subject in self.announced}
        notices = await self.notices()
        assert {place: n for place, n in notices.items() if place not in extra} == new
        await self._check_marks()
        await self._check_audit(len(held))

    async def _check_marks(self) -> None:
        for row in await models.Folder.filter(mailbox_id=self.mailbox.id):
            uids = sum(each.role == row.role for each in self.there)
            assert row.old_to == 1 <= row.new_from <= row.new_to <= uids + 1
            assert not row.renumbering
        assert not await models.Hole.filter(folder__mailbox_id=self.mailbox.id).exists()

    async def _check_audit(self, letters: int) -> None:
        proof = await audit.audit(self.mailbox, await mailboxes.credential(self.mailbox.id), self.kit)
        assert proof.complete, proof
        assert proof.current, proof
        assert sum(each.on_server for each in proof.folders) == letters
        found = await mailboxes.get(self.mailbox.id)
        assert found
        assert (found.state, found.failures, found.told) == ("ok", 0, None)
        assert not await models.Alert.filter(mailbox_id=self.mailbox.id).exists()
