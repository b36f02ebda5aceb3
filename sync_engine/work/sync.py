"""One sync of one mailbox.

Holds always:
- the marks move only in the transaction that stores the letters they pass (invariant 1);
- nothing is written to the mail server (invariant 4);
- no database transaction is open while we wait for the network (invariant 5);
- letters that came since go first, oldest first; the first import goes newest first and lets them pass.
"""

from storage import batches, folders, mailboxes, records, turns
from sync_engine import errors
from sync_engine.rules import check, schedule, uids
from sync_engine.work import holes, news, reconcile, renumber, window
from sync_engine.work.visit import Visit

Statuses = dict[int, check.FolderStatus]  # by folder id


async def sync_mailbox(visit: Visit, statuses: Statuses | None = None) -> None:
    """A complete sync: the first import, or everything that is new, waiting or due again.

    `statuses` are from a look just taken, if there was one. Raises `MailError`; what was committed until then
    stays.
    """
    try:
        rest = await _everything(visit, statuses)
    finally:
        await _end_summary(visit)
    await _count(visit, rest)
    for error in visit.broken.values():
        raise error


async def _everything(visit: Visit, statuses: Statuses | None) -> dict[int, int]:
    """What is left for the next check, by folder."""
    if statuses is not None:
        _note(visit, statuses)
    if visit.job.mailbox.imported_at is None:
        rest = await window.first_import(visit)
        await _find_again(visit)
        return rest
    recount = await _news(visit, statuses)
    await _find_again(visit)
    mailbox, now = visit.job.mailbox, visit.kit.clock()
    if recount or schedule.reconcile_due(mailbox.reconciled_at or mailbox.imported_at, now, visit.kit.policy):
        await reconcile.reconcile(visit)
        await mailboxes.reconciled(mailbox.id, now)
    await holes.fill(visit)
    await window.rest(visit)
    return {}


async def _news(visit: Visit, statuses: Statuses | None) -> bool:
    """New letters where there may be some; whether letters came or went out of turn."""
    marks = await visit.folders()
    if statuses is None:
        statuses = await visit.statuses(marks)
        _note(visit, statuses)
    verdicts = {each.folder_id: check.verdict(each, statuses.get(each.folder_id)) for each in marks}
    await news.everywhere(visit, [folder for folder, verdict in verdicts.items() if verdict != "nothing"])
    return "recount" in verdicts.values()


def _note(visit: Visit, statuses: Statuses) -> None:
    for folder_id, status in statuses.items():
        visit.seen[folder_id] = records.Seen(
            uidnext=status.uidnext, messages=status.messages, modseq=status.modseq
        )


async def _find_again(visit: Visit) -> None:
    """Folders that are numbered anew. One that fails does not stop the other."""
    for marks in await visit.folders():
        if marks.renumbering:
            try:
                await renumber.walk(visit, marks)
            except (errors.FolderReplaced, errors.FolderGone, errors.ServerConfused) as error:
                visit.broken[marks.folder_id] = error


async def _end_summary(visit: Visit) -> None:
    if visit.bundle is None:
        return
    try:
        await batches.release(visit.job, visit.bundle, visit.kit.policy.catch_up_letters, visit.kit.clock())
    except turns.Superseded:
        raise errors.StaleEpoch from None
    visit.committed(1)


async def _count(visit: Visit, rest: dict[int, int]) -> None:
    """What `/status` shows and the next check is held against.

    `skipped` letters that were deleted meanwhile are told apart by the nightly count.
    """
    counts = []
    for marks in await visit.folders():
        seen = visit.seen.get(marks.folder_id) or marks.seen or records.Seen()
        skipped = uids.count(uids.parse(marks.skipped))
        counts.append(
            records.Counts(
                folder_id=marks.folder_id,
                on_server=max((seen.messages or 0) - skipped, 0),
                waiting=rest.get(marks.folder_id, 0) + len(marks.holes),
                skipped_old=skipped,
                seen=seen,
            )
        )
    try:
        await folders.set_counts(visit.job, counts)
    except turns.Superseded:
        raise errors.StaleEpoch from None
