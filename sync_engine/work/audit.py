"""The completeness proof: the UIDs the server has against ours (invariant 3).

Takes no lock and writes nothing. Asks the server first and the database afterwards, so that a letter stored
meanwhile is not called missing.
"""

from dataclasses import dataclass
from datetime import timedelta

from storage import folders, letters, records
from sync_engine import errors
from sync_engine.rules import ledger, uids
from sync_engine.wire import imap
from sync_engine.work import door
from sync_engine.work.kit import Kit

_STEP = 50_000  # UIDs asked about in one SEARCH: its answer is one line


@dataclass(frozen=True, slots=True)
class Audit:
    folders: tuple[ledger.FolderLedger, ...]

    @property
    def complete(self) -> bool:
        return all(folder.complete for folder in self.folders)

    @property
    def current(self) -> bool:
        return all(folder.current for folder in self.folders)


async def audit(mailbox: records.Mailbox, credential: str, kit: Kit) -> Audit:
    """Raises `MailError`."""
    password = kit.keyring.unseal(credential)
    async with door.enter(mailbox.imap, mailbox.login, password, kit) as session:
        seen = {
            each.folder_id: await _seen(session, each, mailbox, kit.policy.clock_tolerance)
            for each in await folders.marks(mailbox.id)
        }
    ledgers = []
    for marks in await folders.marks(mailbox.id):
        server = seen[marks.folder_id]
        ours = await letters.identities(marks.folder_id)
        ledgers.append(ledger.compare(marks, server, ours))
    if not ledgers:
        raise errors.NotFound  # it was disconnected meanwhile
    return Audit(tuple(ledgers))


async def _seen(
    session: imap.Session, marks: records.FolderMarks, mailbox: records.Mailbox, tolerance: timedelta
) -> ledger.ServerUids:
    server = await session.look(marks.name)
    found: list[records.Uid] = []
    for low in range(1, server.uidnext, _STEP):
        found += await session.search(((low, min(low + _STEP, server.uidnext) - 1),))
    undecided = _undecided(marks, found)
    old: set[int] = set()
    for piece in uids.pieces(uids.ranges(undecided)):
        metas = await session.metas(uids.text(piece), tolerance)
        old |= {meta.uid for meta in metas if meta.received < mailbox.window_from}
    return ledger.ServerUids(server.uidvalidity, tuple(found), frozenset(old))


def _undecided(marks: records.FolderMarks, found: list[records.Uid]) -> list[records.Uid]:
    """UIDs of which only their dates can tell whether they belong to the window."""
    skipped = uids.among(uids.parse(marks.skipped), found)
    return [uid for uid in found if uid not in skipped and (uid < marks.old_to or uid >= marks.new_to)]
