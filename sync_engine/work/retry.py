"""A quarantined letter, tried again by hand.

Holds always: its row stays where it is whatever comes of it, and nobody is told of the letter a second time.
"""

from dataclasses import replace

from storage import folders, letters, records, turns
from sync_engine import errors
from sync_engine.rules import plan
from sync_engine.work import budget, door, fetching, gather, lock, reader
from sync_engine.work.kit import Kit
from sync_engine.work.visit import Visit


async def take(
    mailbox: records.Mailbox, role: records.FolderRole, uid: records.Uid, kit: Kit, *, wait: float = 0
) -> None:
    """Fetches and reads the letter anew; what is no quarantined letter is left alone. For operators.

    Where it cannot be read now either, its card gets the newest reason. Raises `Locked` after `wait` seconds
    of a sync of this mailbox, `MailboxPaused`, and the `MailError` of a server that cannot be asked; then
    the letter stays as it was.
    """
    async with lock.held(kit.locks, f"mailbox-{mailbox.id}", wait=wait):
        found = await letters.one(mailbox.id, role, uid)
        if found is None or found.letter.status != "quarantined":
            return
        job = await turns.begin(mailbox.id)
        if job is None:
            raise errors.MailboxPaused
        # One try and no hole: the card is there already.
        once = replace(kit, policy=replace(kit.policy, hole_tries=1))
        marks = next(each for each in await folders.marks(mailbox.id) if each.role == role)
        async with door.entered(mailbox, job.credential, kit) as session:
            visit = Visit(job, once, session, ())
            batch = await _read(visit, marks, uid)
        # The chains first: should we die in between, the next try finds them known.
        await visit.commit(records.Batch(folder_id=marks.folder_id, tokens=batch.tokens, merged=batch.merged))
        for letter in batch.letters:
            await letters.read_again(marks.folder_id, letter)


async def take_for_person(
    mailbox: records.Mailbox, role: records.FolderRole, uid: records.Uid, kit: Kit, *, wait: float = 0
) -> None:
    """The same for somebody in the chat, within the budget of sign-ins.

    Raises what `budget.spend_for_person` raises, too.
    """
    await budget.spend_for_person(mailbox.id, kit)
    await take(mailbox, role, uid, kit, wait=wait)


async def _read(visit: Visit, marks: records.FolderMarks, uid: records.Uid) -> records.Batch:
    metas = (await visit.metas(marks, ((uid, uid),))).metas
    chunk = plan.Chunk(metas) if metas else plan.Chunk((), unseen=(uid,))
    try:
        fetched: fetching.Fetched = await fetching.fetch(visit, marks, chunk)
    except errors.ServerConfused:
        fetched = {}
    async with reader.opened(visit.kit, 1, alone=True) as by:
        return await gather.batch(visit, marks, chunk, await gather.read(visit, marks.role, fetched, by))
