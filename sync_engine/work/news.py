"""Letters that came since, oldest first (rule S4), of every folder that may have some.

Holds always:
- the upper mark passes a letter only in the commit that stores it or writes down that it is still to be
  fetched; what the server merely promises (UIDNEXT) is not passed;
- however many wait, only so many are asked about at once. Where to stop is told by the UIDs of every so many
  letters, not by UIDs alone: gaps of millions are legal. It limits a step and decides nothing else.
"""

from collections.abc import Collection
from datetime import timedelta

from storage import records
from sync_engine import errors
from sync_engine.rules import plan, uids
from sync_engine.wire.survey import Surveyed
from sync_engine.work import renumber, taking
from sync_engine.work.visit import UP, Visit

_STEP = 2_500  # letters; at most twice as many are asked about in one command
_BACKLOG = 50  # letters that take long enough for others to come meanwhile


async def everywhere(visit: Visit, among: Collection[int] | None = None) -> None:
    """New letters of the folders with these ids, or of all. One that fails does not stop the other."""
    wanted = [marks for marks in await visit.folders() if among is None or marks.folder_id in among]
    many = {marks.folder_id for marks in wanted if may_be_many(visit, marks)}
    few = [(marks, above(marks)) for marks in wanted if marks.folder_id not in many]
    found = await visit.survey(few)
    visit.looked = visit.kit.clock()
    for marks in wanted:
        if marks.folder_id in many or marks.folder_id in found:
            await take(visit, marks, found.get(marks.folder_id))


def above(marks: records.FolderMarks) -> uids.Ranges:
    """The UIDs that new letters have."""
    return ((int(marks.new_to), UP),)


def may_be_many(visit: Visit, marks: records.FolderMarks) -> bool:
    """Whether more may be new than can be asked about at once, by what the server last said."""
    seen = visit.seen.get(marks.folder_id)
    if seen is None or seen.messages is None:
        return False
    promised = seen.messages if seen.uidnext is None else seen.uidnext - marks.new_to
    return min(promised, seen.messages) > 2 * _STEP


async def take(visit: Visit, marks: records.FolderMarks, found: Surveyed | None) -> None:
    """What a survey of the UIDs above the mark found, and what is above that. Errors stay with the folder.

    None: nobody asked yet, since there may be many.
    """
    try:
        if found is None:
            found = await _in_steps(visit, marks)
            marks = await visit.marks(marks.folder_id)
        if found.server.uidvalidity != marks.uidvalidity:
            await renumber.begin(visit, marks, found.server)
            marks = await visit.marks(marks.folder_id)
            found = await visit.metas(marks, above(marks))
        while await _one_round(visit, marks, found):
            marks = await visit.marks(marks.folder_id)
            found = await visit.metas(marks, above(marks))
    except (errors.FolderReplaced, errors.FolderGone, errors.ServerConfused) as error:
        visit.broken[marks.folder_id] = error


async def _in_steps(visit: Visit, marks: records.FolderMarks) -> Surveyed:
    """Takes all but the topmost letters; what a survey of those found. Raises the folder's `MailError`."""
    server = await visit.session.look(marks.name)
    if server.uidvalidity == marks.uidvalidity:
        numbers = uids.ranges(range(_STEP, server.exists + 1, _STEP))
        stops = [uid for uid in await visit.session.uids_of(numbers) if uid >= marks.new_to]
        for stop in stops[1:]:  # the first may be right above the mark: a step too small to tell a backlog by
            await _one_round(visit, marks, await visit.metas(marks, ((int(marks.new_to), stop),)))
            marks = await visit.marks(marks.folder_id)
    return await visit.metas(marks, above(marks))


async def _one_round(visit: Visit, marks: records.FolderMarks, found: Surveyed) -> bool:
    """Stores what was found; whether there may be more by now. Raises the folder's `MailError`."""
    if found.server.uidvalidity != marks.uidvalidity:
        raise errors.FolderReplaced
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
