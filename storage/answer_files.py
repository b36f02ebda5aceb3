"""Files that go with a letter somebody writes here, from the chat until the letter went.

Holds always:
- a row is written whole or not at all, so no half of a file is ever sent;
- files without an answer belong to a draft, and are gone with it (`storage.drafts`, which says whose it is);
- nobody but its writer gets at them.
"""

from datetime import datetime

from tortoise.queryset import QuerySet

from storage import models, records

_COLUMNS = ("id", "name", "type", "size")  # all that people see


def _draft(draft_id: int) -> QuerySet[models.AnswerFile]:
    return models.AnswerFile.filter(draft_id=draft_id, answer_id=None)


async def keep(new: records.NewAnswerFile) -> None:
    """One more file of a draft."""
    await models.AnswerFile.create(
        person_id=new.person_id,
        draft_id=new.draft_id,
        mailbox_id=new.mailbox_id,
        name=new.name,
        type=new.type,
        size=len(new.octets),
        octets=new.octets,
        made_at=new.made_at,
    )


async def of_draft(draft_id: int) -> list[records.AnswerFile]:
    """In the order in which they came, without their octets."""
    rows = _draft(draft_id).order_by("id").only(*_COLUMNS)
    return [records.AnswerFile(id=row.id, name=row.name, type=row.type, size=row.size) for row in await rows]


async def octets(draft_id: int, file_id: int) -> bytes:
    """Of a file of the draft. Raises `LookupError` where it is gone."""
    row = await _draft(draft_id).get_or_none(id=file_id).only("id", "octets")
    if row is None:
        raise LookupError("the file is gone")
    return row.octets


async def drop(draft_id: int, file_id: int) -> None:
    await _draft(draft_id).filter(id=file_id).delete()


async def back_to_draft(answer_id: int, draft_id: int, person_id: int) -> None:
    """The letter is written once more: what went with it is of this draft now."""
    rows = models.AnswerFile.filter(answer_id=answer_id, person_id=person_id)
    await rows.update(answer_id=None, draft_id=draft_id)


async def drop_old(before: datetime) -> None:
    """Those of letters nobody put right. Those of a draft are kept for as long as it is, and gone with it."""
    await models.AnswerFile.filter(made_at__lt=before, draft_id=None).delete()
