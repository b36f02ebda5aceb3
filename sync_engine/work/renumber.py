"""A folder whose letters the server numbers anew: the stored ones are found again, in bounded memory.

Holds always:
- the walk goes down page by page, and the lower mark with it, in the commit that gives letters their new
  UIDs: should we die, the next visit goes on where this one was;
- nothing is stored twice, and no letter that was here before is announced;
- nothing is believed that the server did not say twice: a slip of the line would cost a letter its place for
  good, or store it a second time.
"""

from dataclasses import replace
from datetime import datetime

from storage import records, renumbering, turns
from sync_engine import errors
from sync_engine.rules import plan, uids
from sync_engine.rules import renumber as rules
from sync_engine.work.visit import Visit

_PAGE = 500  # letters asked about at once
_TRIES = 3  # until the server says the same twice; letters may come and go meanwhile


async def begin(visit: Visit, marks: records.FolderMarks, server: plan.ServerFolder) -> None:
    """Takes note of the new numbering, which `server` told, once that is confirmed. Raises `MailError`."""
    server = await visit.session.look_surely(marks.name, server)
    if server.uidvalidity == marks.uidvalidity:
        raise errors.ServerConfused(reason="uidvalidity_wavers")
    uidnext = server.uidnext
    if server.exists:  # some tell a UIDNEXT that lags behind, and what is there already is no news
        anew = replace(marks, uidvalidity=server.uidvalidity)
        _, last = await _page(visit, anew, server.exists, server.exists)
        uidnext = max([uidnext, *(records.Uid(identity.meta.uid + 1) for identity in last)])
    try:
        await renumbering.begin(visit.job, marks.folder_id, server.uidvalidity, uidnext)
    except turns.Superseded:
        raise errors.StaleEpoch from None
    finally:
        visit.forget()


async def walk(visit: Visit, marks: records.FolderMarks) -> None:
    """Everything below the lower mark is found again, or becomes a hole, or is outside the window."""
    highest = high = (await visit.session.look(marks.name)).exists
    newest = await renumbering.newest_known(marks.folder_id, marks.new_from)
    known_until = newest or visit.job.mailbox.connected_at
    dates_kept = True
    while high > 0:
        low = max(1, high - _PAGE + 1)
        exists, page = await _page(visit, marks, low, high)
        if exists > highest == high:  # the first number may have been misheard: those above are seen first
            highest = high = exists
            continue
        marks = await visit.marks(marks.folder_id)
        below = [identity for identity in page if identity.meta.uid < marks.old_to]
        if len(page) <= high - low:
            await _keep_in_mind(visit, marks, page, to_bottom=low == 1)
        dates_kept = await _settle(visit, marks, below, known_until, dates_kept)
        high = min(low - 1, exists)
    await visit.commit(
        records.Batch(folder_id=marks.folder_id, old_to=records.Uid(1), scanned=True, renumbering=False)
    )


async def _page(
    visit: Visit, marks: records.FolderMarks, low: int, high: int
) -> tuple[int, list[plan.Identity]]:
    """The count of letters, and those with these numbers, as said twice in a row. Raises `MailError`."""
    now, tolerance = visit.kit.clock(), visit.kit.policy.clock_tolerance
    before: tuple[int, list[plan.Identity]] | None = None
    for _ in range(_TRIES):
        server, page = await visit.session.identities(marks.name, f"{low}:{high}", now, tolerance)
        if server.uidvalidity != marks.uidvalidity:
            raise errors.FolderReplaced
        if before == (server.exists, page):
            return before
        before = server.exists, page
    raise errors.ServerConfused(reason="numbers_waver")


async def _keep_in_mind(
    visit: Visit, marks: records.FolderMarks, page: list[plan.Identity], *, to_bottom: bool
) -> None:
    """Letters that FETCH left out of a page become holes before the mark passes them."""
    told = {identity.meta.uid for identity in page}
    low = 1 if to_bottom else min(told, default=marks.old_to)
    if low >= marks.old_to:
        return
    try:
        there = await visit.session.search(((low, marks.old_to - 1),))
    except errors.ServerConfused:
        return  # nobody can tell; the nightly count may
    holes = tuple(records.Hole(uid=uid, reason="not_given") for uid in there if uid not in told)
    await visit.commit(records.Batch(folder_id=marks.folder_id, holes=holes))


async def _settle(
    visit: Visit,
    marks: records.FolderMarks,
    page: list[plan.Identity],
    known_until: datetime,
    dates_kept: bool,
) -> bool:
    """Stores what a page comes to; whether the server kept the moments of letters so far."""
    if not page:
        return dates_kept
    tolerance = visit.kit.policy.clock_tolerance
    ours = await renumbering.candidates(
        marks.folder_id,
        sorted({identity.message_id for identity in page if identity.message_id}),
        sorted({identity.meta.size for identity in page}),
    )
    matched = rules.match(page, ours, tolerance)
    dates_kept = dates_kept and matched.dates_kept
    rest = rules.sort(
        matched.unknown,
        window_from=visit.job.mailbox.window_from,
        known_until=known_until,
        dates_kept=dates_kept,
        tolerance=tolerance,
    )
    await visit.commit(
        records.Batch(
            folder_id=marks.folder_id,
            renumbered=matched.pairs,
            holes=rest.holes,
            skipped=uids.text(uids.union(uids.parse(marks.skipped), rest.skipped)),
            old_to=min(identity.meta.uid for identity in page),
        )
    )
    return dates_kept


async def find_again(visit: Visit, marks: records.FolderMarks, batch: records.Batch) -> records.Batch:
    """The batch without letters that turn out to be stored already: they get their new UIDs.

    They are holes that could not be told at the walk, when the server gave nothing of them.
    """
    holes = {hole.uid for hole in marks.holes}
    doubtful = [each for each in batch.letters if each.uid in holes and each.status == "stored"]
    if not doubtful:
        return batch
    message_ids = sorted({each.message_id for each in doubtful if each.message_id})
    sizes = sorted({each.size for each in doubtful})
    ours = await renumbering.candidates(marks.folder_id, message_ids, sizes)
    found = (
        plan.Identity(plan.Meta(each.uid, each.received, each.size), each.message_id, each.date)
        for each in doubtful
    )
    pairs = rules.match(found, ours, visit.kit.policy.clock_tolerance).pairs
    again = frozenset(pair.uid for pair in pairs)
    return replace(
        batch,
        letters=tuple(each for each in batch.letters if each.uid not in again),
        announced=batch.announced.difference(again),
        late=batch.late.difference(again),
        renumbered=(*batch.renumbered, *pairs),
    )
