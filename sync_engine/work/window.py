"""What was there at connecting: the first import and the rest of the window (rules S1, S2), newest first."""

from collections.abc import Collection, Iterator, Sequence

from storage import folders, letters, records
from sync_engine.rules import plan, uids
from sync_engine.wire.survey import Surveyed
from sync_engine.work import news, reader, taking
from sync_engine.work.visit import Visit

_AT_ONCE = 20_000  # UIDs below which a folder is asked about as a whole
_STEP = 5_000  # letters of a larger one asked about in one command


async def first_import(visit: Visit) -> dict[int, int]:
    """The newest letters of the window over both folders; how many are left for the next check, by folder.

    What arrived since connecting is taken first, and found in the same look at the server.
    """
    before = await letters.first_import_count(visit.job.mailbox.id)
    if visit.careful:
        return await _import(visit, before, None)
    wanted = visit.kit.policy.import_letters - before
    async with reader.opened(visit.kit, wanted, alone=False) as by:  # it starts while we look at the server
        return await _import(visit, before, by)


async def _import(visit: Visit, before: int, by: reader.Reader | None) -> dict[int, int]:
    windows: dict[int, Sequence[plan.Meta]] = {}
    many = {marks.folder_id for marks in await visit.folders() if news.may_be_many(visit, marks)}
    for folder_id, found in (await _look(visit, many)).items():
        await news.take(visit, await visit.marks(folder_id), None if folder_id in many else found)
        if folder_id in visit.broken:
            continue
        marks = await visit.marks(folder_id)
        window = await _scan(visit, marks, found) if not marks.renumbering else ()
        windows[folder_id] = [meta for meta in window if meta.uid < marks.old_to]
        before += sum(hole.reason != plan.LATER and hole.uid < marks.new_from for hole in marks.holes)
    chosen = plan.choose(windows, visit.kit.policy.import_letters - before)
    await folders.set_import_total(visit.job, before + sum(map(len, chosen.values())))
    chunks = {
        folder: list(plan.walk_down(window, chosen[folder], visit.kit.policy))
        for folder, window in windows.items()
    }
    await taking.chunks(visit, _newest_first(chunks), lambda: news.everywhere(visit), by)
    return {folder: plan.left_below(window, chosen[folder]) for folder, window in windows.items()}


async def rest(visit: Visit) -> None:
    """The rest of the window, newest first, down to its bottom."""
    for marks in await visit.folders():
        if marks.old_to <= 1 or marks.renumbering:
            continue
        found = await visit.metas(marks, plan.rest_ranges(marks) if _whole(marks) else ())
        window = [meta for meta in await _scan(visit, marks, found) if meta.uid < marks.old_to]
        everything = frozenset(meta.uid for meta in window)
        chunks = plan.walk_down(window, everything, visit.kit.policy, to_bottom=True)
        steps = [(marks.folder_id, chunk) for chunk in chunks]
        await taking.chunks(visit, steps, lambda: news.everywhere(visit))


async def _look(visit: Visit, many: Collection[int]) -> dict[int, Surveyed]:
    """Both folders in one group: what is above the marks, and what is below, where that is not too much."""
    wanted = []
    for marks in await visit.folders():
        below = plan.rest_ranges(marks) if _whole(marks) else ()
        new = () if marks.folder_id in many else news.above(marks)
        wanted.append((marks, uids.union(below, new)))
    visit.looked = visit.kit.clock()
    return await visit.survey(wanted)


def _whole(marks: records.FolderMarks) -> bool:
    """Whether the letters below the mark are few enough to be asked about in one command."""
    return marks.scanned or marks.new_from <= _AT_ONCE


async def _scan(visit: Visit, marks: records.FolderMarks, found: Surveyed) -> tuple[plan.Meta, ...]:
    """Letters of the window that are not stored yet, newest first; remembers what is too old."""
    metas, there = list(found.metas), found.there
    if not _whole(marks):
        metas += await _by_number(visit, marks, found.server.exists)
    metas = await visit.sure(marks, metas)
    window, old = plan.scan(marks, metas, visit.job.mailbox.window_from)
    told = {meta.uid for meta in metas}
    below = plan.rest_ranges(marks)
    unseen = sorted(uid for uid in uids.among(below, there or ()) if uid not in told)
    if unseen or not marks.scanned:
        skipped = uids.union(uids.parse(marks.skipped), old)
        await visit.commit(
            records.Batch(
                folder_id=marks.folder_id,
                holes=tuple(records.Hole(uid=records.Uid(uid), reason="not_given") for uid in unseen),
                skipped=uids.text(skipped),
                scanned=True,
            )
        )
    return window


async def _by_number(visit: Visit, marks: records.FolderMarks, exists: int) -> list[plan.Meta]:
    """All letters, from the top: FETCH keeps the numbers as they are (RFC 3501 §7.4.1).

    No SEARCH stands beside it, so a page with fewer letters than numbers is asked for twice, and `exists` is
    held against what is said with the first page. Letters that come later are above the mark.
    """
    metas: list[plan.Meta] = []
    high = highest = exists
    while high > 0:
        low, told = max(1, high - _STEP + 1), set[int]()
        for _ in range(2):
            answered = await visit.survey([(marks, ((low, high),))], by_number=True)
            if marks.folder_id not in answered:
                raise visit.broken[marks.folder_id]
            page = answered[marks.folder_id]
            metas += page.metas
            told |= {meta.uid for meta in page.metas}
            if len(page.metas) > high - low:
                break
        if page.server.exists > highest == high:
            highest = high = page.server.exists
        else:
            high = low - 1
    return metas


def _newest_first(chunks: dict[int, list[plan.Chunk]]) -> Iterator[taking.Step]:
    """Takes turns between folders so that the newest letters come first."""
    while any(chunks.values()):
        folder = max(
            (folder for folder, left in chunks.items() if left),
            key=lambda folder: chunks[folder][0].fetch[0].received,
        )
        yield folder, chunks[folder].pop(0)
