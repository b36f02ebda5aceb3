"""One sync of one mailbox.

Holds always:
- the marks move only in the transaction that stores the letters they pass (invariant 1);
- nothing is written to the mail server (invariant 4);
- no database transaction is open while we wait for the network (invariant 5);
- letters that came since go first, oldest first; the first import goes newest first and lets them pass.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from storage import folders, letters, records, turns
from sync_engine import errors
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
    seconds: float  # from before the first connection until the last commit


async def sync_mailbox(
    job: records.MailboxJob, kit: Kit, *, committed: Callable[[int], None] = lambda notices: None
) -> Report:
    """A complete sync: the first import, or everything that is new, waiting or due again.

    Raises `MailError`; what was committed until then stays.
    """
    started, traffic = time.perf_counter(), imap.Traffic()
    mailbox = job.mailbox
    password = kit.keyring.unseal(job.credential)
    async with door.enter(mailbox.imap, mailbox.login, password, kit, traffic=traffic) as session:
        visit = Visit(
            job, kit, session, await turns.audience(mailbox), committed, careful=mailbox.failures > 0
        )
        exists = await _look_everywhere(visit)
        if mailbox.imported_at is None:
            rest = await _first_import(visit)
        else:
            await _holes(visit)
            await _rest(visit)
            rest = {}
        await _count(visit, exists, rest)
        seconds = time.perf_counter() - started
    return Report(visit.tally, traffic, seconds)


async def _take(visit: Visit, folder_id: int, chunks: Iterable[plan.Chunk]) -> None:
    """Old letters, chunk by chunk; those that arrive meanwhile do not wait for the last one."""
    for chunk in chunks:
        await _take_one(visit, folder_id, chunk)
        if visit.looked and visit.kit.clock() - visit.looked > _LOOK_AGAIN:
            await _look_everywhere(visit)


async def _take_one(visit: Visit, folder_id: int, chunk: plan.Chunk) -> None:
    """One chunk. A letter that makes the server fail becomes a hole, the others are stored (invariant 6)."""
    await visit.enter(await visit.marks(folder_id))
    alone = visit.careful and len(chunk.fetch) > 0
    visit.careful = visit.careful and not alone
    if not alone:
        try:
            await _store(visit, folder_id, chunk)
            return
        except errors.ServerConfused:
            if not chunk.fetch:
                raise
    for piece in plan.singly(chunk):
        try:
            await _store(visit, folder_id, piece)
        except (errors.ServerConfused, errors.ServerUnreachable) as error:
            await _store(visit, folder_id, piece, given_up=True)
            if isinstance(error, errors.ServerUnreachable):
                raise  # the server hung up over it; the next visit goes on behind it


async def _store(visit: Visit, folder_id: int, chunk: plan.Chunk, *, given_up: bool = False) -> None:
    marks = await visit.marks(folder_id)
    await visit.commit(await gather.batch(visit, marks, chunk, given_up=given_up))


async def _look_everywhere(visit: Visit) -> dict[int, int]:
    """New letters of every folder, by id how many it holds. One that fails does not stop the other."""
    exists: dict[int, int] = {}
    for marks in await visit.folders():
        try:
            exists[marks.folder_id] = await _new_letters(visit, marks)
        except (errors.FolderReplaced, errors.ServerConfused) as error:
            visit.broken[marks.folder_id] = error
    visit.looked = visit.kit.clock()
    return exists


async def _new_letters(visit: Visit, marks: records.FolderMarks) -> int:
    """Letters that came since, until there are no more; how many the folder holds."""
    while (server := await visit.look(marks)).uidnext > marks.new_to:
        span = ((int(marks.new_to), server.uidnext - 1),)
        metas, there = await visit.metas(span), await visit.there(span)
        window_from, policy = visit.job.mailbox.window_from, visit.kit.policy
        for chunk in plan.new_letters(marks, server.uidnext, metas, window_from, policy, there):
            await _take_one(visit, marks.folder_id, chunk)
        if not there and not metas:
            break  # only the number went up
        marks = await visit.marks(marks.folder_id)
    return server.exists


async def _scan(visit: Visit, marks: records.FolderMarks) -> tuple[plan.Meta, ...]:
    """What was there at connecting and is not stored yet, newest first; remembers what is too old."""
    server = await visit.look(marks)
    tolerance = visit.kit.policy.clock_tolerance
    metas: list[plan.Meta] = []
    below = plan.rest_ranges(marks)
    if marks.scanned:
        metas = await visit.metas(below)
    else:
        # By number from the top: FETCH keeps the numbers as they are (RFC 3501 §7.4.1).
        for high in range(server.exists, 0, -_SCAN_STEP):
            numbers = f"{max(1, high - _SCAN_STEP + 1)}:{high}"
            metas += await visit.session.metas(numbers, tolerance, by_uid=False)
    window, old = plan.scan(marks, metas, visit.job.mailbox.window_from)
    told = {meta.uid for meta in metas}
    unseen = [uid for uid in await visit.there(below) if uid not in told]
    if unseen or not marks.scanned:
        skipped = uids.union(uids.parse(marks.skipped), old)
        await visit.commit(
            records.Batch(
                folder_id=marks.folder_id,
                holes=tuple(records.Hole(uid=uid, reason="not_given") for uid in unseen),
                skipped=uids.text(skipped),
                scanned=True,
            )
        )
    return window


async def _first_import(visit: Visit) -> dict[int, int]:
    """The newest letters of the window over both folders; how many are left for the next check."""
    mailbox = visit.job.mailbox
    before = await letters.first_import_count(mailbox.id)
    windows: dict[int, list[plan.Meta]] = {}
    for marks in await visit.folders():
        windows[marks.folder_id] = [meta for meta in await _scan(visit, marks) if meta.uid < marks.old_to]
        before += sum(hole.reason != plan.LATER and hole.uid < marks.new_from for hole in marks.holes)
    chosen = plan.choose(windows, visit.kit.policy.import_letters - before)
    await folders.set_import_total(visit.job, before + sum(map(len, chosen.values())))
    chunks = {
        folder: list(plan.walk_down(window, chosen[folder], visit.kit.policy))
        for folder, window in windows.items()
    }
    for folder, chunk in _newest_first(chunks):
        await _take(visit, folder, [chunk])
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
    for marks in await visit.folders():
        holes = {hole.uid for hole in plan.due_holes(marks, visit.kit.clock())}
        if not holes:
            continue
        due = uids.ranges(holes)
        await visit.enter(marks)
        there, metas = set(await visit.there(due)), await visit.metas(due)
        unseen = tuple(sorted(there - {meta.uid for meta in metas}))
        if gone := frozenset(holes - there):
            await visit.commit(records.Batch(folder_id=marks.folder_id, filled=gone))
        blind = (plan.Chunk((), unseen=unseen),) if unseen else ()
        await _take(visit, marks.folder_id, (*plan.hole_chunks(metas, visit.kit.policy), *blind))


async def _rest(visit: Visit) -> None:
    """The rest of the window (rule S2), newest first, down to its bottom."""
    for marks in await visit.folders():
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
    for marks in await visit.folders():
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
    for error in visit.broken.values():
        raise error
