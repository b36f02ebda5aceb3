"""One sync of one mailbox.

Holds always:
- the marks move only in the transaction that stores the letters they pass (invariant 1);
- nothing is written to the mail server (invariant 4);
- no database transaction is open while we wait for the network (invariant 5);
- letters that came since go first, oldest first; the first import goes newest first and lets them pass.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from storage import folders, letters, records, turns
from sync_engine.rules import plan, uids
from sync_engine.wire import imap
from sync_engine.work import door, gather
from sync_engine.work.kit import Kit
from sync_engine.work.visit import Tally, Visit

_SCAN_STEP = 5_000  # letters asked about in one command
_LOOK_AGAIN = timedelta(seconds=3)  # how long a running import keeps new letters waiting at most


@dataclass(frozen=True, slots=True)
class Report:
    """What a sync did and cost."""

    tally: Tally
    traffic: imap.Traffic


async def sync_mailbox(
    job: records.MailboxJob, kit: Kit, *, committed: Callable[[int], None] = lambda notices: None
) -> Report:
    """A complete sync: the first import, or everything that is new, waiting or due again.

    Raises `MailError`; what was committed until then stays.
    """
    traffic = imap.Traffic()
    mailbox = job.mailbox
    password = kit.keyring.unseal(job.credential)
    async with door.enter(mailbox.imap, mailbox.login, password, kit, traffic=traffic) as session:
        visit = Visit(job, kit, session, await turns.audience(mailbox), committed)
        looks = [await _new_letters(visit, marks) for marks in await folders.marks(mailbox.id)]
        if mailbox.imported_at is None:
            rest = await _first_import(visit)
        else:
            await _holes(visit)
            await _rest(visit)
            rest = {}
        await _count(visit, dict(looks), rest)
    return Report(visit.tally, traffic)


async def _marks(visit: Visit, folder_id: int) -> records.FolderMarks:
    found = await folders.marks(visit.job.mailbox.id)
    return next(marks for marks in found if marks.folder_id == folder_id)


async def _take(visit: Visit, folder_id: int, chunks: tuple[plan.Chunk, ...]) -> None:
    for chunk in chunks:
        await _take_one(visit, folder_id, chunk)


async def _take_one(visit: Visit, folder_id: int, chunk: plan.Chunk) -> None:
    marks = await _marks(visit, folder_id)
    await visit.enter(marks)
    await visit.commit(await gather.batch(visit, marks, chunk))


async def _new_letters(visit: Visit, marks: records.FolderMarks) -> tuple[int, int]:
    """Letters that came since the last sync; the folder's id, and how many letters it holds."""
    server = await visit.look(marks)
    if server.uidnext > marks.new_to:
        metas = await visit.session.metas(f"{marks.new_to}:{server.uidnext - 1}")
        chunks = plan.new_letters(
            marks, server.uidnext, metas, visit.job.mailbox.window_from, visit.kit.policy
        )
        await _take(visit, marks.folder_id, chunks)
    return marks.folder_id, server.exists


async def _scan(visit: Visit, marks: records.FolderMarks) -> tuple[plan.Meta, ...]:
    """What was there at connecting and is not stored yet, newest first; remembers what is too old."""
    server = await visit.look(marks)
    metas: list[plan.Meta] = []
    if marks.scanned:
        if below := plan.rest_ranges(marks):
            metas = await visit.session.metas(uids.text(below))
    else:
        # By number from the top: FETCH keeps the numbers as they are (RFC 3501 §7.4.1).
        for high in range(server.exists, 0, -_SCAN_STEP):
            metas += await visit.session.metas(f"{max(1, high - _SCAN_STEP + 1)}:{high}", by_uid=False)
    window, old = plan.scan(marks, metas, visit.job.mailbox.window_from)
    if not marks.scanned:
        skipped = uids.text(uids.union(uids.parse(marks.skipped), old))
        await visit.commit(records.Batch(folder_id=marks.folder_id, skipped=skipped, scanned=True))
    return window


async def _first_import(visit: Visit) -> dict[int, int]:
    """The newest letters of the window over both folders; how many are left for the next check."""
    mailbox = visit.job.mailbox
    before = await letters.first_import_count(mailbox.id)
    windows: dict[int, list[plan.Meta]] = {}
    for marks in await folders.marks(mailbox.id):
        windows[marks.folder_id] = [meta for meta in await _scan(visit, marks) if meta.uid < marks.old_to]
        before += sum(hole.reason != plan.LATER and hole.uid < marks.new_from for hole in marks.holes)
    chosen = plan.choose(windows, visit.kit.policy.import_letters - before)
    await folders.set_import_total(visit.job, before + sum(map(len, chosen.values())))
    chunks = {
        folder: list(plan.walk_down(window, chosen[folder], visit.kit.policy))
        for folder, window in windows.items()
    }
    looked = visit.kit.clock()
    for folder, chunk in _newest_first(chunks):
        await _take_one(visit, folder, chunk)
        if visit.kit.clock() - looked > _LOOK_AGAIN:
            for marks in await folders.marks(mailbox.id):
                await _new_letters(visit, marks)
            looked = visit.kit.clock()
    return {folder: plan.left_below(window, chosen[folder]) for folder, window in windows.items()}


def _newest_first(chunks: dict[int, list[plan.Chunk]]) -> Iterator[tuple[int, plan.Chunk]]:
    """Takes turns between folders so that the newest letters come first."""
    while any(chunks.values()):
        folder = max(
            (folder for folder, left in chunks.items() if left),
            key=lambda folder: chunks[folder][0].fetch[0].received,
        )
        yield folder, chunks[folder].pop(0)


async def _holes(visit: Visit) -> None:
    """Letters between the marks that are still missing; one that has gone from the server is none."""
    for marks in await folders.marks(visit.job.mailbox.id):
        due = plan.due_holes(marks, visit.kit.clock())
        if not due:
            continue
        await visit.enter(marks)
        metas = await visit.session.metas(uids.text(uids.ranges(hole.uid for hole in due)))
        there = {meta.uid for meta in metas}
        gone = frozenset(hole.uid for hole in due if hole.uid not in there)
        if gone:
            await visit.commit(records.Batch(folder_id=marks.folder_id, filled=gone))
        await _take(visit, marks.folder_id, plan.hole_chunks(metas, visit.kit.policy))


async def _rest(visit: Visit) -> None:
    """The rest of the window (rule S2), newest first, down to its bottom."""
    for marks in await folders.marks(visit.job.mailbox.id):
        if marks.old_to <= 1:
            continue
        window = [meta for meta in await _scan(visit, marks) if meta.uid < marks.old_to]
        everything = frozenset(meta.uid for meta in window)
        await _take(
            visit,
            marks.folder_id,
            plan.walk_down(window, everything, visit.kit.policy, to_bottom=True),
        )


async def _count(visit: Visit, exists: dict[int, int], rest: dict[int, int]) -> None:
    """What `/status` shows; `skipped` letters that were deleted meanwhile are told apart by the audit."""
    counts = []
    for marks in await folders.marks(visit.job.mailbox.id):
        skipped = uids.count(uids.parse(marks.skipped))
        counts.append(
            records.Counts(
                folder_id=marks.folder_id,
                on_server=max(exists[marks.folder_id] - skipped, 0),
                waiting=rest.get(marks.folder_id, 0) + len(marks.holes),
                skipped_old=skipped,
            )
        )
    await folders.set_counts(visit.job, counts)
