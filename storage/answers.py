"""Letters that people here write, as people see them (`storage.sending` is how they go).

Holds always: one is written down whole before anything is done with it; a person takes it back while it is
waiting, and only a person sends one again that is unknown or refused.
"""

from datetime import datetime

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from storage import models, orm, people, records

_OPEN = ("waiting", "sending")
_AGAIN = ("unknown", "refused")
# All columns but the octets
_COLUMNS = (
    *("id", "mailbox_id", "person_id", "letter_id", "message_id", "sender", "to", "cc", "subject", "preview"),
    *("state", "reason", "reply", "tries", "made_at", "due_at", "at", "message", "shown"),
)


def _record(row: models.Answer) -> records.Answer:
    """Needs `person` and `mailbox` fetched."""
    return records.Answer(
        id=row.id,
        mailbox_id=row.mailbox_id,
        mailbox=row.mailbox.address,
        mode=row.mailbox.mode,  # type: ignore[arg-type]  # likewise
        person=people.record(row.person),
        letter_id=row.letter_id,
        message_id=row.message_id,
        sender=row.sender,
        to=row.to,
        cc=row.cc,
        subject=row.subject,
        preview=row.preview,
        state=row.state,  # type: ignore[arg-type]  # only our own words are ever written there
        reason=row.reason,
        reply=row.reply,
        tries=row.tries,
        made_at=row.made_at,
        due_at=row.due_at,
        at=row.at,
        message=row.message,
        shown=row.shown,
    )


async def _records(rows: QuerySet[models.Answer]) -> list[records.Answer]:
    found = rows.filter(mailbox__erased_at=None).order_by("id").only(*_COLUMNS)
    return [_record(row) for row in await found.prefetch_related("person", "mailbox")]


async def intend(new: records.NewAnswer, *, draft: int = 0) -> int:
    """From here on it goes, unless it is taken back before it is due; its id.

    `draft`: what it was made from. That is gone, so that it goes once; its files are the answer's.
    """
    async with orm.writing():
        answer_id = await _store(new)
        if draft:
            files = models.AnswerFile.filter(draft_id=draft)
            await files.update(answer_id=answer_id, draft_id=None, made_at=new.made_at)  # kept from now on
            await models.Draft.filter(id=draft, person_id=new.person_id).delete()
        return answer_id


async def _store(new: records.NewAnswer) -> int:
    row = await models.Answer.create(
        mailbox_id=new.mailbox_id,
        person_id=new.person_id,
        letter_id=new.letter_id,
        message_id=new.message_id,
        sender=new.sender,
        to=new.to,
        cc=new.cc,
        subject=new.subject,
        preview=new.preview,
        draft=new.draft,
        octets=new.octets,
        state="waiting",
        made_at=new.made_at,
        due_at=new.due_at,
        message=new.message,
        shown="waiting" if new.message else "",
    )
    return row.id


async def get(answer_id: int) -> records.Answer | None:
    found = await _records(models.Answer.filter(id=answer_id))
    return found[0] if found else None


async def shown_in(person_id: int, message: int) -> records.Answer | None:
    """The latest that this message of Telegram shows."""
    found = await _records(models.Answer.filter(person_id=person_id, message=message))
    return found[-1] if found else None


async def draft(answer_id: int) -> dict[str, object]:
    """What it was made from; empty where it is gone."""
    row = await models.Answer.get_or_none(id=answer_id).only("id", "draft")
    return {} if row is None else row.draft


# -- what people do --------------------------------------------------------------------------------


async def take_back(answer_id: int, now: datetime) -> bool:
    """Before it was tried for the first time; False where it is too late."""
    rows = models.Answer.filter(id=answer_id, state="waiting", tries=0)
    return bool(await rows.update(state="undone", at=now, octets=None))


async def give_up(answer_id: int, now: datetime) -> bool:
    """No more tries of one that waits for the next; False where it is too late."""
    rows = models.Answer.filter(id=answer_id, state="waiting", tries__gt=0)
    return bool(await rows.update(state="undone", at=now, octets=None))


async def again(answer_id: int, now: datetime) -> bool:
    """The person wants it to be sent once more, whatever became of it before; False where it is too late."""
    rows = models.Answer.filter(id=answer_id, state__in=_AGAIN, octets__not_isnull=True)
    forgotten = dict.fromkeys(("reason", "reply", "handed_at", "at"))
    return bool(await rows.update(state="waiting", due_at=now, made_at=now, tries=1, shown="", **forgotten))


# -- the message that shows one --------------------------------------------------------------------


async def show_in(answer_id: int, message: int) -> None:
    """The message of Telegram that shows how it stands from here on."""
    await models.Answer.filter(id=answer_id).update(message=message)


async def hide(answer_id: int) -> None:
    """No message shows it any more."""
    await models.Answer.filter(id=answer_id).update(message=None)


async def shown(answer: records.Answer) -> None:
    """Its message shows how it stood; if that is not so any more, it is shown once more."""
    rows = models.Answer.filter(id=answer.id, state=answer.state, tries=answer.tries)
    await rows.update(shown=answer.state)


async def moving(limit: int) -> list[records.Answer]:
    """Those whose message does not show how they stand, of people who can be reached."""
    rows = models.Answer.filter(~Q(shown=F("state")), message__not_isnull=True)
    there = rows.filter(person__removed_at=None, person__unreachable_at=None)
    return await _records(there.limit(limit))


async def waiting_count() -> int:
    """Neither sent nor given up."""
    return await all_open().count()


def all_open() -> QuerySet[models.Answer]:
    """Neither sent nor given up."""
    return models.Answer.filter(state__in=_OPEN, mailbox__erased_at=None)
