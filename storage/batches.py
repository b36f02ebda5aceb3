"""The one transaction that stores letters and moves the marks of a folder.

Holds always (invariant 1): a mark moves only in the transaction that stores the letters, holes and notices it
passes, and only while the sync that asks for it is the newest of its mailbox.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Case, F, Q, When

from storage import answered, bounces, bulk, models, mutes, orm, records, turns

_LETTER = (
    *("mailbox_id", "folder_id", "uidvalidity", "uid", "message_id", "in_reply_to", "references", "subject"),
    *("from_name", "from_address", "to", "cc", "date", "received", "direction", "origin", "origin_reason"),
    *("client", "new", "chain", "preview", "text", "size", "status", "quarantine_reason", "reply_to"),
    "stored_at",
)
_ATTACHMENT = ("letter_id", "name", "type", "size", "part")
_NOTICE = ("letter_id", "person_id", "state", "why", "bundle", "tries", "due_at", "at")
_TOKEN = ("mailbox_id", "token", "chain")
_AT_ONCE = 500  # SQLite takes a limited number of variables

# How long notices of a summary wait for more of them. The sync that finds them sets them free at its end;
# this is for one that dies before.
HELD = timedelta(minutes=2)


async def commit(job: records.MailboxJob, batch: records.Batch, now: datetime) -> int:
    """Stores a batch whole or not at all; the number of notices written. Raises `turns.Superseded`.

    A letter that is there already (same folder, UIDVALIDITY and UID) is left as it is; somebody who was
    removed or lost since the batch was made gets no notice.
    """
    async with orm.writing() as connection:
        await turns.hold(job)
        await _renumber(job, batch)
        stored = await _ids(connection, batch, batch.letters)
        fresh = [letter for letter in batch.letters if (letter.uidvalidity, letter.uid) not in stored]
        await bulk.insert(connection, models.Letter, _LETTER, _letter_rows(job, batch, fresh, now))
        notices = await _store_rest(connection, job.mailbox.id, batch, fresh, now)
        await _store_chains(connection, job, batch)
        await answered.look(job.mailbox.id, fresh, now)
        await _store_holes(batch)
        for bounce in batch.bounces:
            await bounces.note(job.mailbox.id, bounce, now)
        await _move_marks(job, batch, fresh)
    return notices


async def release(job: records.MailboxJob, bundle: str, most_single: int, now: datetime) -> None:
    """The letters of a summary are all there: it is due now. So few of them are told one by one (rule S4)."""
    async with orm.writing():
        await turns.hold(job)
        rows = models.Notice.filter(bundle=bundle, state="waiting")
        letters = await rows.distinct().values_list("letter_id", flat=True)
        if len(letters) <= most_single:
            await rows.update(due_at=now, bundle=None)
        else:
            await rows.update(due_at=now)


async def _ids(
    connection: BaseDBAsyncClient, batch: records.Batch, letters: Iterable[records.Letter]
) -> dict[tuple[int, int], int]:
    """The rows of those of the letters that are stored, by UIDVALIDITY and UID."""
    wanted = ("id", "uidvalidity", "uid")
    folder = ("folder_id", batch.folder_id)
    rows = await bulk.among(connection, models.Letter, wanted, folder, "uid", [each.uid for each in letters])
    return {(validity, uid): letter_id for letter_id, validity, uid in rows}


def _pairs(contacts: Sequence[records.Contact]) -> list[list[str]]:
    return [[contact.name, contact.address] for contact in contacts]


def _letter_rows(
    job: records.MailboxJob, batch: records.Batch, fresh: Iterable[records.Letter], now: datetime
) -> Iterable[Sequence[object]]:
    """In the order of `_LETTER`."""
    for letter in fresh:
        yield (
            *(job.mailbox.id, batch.folder_id, letter.uidvalidity, letter.uid, letter.message_id),
            *(letter.in_reply_to, list(letter.references), letter.subject),
            *(letter.sender.name, letter.sender.address, _pairs(letter.to), _pairs(letter.cc)),
            *(letter.date, letter.received, letter.direction, letter.origin, letter.origin_reason),
            *(letter.client, letter.new, letter.chain, letter.preview, letter.text, letter.size),
            *(letter.status, letter.quarantine_reason, letter.reply_to, now),
        )


async def _store_rest(
    connection: BaseDBAsyncClient,
    mailbox_id: int,
    batch: records.Batch,
    fresh: Sequence[records.Letter],
    now: datetime,
) -> int:
    """What hangs on the new rows: attachments and notices."""
    wanted = [letter for letter in fresh if letter.attachments or letter.uid in batch.announced]
    if not wanted:
        return 0
    ids = await _ids(connection, batch, wanted)
    await bulk.insert(
        connection,
        models.Attachment,
        _ATTACHMENT,
        (
            (ids[letter.uidvalidity, letter.uid], each.name, each.type[:255], each.size, each.part)
            for letter in wanted
            for each in letter.attachments
        ),
    )
    announced = [letter for letter in wanted if letter.uid in batch.announced]
    people = models.Person.filter(id__in=batch.notify, removed_at=None, unreachable_at=None)
    found = await people.order_by("id").values_list("id") if announced and batch.notify else []
    reachable = [int(person_id) for (person_id,) in found]
    if not reachable:
        return 0
    silence = await mutes.silence(mailbox_id, reachable, now)
    notices: list[tuple[object, ...]] = []
    for letter in announced:
        held = batch.bundle if letter.uid in batch.late else None
        due = now + HELD if held else now
        letter_id = ids[letter.uidvalidity, letter.uid]
        for person in reachable:
            if why := silence.why(person, letter.sender.address):
                notices.append((letter_id, person, "muted", why, None, 0, now, now))
            else:
                notices.append((letter_id, person, "waiting", None, held, 0, due, None))
    await bulk.insert(connection, models.Notice, _NOTICE, notices)
    if batch.bundle:  # the earlier ones wait for these
        await models.Notice.filter(bundle=batch.bundle, state="waiting").update(due_at=now + HELD)
    return len(notices)


async def _store_chains(connection: BaseDBAsyncClient, job: records.MailboxJob, batch: records.Batch) -> None:
    for chain, into in batch.merged.items():
        await models.ChainToken.filter(mailbox_id=job.mailbox.id, chain=chain).update(chain=into)
        await models.Letter.filter(mailbox_id=job.mailbox.id, chain=chain).update(chain=into)
    if batch.tokens:
        # A token that is known already leads to the same chain.
        rows = [(job.mailbox.id, token, chain) for token, chain in batch.tokens.items()]
        await bulk.insert(connection, models.ChainToken, _TOKEN, rows, ignore_known=True)


async def _store_holes(batch: records.Batch) -> None:
    gone = [*batch.filled, *(hole.uid for hole in batch.holes)]
    for start in range(0, len(gone), _AT_ONCE):
        uids = gone[start : start + _AT_ONCE]
        await models.Hole.filter(folder_id=batch.folder_id, uid__in=uids).delete()
    if batch.holes:
        await models.Hole.bulk_create(
            models.Hole(
                folder_id=batch.folder_id,
                uid=hole.uid,
                reason=hole.reason[:80],
                tries=hole.tries,
                next_try=hole.next_try,
                new=hole.new,
            )
            for hole in batch.holes
        )


async def _renumber(job: records.MailboxJob, batch: records.Batch) -> None:
    if not batch.renumbered:
        return
    folder = await models.Folder.get(id=batch.folder_id).only("uidvalidity")
    for each in batch.renumbered:
        rows = models.Letter.filter(id=each.letter_id, folder_id=batch.folder_id, mailbox_id=job.mailbox.id)
        await rows.update(uidvalidity=folder.uidvalidity, uid=each.uid)


async def _move_marks(job: records.MailboxJob, batch: records.Batch, fresh: Sequence[records.Letter]) -> None:
    stored = sum(letter.status == "stored" for letter in fresh)
    changes: dict[str, object] = {
        "stored": F("stored") + stored,
        "quarantined": F("quarantined") + (len(fresh) - stored),
    }
    for name in ("new_to", "old_to", "skipped", "scanned", "renumbering"):
        if (value := getattr(batch, name)) is not None:
            changes[name] = value
    if fresh:
        # Letters that arrived after the last look were never counted as waiting.
        left, none = F("waiting") - len(fresh), F("waiting") - F("waiting")  # Case takes no plain number
        changes["waiting"] = Case(When(waiting__gte=len(fresh), then=left), default=none)
    await models.Folder.filter(id=batch.folder_id).update(**changes)
    if fresh:
        newest = max(letter.received for letter in fresh)
        older = Q(last_letter=None) | Q(last_letter__lt=newest)
        await models.Mailbox.filter(older, id=job.mailbox.id).update(last_letter=newest)
