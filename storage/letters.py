"""Letters as they are stored, read by a mailbox."""

from collections.abc import Sequence

from tortoise.expressions import F

from storage import entitled, models, orm, records

# The furthest any person's notice has come speaks for the letter.
_FURTHEST = ("sent", "in_summary", "waiting", "muted")


def _contacts(pairs: Sequence[Sequence[str]]) -> tuple[records.Contact, ...]:
    return tuple(records.Contact(name=name, address=address) for name, address in pairs)


def _letter(row: models.Letter) -> records.Letter:
    """Needs `attachments` fetched."""
    return records.Letter(
        uid=records.Uid(row.uid),
        uidvalidity=records.UidValidity(row.uidvalidity),
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        references=tuple(row.references),
        subject=row.subject,
        sender=records.Contact(name=row.from_name, address=row.from_address),
        reply_to=row.reply_to,
        to=_contacts(row.to),
        cc=_contacts(row.cc),
        date=row.date,
        received=row.received,
        direction=row.direction,  # type: ignore[arg-type]  # only our own words are ever written there
        origin=row.origin,  # type: ignore[arg-type]
        origin_reason=row.origin_reason,
        client=row.client,
        preview=row.preview,
        text=row.text,
        attachments=tuple(
            records.Attachment(name=each.name, type=each.type, size=each.size, part=each.part)
            for each in row.attachments  # type: ignore[attr-defined]
        ),
        size=row.size,
        new=row.new,
        chain=row.chain,
        status=row.status,  # type: ignore[arg-type]
        quarantine_reason=row.quarantine_reason,
    )


def _why_none(row: models.Letter) -> str:
    """Why nobody was told of a letter."""
    if not row.new:
        return "imported"
    if row.direction == "out":
        return "outgoing"
    return "nobody_to_tell" if row.client else row.origin


def _notice(row: models.Letter) -> records.NoticeSummary:
    notices = list(row.notices)  # type: ignore[attr-defined]
    for state in _FURTHEST:
        reached = [each for each in notices if each.state == state]
        if reached:
            return records.NoticeSummary(
                state=state,  # type: ignore[arg-type]
                why=reached[0].why,
                at=min((each.at for each in reached if each.at), default=None),
            )
    return records.NoticeSummary(state="none", why=_why_none(row))


def record(row: models.Letter) -> records.StoredLetter:
    """Needs `folder`, `attachments` and `notices` fetched."""
    return records.StoredLetter(
        id=row.id,
        mailbox_id=row.mailbox_id,
        folder=row.folder.role,  # type: ignore[arg-type]
        letter=_letter(row),
        notice=_notice(row),
    )


async def newest(
    mailbox_id: int, limit: int, folder: records.FolderRole | None = None
) -> list[records.StoredLetter]:
    """Newest received first, quarantined ones included."""
    rows = models.Letter.filter(mailbox_id=mailbox_id)
    if folder:
        rows = rows.filter(folder__role=folder)
    rows = rows.order_by("-received", "-uid").limit(limit)
    return [record(row) for row in await rows.prefetch_related("folder", "attachments", "notices")]


async def one(mailbox_id: int, folder: records.FolderRole, uid: int) -> records.StoredLetter | None:
    """The letter with this UID under the newest UIDVALIDITY it is stored with."""
    rows = models.Letter.filter(mailbox_id=mailbox_id, folder__role=folder, uid=uid).order_by("-uidvalidity")
    row = await rows.first().prefetch_related("folder", "attachments", "notices")
    return record(row) if row else None


async def get(letter_id: int, person_id: int) -> records.StoredLetter | None:
    """None where it is gone, or not for this person."""
    row = await entitled.letters(person_id).get_or_none(id=letter_id)
    if row is None:
        return None
    await row.fetch_related("folder", "attachments", "notices")
    return record(row)


async def read_again(folder_id: int, letter: records.Letter) -> None:
    """Puts what could be read now, or the newest reason why not, into the row of a quarantined letter.

    The row stays, and with it its notices: nobody is told twice. Nothing is done where that row is gone.
    """
    async with orm.writing():
        rows = models.Letter.filter(
            folder_id=folder_id, uidvalidity=letter.uidvalidity, uid=letter.uid, status="quarantined"
        )
        row = await rows.select_related("mailbox").first()
        if row is None or row.mailbox.erased_at is not None:
            return
        if letter.status == "quarantined":
            row.quarantine_reason = letter.quarantine_reason
            await row.save(update_fields=["quarantine_reason"])
            return
        row.update_from_dict(
            {
                "message_id": letter.message_id,
                "in_reply_to": letter.in_reply_to,
                "references": list(letter.references),
                "subject": letter.subject,
                "from_name": letter.sender.name,
                "from_address": letter.sender.address,
                "reply_to": letter.reply_to,
                "to": [[each.name, each.address] for each in letter.to],
                "cc": [[each.name, each.address] for each in letter.cc],
                "date": letter.date,
                "received": letter.received,
                "origin": letter.origin,
                "origin_reason": letter.origin_reason,
                "client": letter.client,
                "chain": letter.chain,
                "preview": letter.preview,
                "text": letter.text,
                "size": letter.size,
                "status": letter.status,
                "quarantine_reason": None,
            }
        )
        await row.save()
        await models.SearchEntry.filter(letter_id=row.id).delete()  # to be made anew, with its words
        await models.Attachment.bulk_create(
            models.Attachment(
                letter_id=row.id, name=each.name, type=each.type[:255], size=each.size, part=each.part
            )
            for each in letter.attachments
        )
        counts = models.Folder.filter(id=folder_id)
        await counts.update(stored=F("stored") + 1, quarantined=F("quarantined") - 1)


async def identities(folder_id: int) -> list[tuple[int, int, records.LetterStatus]]:
    """(UIDVALIDITY, UID, status) of every letter of a folder."""
    rows = models.Letter.filter(folder_id=folder_id).order_by("uid")
    return [
        (int(validity), int(uid), status)
        for validity, uid, status in await rows.values_list("uidvalidity", "uid", "status")
    ]


async def first_import_count(mailbox_id: int) -> int:
    """How many letters that were there at connecting are stored."""
    return await models.Letter.filter(mailbox_id=mailbox_id, new=False).count()
