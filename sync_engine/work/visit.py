"""One visit to a mailbox: its session, and what it has done so far."""

from collections.abc import Callable
from dataclasses import dataclass, field

from storage import folders, records
from sync_engine import errors
from sync_engine.rules.plan import ServerFolder
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
