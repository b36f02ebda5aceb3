"""Letters that came since, oldest first (rule S4), of every folder that may have some.

Holds always: the upper mark passes a letter only in the commit that stores it or writes down that it is still
to be fetched; what the server merely promises (UIDNEXT) is not passed.
"""

from collections.abc import Collection
from datetime import timedelta

from storage import records
from sync_engine import errors
from sync_engine.rules import plan, uids
from sync_engine.wire.survey import Surveyed
from sync_engine.work import renumber, taking
from sync_engine.work.visit import UP, Visit

_BACKLOG = 50  # letters that take long enough for others to come meanwhile


async def everywhere(visit: Visit, among: Collection[int] | None = None) -> None:
    """New letters of the folders with these ids, or of all. One that fails does not stop the other."""
    wanted = [marks for marks in await visit.folders() if among is None or marks.folder_id in among]
    found = await visit.survey([(marks, _upwards(marks)) for marks in wanted])
    visit.looked = visit.kit.clock()
    for marks in wanted:
        if marks.folder_id in found:
            await take(visit, marks, found[marks.folder_id])


async def take(visit: Visit, marks: records.FolderMarks, found: Surveyed) -> None:
    """What a survey of the UIDs above the mark found, and what is above that. Errors stay with the folder."""
    try:
        if found.server.uidvalidity != marks.uidvalidity:
            await renumber.begin(visit, marks, found.server)
            marks = await visit.marks(marks.folder_id)
            found = await visit.metas(marks, _upwards(marks))
        while await _one_round(visit, marks, found):
            marks = await visit.marks(marks.folder_id)
            found = await visit.metas(marks, _upwards(marks))
    except (errors.FolderReplaced, errors.FolderGone, errors.ServerConfused) as error:
        visit.broken[marks.folder_id] = error


def _upwards(marks: records.FolderMarks) -> uids.Ranges:
    return ((int(marks.new_to), UP),)


async def _one_round(visit: Visit, marks: records.FolderMarks, found: Surveyed) -> bool:
    """Stores what was found; whether there may be more by now."""
    upto = plan.reach(marks, found.server, found.metas, found.there)
    if upto <= marks.new_to:
        return False
    metas = await visit.sure(marks, (meta for meta in found.metas if marks.new_to <= meta.uid < upto))
    policy, now = visit.kit.policy, visit.kit.clock()
    if marks.role == "inbox":
        long_ago = now - timedelta(minutes=policy.new_letter_minutes)
        late = sum(meta.received < long_ago for meta in metas)
        if late > policy.catch_up_letters:
            visit.begin_summary()
    window_from = visit.job.mailbox.window_from
    chunks = plan.new_letters(marks, upto, metas, window_from, policy, map(records.Uid, found.there or ()))
    await taking.chunks(visit, ((marks.folder_id, chunk) for chunk in chunks))
    return len(metas) > _BACKLOG
