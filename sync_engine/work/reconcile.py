"""All UIDs of a mailbox against ours: what came late is found, what is missing is mended (invariant 3).

Holds always:
- nothing is stored here: what is missing becomes a hole, to be fetched like any other;
- a letter counts as gone only in words: it stays in Postroom (S8).
"""

import logging

from storage import letters, records
from sync_engine.rules import ledger, plan, uids
from sync_engine.work import audit
from sync_engine.work.visit import Visit

log = logging.getLogger(__name__)


async def reconcile(visit: Visit) -> int:
    """Holds every folder against the server; how many missing letters were found. Raises `MailError`."""
    mended = 0
    for marks in await visit.folders():
        if not marks.renumbering:
            mended += await _folder(visit, marks)
    return mended


async def _folder(visit: Visit, marks: records.FolderMarks) -> int:
    server = await audit.seen(visit.session, marks, visit.job.mailbox, visit.kit)
    if server.uidvalidity != marks.uidvalidity:
        return 0  # the next look at it begins with that
    ours = await letters.identities(marks.folder_id)
    found = ledger.compare(marks, server, ours)
    # What was deleted meanwhile need not be remembered as too old.
    skipped = uids.among(uids.parse(marks.skipped), server.uids) | server.old
    if found.missing:
        log.warning(
            "letters were missing",
            extra={
                "action": "missing_found",
                "mailbox": visit.job.mailbox.id,
                "folder": marks.role,
                "letters": len(found.missing),
            },
        )
    await visit.commit(
        records.Batch(
            folder_id=marks.folder_id,
            holes=tuple(
                records.Hole(uid=records.Uid(uid), reason=plan.MISSED, new=uid in server.since)
                for uid in found.missing
            ),
            skipped=uids.text(uids.ranges(skipped)),
        )
    )
    return len(found.missing)
