"""One visit to a mailbox: its session, what it has found, and what it has done so far."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage import batches, folders, records, team, turns
from sync_engine import errors
from sync_engine.rules import check, plan, uids
from sync_engine.wire import answers, imap
from sync_engine.wire.survey import Survey, Surveyed
from sync_engine.work import dates
from sync_engine.work.kit import Kit

_LOOK_AGAIN = timedelta(seconds=3)  # how long a long piece of work keeps new letters waiting
UP = (1 << 32) - 1  # the highest UID there can be (RFC 3501 §2.3.1.1)


@dataclass(slots=True)
class Tally:
    """What a sync stored, and how many notices it wrote."""

    stored: int = 0
    quarantined: int = 0
    notices: int = 0


@dataclass(slots=True)
class Visit:
    job: records.MailboxJob
    kit: Kit
    session: imap.Session
    audience: tuple[int, ...]  # ids of the people to be told of new letters
    clients: frozenset[str] = frozenset()  # senders that a person called clients (rule S7)
    committed: Callable[[int], None] = lambda notices: None  # after each commit, with the notices it wrote
    tally: Tally = field(default_factory=Tally)
    broken: dict[int, errors.MailError] = field(default_factory=dict)  # folders that cannot be followed now
    seen: dict[int, records.Seen] = field(default_factory=dict)  # what the server last said, by folder
    careful: bool = False  # the last sync broke off: the first chunk is taken letter by letter
    sizes_lie: int = 0  # letters whose size was not what the server says, though their octets are sound
    looked: datetime | None = None  # when we last looked for new letters
    bundle: str | None = None  # the summary that tells of letters found late (rule S4)
    _marks: list[records.FolderMarks] | None = None  # as they are since the last commit
    _team: frozenset[str] | None = None  # where a letter wanted them: all addresses of the team

    async def folders(self) -> list[records.FolderMarks]:
        """The marks of the folders that can be followed. Raises `StaleEpoch` where the mailbox is gone."""
        if self._marks is None:  # nobody else moves them while this sync holds the mailbox
            self._marks = await folders.marks(self.job.mailbox.id)
        if not self._marks:
            raise errors.StaleEpoch
        return [marks for marks in self._marks if marks.folder_id not in self.broken]

    async def team(self) -> frozenset[str]:
        """The team's addresses; read once, and not where there is no letter, for they may be many."""
        if self._team is None:
            self._team = await team.addresses()
        return self._team

    async def marks(self, folder_id: int) -> records.FolderMarks:
        return next(marks for marks in await self.folders() if marks.folder_id == folder_id)

    async def statuses(self, among: Sequence[records.FolderMarks]) -> dict[int, check.FolderStatus]:
        """What STATUS says, by folder id; one the server does not speak of is left out."""
        return by_folder(among, await self.session.statuses([marks.name for marks in among]))

    async def survey(
        self, wanted: Sequence[tuple[records.FolderMarks, uids.Ranges]], *, by_number: bool = False
    ) -> dict[int, Surveyed]:
        """Folders opened and looked at in one group, by id; one that fails does not stop the other."""
        if not wanted:
            return {}
        asked = [Survey(marks.name, ranges, by_number) for marks, ranges in wanted]
        tolerance = self.kit.policy.clock_tolerance
        answered = await self.session.survey(asked, self.kit.clock(), tolerance)
        found: dict[int, Surveyed] = {}
        for (marks, _), one in zip(wanted, answered, strict=True):
            if isinstance(one, errors.MailError):
                self.broken[marks.folder_id] = one
                continue
            found[marks.folder_id] = one
            self.saw(marks, one)
        return found

    def saw(self, marks: records.FolderMarks, found: Surveyed) -> None:
        server = found.server
        if server.uidvalidity == marks.uidvalidity:
            self.seen[marks.folder_id] = records.Seen(
                uidnext=server.uidnext, messages=server.exists, modseq=server.modseq
            )

    async def metas(self, marks: records.FolderMarks, asked: uids.Ranges) -> Surveyed:
        """Arrival and size of these letters. Raises the folder's `MailError`."""
        found = await self.survey([(marks, asked)])
        if marks.folder_id not in found:
            raise self.broken[marks.folder_id]
        return found[marks.folder_id]

    async def sure(self, marks: records.FolderMarks, metas: Iterable[plan.Meta]) -> list[plan.Meta]:
        """The letters; whether one is too old was asked twice. Raises the folder's `MailError`."""

        async def ask(asked: uids.Ranges) -> Iterable[plan.Meta]:
            return (await self.metas(marks, asked)).metas

        return await dates.sure(metas, self.job.mailbox.window_from, ask)

    def is_time_to_look(self) -> bool:
        """Whether a long piece of work should stop for new letters."""
        return self.looked is None or self.kit.clock() - self.looked > _LOOK_AGAIN

    def begin_summary(self) -> None:
        if self.bundle is None:
            self.bundle = uuid.uuid4().hex

    def forget(self) -> None:
        """The marks have moved."""
        self._marks = None

    async def commit(self, batch: records.Batch) -> None:
        """Stores a batch. Raises `StaleEpoch` where a newer sync has begun."""
        try:
            notices = await batches.commit(self.job, batch, self.kit.clock())
        except turns.Superseded:
            raise errors.StaleEpoch from None
        finally:
            self.forget()
        self._measure(batch, notices)
        stored = sum(letter.status == "stored" for letter in batch.letters)
        self.tally.stored += stored
        self.tally.quarantined += len(batch.letters) - stored
        self.tally.notices += notices
        self.committed(notices)

    def _measure(self, batch: records.Batch, notices: int) -> None:
        meter, now = self.kit.meter, self.kit.clock()
        meter.notices += notices
        for letter in batch.letters:
            meter.letters[letter.status] += 1
            if letter.new:
                meter.until_stored.add((now - letter.received).total_seconds())


def by_folder(
    among: Iterable[records.FolderMarks], told: dict[str, check.FolderStatus]
) -> dict[int, check.FolderStatus]:
    return {
        marks.folder_id: status
        for marks in among
        if (status := told.get(answers.folder_key(marks.name))) is not None
    }
