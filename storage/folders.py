"""Folders: their marks, and the one transaction that moves them.

Holds always (invariant 1): a mark moves only in the transaction that stores the letters, holes and notices it
passes, and only while the sync that asks for it is the newest of its mailbox.
"""

from collections.abc import Sequence
from datetime import datetime

from tortoise.expressions import F

from storage import models, orm, records


class Superseded(Exception):
    """A newer sync of this mailbox has begun, or the mailbox is being erased."""


async def marks(mailbox_id: int) -> list[records.FolderMarks]:
    """Inbox first."""
    rows = await models.Folder.filter(mailbox_id=mailbox_id).order_by("role").prefetch_related("holes")
    return [
        records.FolderMarks(
            folder_id=row.id,
            role=row.role,  # type: ignore[arg-type]  # only our own words are ever written there
            name=row.name,
            uidvalidity=records.UidValidity(row.uidvalidity),
            new_from=records.Uid(row.new_from),
            new_to=records.Uid(row.new_to),
            old_to=records.Uid(row.old_to),
            scanned=row.scanned,
            skipped=row.skipped,
            holes=tuple(
                records.Hole(
                    uid=records.Uid(hole.uid), reason=hole.reason, tries=hole.tries, next_try=hole.next_try
                )
                for hole in sorted(row.holes, key=lambda hole: int(hole.uid))  # type: ignore[attr-defined]
            ),
        )
        for row in rows
    ]


async def totals(mailbox_id: int) -> list[records.FolderTotals]:
    """Inbox first."""
    return [
        records.FolderTotals(
            folder_id=row.id,
            role=row.role,  # type: ignore[arg-type]
            name=row.name,
            uidvalidity=records.UidValidity(row.uidvalidity),
            stored=row.stored,
            quarantined=row.quarantined,
            waiting=row.waiting,
            on_server=row.on_server,
            skipped_old=row.skipped_old,
        )
        for row in await models.Folder.filter(mailbox_id=mailbox_id).order_by("role")
    ]


async def set_import_total(job: records.MailboxJob, total: int) -> None:
    await models.Mailbox.filter(id=job.mailbox.id, epoch=job.epoch).update(import_total=total)


async def set_counts(job: records.MailboxJob, counts: Sequence[records.Counts]) -> None:
    """What the server has of the window, for `/status`. Raises `Superseded`."""
    async with orm.writing():
        await _hold(job)
        for each in counts:
            await models.Folder.filter(id=each.folder_id).update(
                on_server=each.on_server, waiting=each.waiting, skipped_old=each.skipped_old
            )


async def _hold(job: records.MailboxJob) -> None:
    """The epoch check. Being an UPDATE, it keeps other writers of this mailbox waiting until we commit."""
    if not await models.Mailbox.filter(id=job.mailbox.id, epoch=job.epoch).update(epoch=job.epoch):
        raise Superseded


async def commit(job: records.MailboxJob, batch: records.Batch, now: datetime) -> int:
    """Stores a batch whole or not at all; the number of notices written. Raises `Superseded`.

    A letter that is there already (same folder, UIDVALIDITY and UID) is left as it is; somebody who was
    removed or lost since the batch was made gets no notice.
    """
    async with orm.writing():
        await _hold(job)
        fresh = await _without_stored(batch)
        await _store_letters(job, batch, fresh)
        notices = await _store_rest(batch, fresh, now)
        await _store_chains(job, batch)
        await _store_holes(batch)
        await _move_marks(job, batch, fresh)
    return notices


async def _without_stored(batch: records.Batch) -> list[records.Letter]:
    if not batch.letters:
        return []
    rows = models.Letter.filter(folder_id=batch.folder_id, uid__in=[letter.uid for letter in batch.letters])
    stored = {(int(validity), int(uid)) for validity, uid in await rows.values_list("uidvalidity", "uid")}
    return [letter for letter in batch.letters if (letter.uidvalidity, letter.uid) not in stored]


def _pairs(contacts: Sequence[records.Contact]) -> list[list[str]]:
    return [[contact.name, contact.address] for contact in contacts]


async def _store_letters(
    job: records.MailboxJob, batch: records.Batch, fresh: Sequence[records.Letter]
) -> None:
    await models.Letter.bulk_create(
        models.Letter(
            mailbox_id=job.mailbox.id,
            folder_id=batch.folder_id,
            uidvalidity=letter.uidvalidity,
            uid=letter.uid,
            message_id=letter.message_id,
            in_reply_to=letter.in_reply_to,
            references=list(letter.references),
            subject=letter.subject,
            from_name=letter.sender.name,
            from_address=letter.sender.address,
            to=_pairs(letter.to),
            cc=_pairs(letter.cc),
            date=letter.date,
            received=letter.received,
            direction=letter.direction,
            origin=letter.origin,
            origin_reason=letter.origin_reason,
            client=letter.client,
            new=letter.new,
            chain=letter.chain,
            preview=letter.preview,
            text=letter.text,
            size=letter.size,
            status=letter.status,
            quarantine_reason=letter.quarantine_reason,
        )
        for letter in fresh
    )


async def _store_rest(batch: records.Batch, fresh: Sequence[records.Letter], now: datetime) -> int:
    """What hangs on the new rows: attachments and notices."""
    rows = models.Letter.filter(folder_id=batch.folder_id, uid__in=[letter.uid for letter in fresh])
    ids = {
        (int(validity), int(uid)): int(letter_id)
        for letter_id, validity, uid in await rows.values_list("id", "uidvalidity", "uid")
    }
    attachments = [
        models.Attachment(
            letter_id=ids[letter.uidvalidity, letter.uid],
            name=each.name,
            type=each.type[:255],
            size=each.size,
            part=each.part,
        )
        for letter in fresh
        for each in letter.attachments
    ]
    people = models.Person.filter(id__in=batch.notify, removed_at=None, unreachable_at=None)
    reachable = await people.order_by("id").values_list("id", flat=True) if batch.notify else []
    notices = [
        models.Notice(
            letter_id=ids[letter.uidvalidity, letter.uid], person_id=person, state="waiting", due_at=now
        )
        for letter in fresh
        if letter.uid in batch.announced
        for person in reachable
    ]
    if attachments:
        await models.Attachment.bulk_create(attachments)
    if notices:
        await models.Notice.bulk_create(notices)
    return len(notices)


async def _store_chains(job: records.MailboxJob, batch: records.Batch) -> None:
    for chain, into in batch.merged.items():
        await models.ChainToken.filter(mailbox_id=job.mailbox.id, chain=chain).update(chain=into)
        await models.Letter.filter(mailbox_id=job.mailbox.id, chain=chain).update(chain=into)
    if batch.tokens:
        await models.ChainToken.bulk_create(
            (
                models.ChainToken(mailbox_id=job.mailbox.id, token=token, chain=chain)
                for token, chain in batch.tokens.items()
            ),
            ignore_conflicts=True,  # a token that is known already leads to the same chain
        )


async def _store_holes(batch: records.Batch) -> None:
    gone = [*batch.filled, *(hole.uid for hole in batch.holes)]
    if gone:
        await models.Hole.filter(folder_id=batch.folder_id, uid__in=gone).delete()
    if batch.holes:
        await models.Hole.bulk_create(
            models.Hole(
                folder_id=batch.folder_id,
                uid=hole.uid,
                reason=hole.reason[:80],
                tries=hole.tries,
                next_try=hole.next_try,
            )
            for hole in batch.holes
        )


async def _move_marks(job: records.MailboxJob, batch: records.Batch, fresh: Sequence[records.Letter]) -> None:
    stored = sum(letter.status == "stored" for letter in fresh)
    changes: dict[str, object] = {
        "stored": F("stored") + stored,
        "quarantined": F("quarantined") + (len(fresh) - stored),
    }
    for name in ("new_to", "old_to", "skipped", "scanned"):
        if (value := getattr(batch, name)) is not None:
            changes[name] = value
    folder = models.Folder.filter(id=batch.folder_id)
    await folder.update(**changes)
    # Letters that arrived after the last look were never counted as waiting.
    await folder.filter(waiting__lt=len(fresh)).update(waiting=len(fresh))
    await folder.update(waiting=F("waiting") - len(fresh))
    if newest := max((letter.received for letter in fresh), default=None):
        await models.Mailbox.filter(id=job.mailbox.id, last_letter=None).update(last_letter=newest)
        await models.Mailbox.filter(id=job.mailbox.id, last_letter__lt=newest).update(last_letter=newest)


async def known_chains(mailbox_id: int, tokens: Sequence[str]) -> dict[str, str]:
    """Which of these tokens are known, and the chain each leads to."""
    known: dict[str, str] = {}
    for start in range(0, len(tokens), 500):  # SQLite takes a limited number of variables
        rows = models.ChainToken.filter(mailbox_id=mailbox_id, token__in=tokens[start : start + 500])
        known |= {str(token): str(chain) for token, chain in await rows.values_list("token", "chain")}
    return known
