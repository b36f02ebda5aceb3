"""How letters of ours go: each step is written down before the network is asked for it (invariant 7).

Holds always:
- waiting -> sending -> sent | refused | waiting again | unknown, and sent -> bounced; waiting -> undone;
- what a removed person wrote is not begun; one under way ends as it does, and is not tried again;
- what was handed over to its last line and has no answer never becomes waiting by itself;
- the octets are kept for as long as the letter may have to be sent or filed.
"""

from datetime import datetime

from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from storage import answered, answers, models, orm, records


async def octets(answer_id: int) -> bytes | None:
    row = await models.Answer.get_or_none(id=answer_id).only("id", "octets")
    return None if row is None else row.octets


async def _open() -> QuerySet[models.Answer]:
    """Those of which anything is still to come: few, and asked for every two seconds, so they have an index.

    It is used only where it is asked for in its own words, which no query of the ORM is.
    """
    query = "SELECT id FROM answer WHERE state IN ('waiting', 'sending', 'unknown') OR file_due IS NOT NULL"
    found = [row["id"] for row in await orm.reading().execute_query_dict(query)]
    return models.Answer.filter(id__in=found, mailbox__erased_at=None)


async def mailboxes_due(now: datetime) -> list[int]:
    """Mailboxes with a letter to be sent, filed, or whose sender may have died."""
    rows = (await _open()).filter(
        Q(state="waiting", due_at__lte=now) | Q(state="sending") | Q(file_due__lte=now)
    )
    return [int(each) for each in await rows.distinct().values_list("mailbox_id", flat=True)]  # type: ignore[call-overload]


async def recover(mailbox_id: int, now: datetime, given_up: datetime) -> None:
    """What a sender that died left behind; only whoever holds the mailbox's lock may ask.

    `given_up`: a letter made before then is tried no more, whatever it is that its senders die of.
    """
    rows = models.Answer.filter(mailbox_id=mailbox_id, state="sending")
    unsent = rows.filter(handed_at=None)
    await unsent.filter(made_at__lt=given_up).update(state="refused", reason="gave_up", at=now)
    await unsent.update(state="waiting", due_at=now)
    await rows.filter(handed_at__not_isnull=True).update(state="unknown", reason="died", at=now)


async def begin(mailbox_id: int, now: datetime) -> records.Answer | None:
    """The next one that is due, from here on being sent."""
    async with orm.writing():
        rows = models.Answer.filter(mailbox_id=mailbox_id, state="waiting", due_at__lte=now)
        gone = await rows.filter(person__removed_at__not_isnull=True).values_list("id", flat=True)
        if gone:
            await rows.filter(id__in=list(gone)).update(state="undone", at=now, octets=None)
        row = await rows.order_by("due_at", "id").only("id").first()
        if row is None:
            return None
        found = models.Answer.filter(id=row.id, state="waiting")
        await found.update(state="sending", tries=F("tries") + 1, handed_at=None, at=now)
    return await answers.get(row.id)


async def handed(answer_id: int, now: datetime, tries: int) -> None:
    """All but its last line has left, in the attempt of this number.

    Raises `LookupError` where it is another's turn: who lost the mailbox's lock must not say the last line.
    """
    rows = models.Answer.filter(id=answer_id, state="sending", tries=tries)
    if not await rows.update(handed_at=now):
        raise LookupError("it is not being sent any more")


async def sent(answer_id: int, reply: str, now: datetime, file_due: datetime | None) -> None:
    """The server took it. `file_due`: when its copy is looked for; None where the provider files it."""
    changes: dict[str, object] = {"state": "sent", "reply": reply, "reason": None, "at": now}
    filed: dict[str, object] = (
        {"filed_at": now, "octets": None} if file_due is None else {"file_due": file_due}
    )
    async with orm.writing():
        await models.Answer.filter(id=answer_id).update(**changes, **filed)
        await models.AnswerFile.filter(answer_id=answer_id).delete()
        await answered.here(answer_id, now)


async def refused(answer_id: int, reason: str, reply: str, now: datetime) -> None:
    await _end(answer_id, "refused", reason, reply, now)


async def unknown(answer_id: int, reason: str, now: datetime) -> None:
    await _end(answer_id, "unknown", reason, "", now)


async def _end(answer_id: int, state: str, reason: str, reply: str, now: datetime) -> None:
    rows = models.Answer.filter(id=answer_id, state="sending")
    await rows.update(state=state, reason=reason, reply=reply or None, at=now)


async def postpone(answer_id: int, until: datetime, reason: str, reply: str, now: datetime) -> None:
    """It is tried again then."""
    rows = models.Answer.filter(id=answer_id, state="sending")
    await rows.update(state="waiting", due_at=until, reason=reason, reply=reply or None, at=now, shown="")


async def to_file(mailbox_id: int, now: datetime) -> tuple[records.Answer, int] | None:
    """A sent one whose copy has to be looked for, with how often that was tried."""
    rows = models.Answer.filter(mailbox_id=mailbox_id, file_due__lte=now)
    row = await rows.order_by("file_due").only("id", "file_tries").first()
    found = await answers.get(row.id) if row else None
    return (found, row.file_tries) if row and found else None


async def filed(answer_id: int, now: datetime) -> None:
    await models.Answer.filter(id=answer_id).update(filed_at=now, file_due=None, octets=None)


async def file_at(answer_id: int, when: datetime) -> None:
    """It was not tried at all."""
    await models.Answer.filter(id=answer_id).update(file_due=when)


async def file_later(answer_id: int, until: datetime | None) -> None:
    """None: it is not tried any more, and nobody needs the letter itself."""
    kept: dict[str, object] = {} if until else {"octets": None}
    rows = models.Answer.filter(id=answer_id)
    await rows.update(file_due=until, file_tries=F("file_tries") + 1, **kept)


async def seen(now: datetime) -> int:
    """Letters that the sync found in Sent: known to have gone, and filed. How many of them are news."""
    doubtful = Q(state="unknown") | Q(state="waiting", tries__gt=0)
    rows = (await _open()).filter(doubtful | Q(file_due__not_isnull=True))
    wanted = {
        (box, message_id): answer_id
        for answer_id, box, message_id in await rows.values_list("id", "mailbox_id", "message_id")
    }
    if not wanted:
        return 0
    news, there = 0, models.Letter.filter(message_id__in=[each for _, each in wanted], folder__role="sent")
    for place in await there.values_list("mailbox_id", "message_id"):
        if place in wanted:
            row = models.Answer.filter(id=wanted[place])
            news += await row.filter(doubtful).update(state="sent", reason=None, reply=None, at=now)
            await models.AnswerFile.filter(answer_id=wanted[place]).delete()
            await row.filter(state="sent").update(filed_at=now, file_due=None, octets=None)
    return news
