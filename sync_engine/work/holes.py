"""Letters between the marks that are still missing; one that has gone, or is outside the window, is none."""

from storage import records
from sync_engine.rules import plan, uids
from sync_engine.work import news, taking
from sync_engine.work.visit import Visit

_AT_ONCE = 2_000  # holes asked about in one group


async def fill(visit: Visit) -> None:
    """Tries every hole that is due. Raises `MailError`."""
    now = visit.kit.clock()
    for marks in await visit.folders():
        due = [hole.uid for hole in plan.due_holes(marks, now)]
        for some in uids.spans(due, _AT_ONCE):
            await _fill(visit, await visit.marks(marks.folder_id), some)


async def _fill(visit: Visit, marks: records.FolderMarks, some: uids.Uids) -> None:
    found = await visit.metas(marks, uids.ranges(some))
    told = {meta.uid for meta in found.metas}
    there = told if found.there is None else told | found.there
    metas = await visit.sure(marks, found.metas)
    # Of a letter that was left out when the mark passed it, only now it is told how old it is.
    old = frozenset(meta.uid for meta in metas if meta.received < visit.job.mailbox.window_from)
    gone = frozenset(uid for uid in some if uid not in there)
    if gone or old:
        skipped = uids.union(uids.parse(marks.skipped), uids.ranges(old))
        await visit.commit(
            records.Batch(folder_id=marks.folder_id, filled=gone | old, skipped=uids.text(skipped))
        )
    young = [meta for meta in metas if meta.uid not in old]
    unseen = tuple(uid for uid in some if uid in there and uid not in told)
    blind = (plan.Chunk((), unseen=unseen),) if unseen else ()
    chunks = (*plan.hole_chunks(marks, young, visit.kit.policy), *blind)
    await taking.chunks(visit, ((marks.folder_id, chunk) for chunk in chunks), lambda: news.everywhere(visit))
