"""A folder whose letters the server numbers anew: the stored ones are found again, in bounded memory.

Holds always:
- the walk goes down page by page, and the lower mark with it, in the commit that gives letters their new
  UIDs: should we die, the next visit goes on where this one was;
- nothing is stored twice, and no letter that was here before is announced. A new one is, also where the walk
  was told nothing of it, unless it is never given and might be one of ours that was not found again;
- nothing is believed that the server did not say twice: a slip of the line would cost a letter its place for
  good, or store it a second time.
"""

from dataclasses import dataclass, replace
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
    state = _State(
        known_until=await _known_until(visit, marks.folder_id, marks.new_from),
        found_any=await renumbering.found_any(marks.folder_id, marks.new_from),
    )
    while high > 0:
        low = max(1, high - _PAGE + 1)
        exists, page = await _page(visit, marks, low, high)
        if exists > highest == high:  # the first number may have been misheard: those above are seen first
            highest = high = exists
            continue
        marks = await visit.marks(marks.folder_id)
        below = [identity for identity in page if identity.meta.uid < marks.old_to]
        left_out = await _left_out(visit, marks, page, to_bottom=low == 1) if len(page) <= high - low else ()
        await _settle(visit, marks, below, left_out, state)
        high = min(low - 1, exists)
    await visit.commit(
        records.Batch(folder_id=marks.folder_id, old_to=records.Uid(1), scanned=True, renumbering=False)
    )


@dataclass(slots=True)
class _State:
    """What a walk has learnt so far."""

    known_until: datetime  # when the newest letter came that we had
    found_any: bool  # a letter was found again
    dates_kept: bool = True  # the server kept the moments of letters


async def _known_until(visit: Visit, folder_id: int, below: records.Uid) -> datetime:
    return await renumbering.newest_known(folder_id, below) or visit.job.mailbox.connected_at


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


async def _left_out(
    visit: Visit, marks: records.FolderMarks, page: list[plan.Identity], *, to_bottom: bool
) -> tuple[records.Uid, ...]:
    """Letters below the mark that FETCH left out of a page."""
    told = {identity.meta.uid for identity in page}
    low = 1 if to_bottom else min(told, default=marks.old_to)
    if low >= marks.old_to:
        return ()
    try:
        there = await visit.session.search(((low, marks.old_to - 1),))
    except errors.ServerConfused:
        return ()  # nobody can tell; the nightly count may
    return tuple(uid for uid in there if uid not in told)


async def _settle(
    visit: Visit,
    marks: records.FolderMarks,
    page: list[plan.Identity],
    left_out: tuple[records.Uid, ...],
    state: _State,
) -> None:
    """Stores what a page comes to; letters left out become holes as the mark passes them."""
    if not page and not left_out:
        return
    tolerance = visit.kit.policy.clock_tolerance
    ours = await renumbering.candidates(
        marks.folder_id,
        sorted({identity.message_id for identity in page if identity.message_id}),
        sorted({identity.meta.size for identity in page}),
    )
    matched = rules.match(page, ours, tolerance)
    state.dates_kept = state.dates_kept and matched.dates_kept
    rest = rules.sort(
        matched.unknown,
        window_from=visit.job.mailbox.window_from,
        known_until=state.known_until,
        dates_kept=state.dates_kept,
        tolerance=tolerance,
    )
    unseen = rules.unseen(left_out, matched, found_above=state.found_any)
    state.found_any = state.found_any or bool(matched.pairs)
    await visit.commit(
        records.Batch(
            folder_id=marks.folder_id,
            renumbered=matched.pairs,
            holes=(*rest.holes, *unseen),
            skipped=uids.text(uids.union(uids.parse(marks.skipped), rest.skipped)),
            old_to=min([*left_out, *(identity.meta.uid for identity in page)]),
        )
    )


async def find_again(visit: Visit, marks: records.FolderMarks, batch: records.Batch) -> records.Batch:
    """The batch as it is now that something is known of letters that the walk could not tell.

    Those that are stored already get their new UIDs. One that may be new is, if it came after all that lies
    below it or was never found again; of one that is never given, if all we had was found again.
    """
    holes = {hole.uid: hole for hole in marks.holes}
    doubtful = [each for each in batch.letters if each.uid in holes]
    if not doubtful:
        return batch
    given = [each for each in doubtful if each.status == "stored"]
    pairs = await _pairs(visit, marks, given)
    again = frozenset(pair.uid for pair in pairs)
    old = set[records.Uid]()
    for each in doubtful:
        in_doubt = holes[each.uid].new and each.uid < marks.new_from and each.uid not in again
        if in_doubt and not await _is_new(visit, marks, each):
            old.add(each.uid)
    return replace(
        batch,
        letters=tuple(
            replace(each, new=False) if each.uid in old else each
            for each in batch.letters
            if each.uid not in again
        ),
        announced=batch.announced.difference(again, old),
        late=batch.late.difference(again, old),
        renumbered=(*batch.renumbered, *pairs),
    )


async def _pairs(
    visit: Visit, marks: records.FolderMarks, given: list[records.Letter]
) -> tuple[records.Renumbered, ...]:
    if not given:
        return ()
    ours = await renumbering.candidates(
        marks.folder_id,
        sorted({each.message_id for each in given if each.message_id}),
        sorted({each.size for each in given}),
    )
    found = (
        plan.Identity(plan.Meta(each.uid, each.received, each.size), each.message_id, each.date)
        for each in given
    )
    return rules.match(found, ours, visit.kit.policy.clock_tolerance).pairs


async def _is_new(visit: Visit, marks: records.FolderMarks, letter: records.Letter) -> bool:
    if letter.status != "stored" and not letter.size:  # nothing was ever told of it
        return await renumbering.all_found(marks.folder_id)
    known_until = await _known_until(visit, marks.folder_id, letter.uid)
    if letter.status != "stored":  # it may be the newest we had, which it cannot be known by
        return letter.received > known_until
    return rules.is_new(letter.received, letter.date, known_until, visit.kit.policy.clock_tolerance)
