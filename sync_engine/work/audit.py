"""The completeness proof: the UIDs the server has against ours (invariant 3).

Takes no lock and writes nothing. Asks the server first and the database afterwards, so that a letter stored
meanwhile is not called missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from storage import folders, letters, records
from sync_engine import errors
from sync_engine.rules import ledger, plan, uids
from sync_engine.wire import imap
from sync_engine.wire.survey import Survey, Surveyed
from sync_engine.work import dates, door
from sync_engine.work.kit import Kit

_UIDS_AT_ONCE = 50_000  # asked about in one SEARCH: its answer is one line
_NUMBERS_AT_ONCE = 5_000
_METAS_AT_ONCE = 5_000


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
    async with door.entered(mailbox, credential, kit) as session:
        found = {
            each.folder_id: await seen(session, each, mailbox, kit)
            for each in await folders.marks(mailbox.id)
        }
    ledgers = []
    for marks in await folders.marks(mailbox.id):
        ours = await letters.identities(marks.folder_id)
        ledgers.append(ledger.compare(marks, found[marks.folder_id], ours))
    if not ledgers:
        raise errors.NotFound  # it was disconnected meanwhile
    return Audit(tuple(ledgers))


async def seen(
    session: imap.Session, marks: records.FolderMarks, mailbox: records.Mailbox, kit: Kit
) -> ledger.ServerUids:
    """Every UID of a folder, and the dates of those we know nothing of. Raises `MailError`."""
    server = await session.look(marks.name)
    found = await _all_uids(session, server.uidnext, server.exists)
    ours = await letters.identities(marks.folder_id)
    unknown = _unknown(marks, found, [uid for validity, uid, _ in ours if validity == server.uidvalidity])
    old: set[int] = set()
    since: set[int] = set()

    async def ask(asked: uids.Ranges) -> tuple[plan.Meta, ...]:
        wanted = [Survey(marks.name, asked)]
        (told,) = await session.survey(wanted, kit.clock(), kit.policy.clock_tolerance)
        if not isinstance(told, Surveyed):
            raise told
        return told.metas

    for some in uids.spans(unknown, _METAS_AT_ONCE):
        metas = await dates.sure(await ask(uids.ranges(some)), mailbox.window_from, ask)
        old |= {meta.uid for meta in metas if meta.received < mailbox.window_from}
        since |= {meta.uid for meta in metas if meta.received > mailbox.connected_at}
    return ledger.ServerUids(server.uidvalidity, tuple(found), frozenset(old), frozenset(since))


async def _all_uids(session: imap.Session, uidnext: int, exists: int) -> list[records.Uid]:
    """By SEARCH; by FETCH where the number of letters shows that it is incomplete (Yahoo stops at 1000)."""
    found: list[records.Uid] = []
    try:
        for low in range(1, uidnext, _UIDS_AT_ONCE):
            found += await session.search(((low, min(low + _UIDS_AT_ONCE, uidnext) - 1),))
    except errors.ServerConfused:
        found = []
    if len(found) >= exists:
        return found
    told: set[records.Uid] = set(found)
    for low in range(1, exists + 1, _NUMBERS_AT_ONCE):
        told |= set(await session.uids_of(((low, min(low + _NUMBERS_AT_ONCE - 1, exists)),)))
    return sorted(told)


def _unknown(
    marks: records.FolderMarks, found: Sequence[records.Uid], stored: Sequence[int]
) -> list[records.Uid]:
    """UIDs of which only their dates can tell whether they belong to the window."""
    skipped = uids.among(uids.parse(marks.skipped), found)
    known = skipped | {hole.uid for hole in marks.holes} | set(stored)
    return [uid for uid in found if uid not in known]
