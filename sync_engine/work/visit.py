"""One visit to a mailbox: its session, and what it has done so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from storage import folders, records
from sync_engine import errors
from sync_engine.rules import uids
from sync_engine.rules.plan import Meta, ServerFolder
from sync_engine.wire import imap
from sync_engine.work.kit import Kit


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
    committed: Callable[[int], None]  # called after each commit with the notices it wrote
    tally: Tally = field(default_factory=Tally)
    inside: int | None = None  # id of the folder that is open
    broken: dict[int, errors.MailError] = field(default_factory=dict)  # folders that cannot be followed now
    careful: bool = False  # the last sync broke off: the first chunk is taken letter by letter
    looked: datetime | None = None  # when we last looked for new letters

    async def folders(self) -> list[records.FolderMarks]:
        """The marks of the folders that can be followed. Raises `StaleEpoch` where the mailbox is gone."""
        found = await folders.marks(self.job.mailbox.id)
        if not found:
            raise errors.StaleEpoch
        return [marks for marks in found if marks.folder_id not in self.broken]

    async def marks(self, folder_id: int) -> records.FolderMarks:
        return next(marks for marks in await self.folders() if marks.folder_id == folder_id)

    async def metas(self, asked: uids.Ranges) -> list[Meta]:
        """Arrival and size of these letters of the open folder, in as many commands as it takes."""
        found: list[Meta] = []
        for piece in uids.pieces(asked):
            found += await self.session.metas(uids.text(piece), self.kit.policy.clock_tolerance)
        return found

    async def there(self, asked: uids.Ranges) -> list[records.Uid]:
        """Those of the UIDs that exist in the open folder."""
        found: list[records.Uid] = []
        for piece in uids.pieces(asked):
            found += await self.session.search(piece)
        return found

    async def look(self, marks: records.FolderMarks) -> ServerFolder:
        """Opens a folder and tells what is new in it. Raises `FolderReplaced`."""
        server = await self.session.look(marks.name)
        self.inside = marks.folder_id
        if server.uidvalidity != marks.uidvalidity:
            raise errors.FolderReplaced
        return server

    async def enter(self, marks: records.FolderMarks) -> None:
        """Makes sure that a folder is the open one."""
        if self.inside != marks.folder_id:
            await self.look(marks)

    async def commit(self, batch: records.Batch) -> None:
        """Stores a batch. Raises `StaleEpoch` where a newer sync has begun."""
        try:
            notices = await folders.commit(self.job, batch, self.kit.clock())
        except folders.Superseded:
            raise errors.StaleEpoch from None
        stored = sum(letter.status == "stored" for letter in batch.letters)
        self.tally.stored += stored
        self.tally.quarantined += len(batch.letters) - stored
        self.tally.notices += notices
        self.committed(notices)
