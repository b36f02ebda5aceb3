"""Letters that did not arrive, whatever program they were sent from; whoever sent one here is told.

Holds always: one letter comes back once, however many reports say so.
"""

from datetime import datetime

from storage import answered, models, people, records

_GONE = ("sent", "unknown")


async def note(mailbox_id: int, bounce: records.Bounce, now: datetime) -> bool:
    """A report says so; whether that is news of a letter that was sent from here. Within a transaction."""
    known = models.Bounce.filter(mailbox_id=mailbox_id, message_id=bounce.message_id)
    if not await known.exists():
        await models.Bounce.create(
            mailbox_id=mailbox_id,
            message_id=bounce.message_id,
            reason=bounce.reason,
            reply=bounce.reply,
            at=now,
        )
    await answered.take_back(mailbox_id, bounce.message_id, now)
    rows = models.Answer.filter(mailbox_id=mailbox_id, message_id=bounce.message_id, state__in=_GONE)
    row = await rows.first().only("id", "person_id")
    if row is None:
        return False
    await rows.update(state="bounced", reply=bounce.reply, reason=bounce.reason, at=now)
    if await people.is_reachable(row.person_id):
        await models.Alert.create(
            mailbox_id=mailbox_id,
            person_id=row.person_id,
            kind="bounced",
            reason=bounce.reason,
            answer_id=row.id,
            made_at=now,
            state="waiting",
            due_at=now,
        )
    return True


async def of(stored: records.StoredLetter) -> records.Bounce | None:
    """What was reported of a letter that was sent."""
    letter = stored.letter
    if letter.direction != "out" or letter.message_id is None:
        return None
    row = await models.Bounce.get_or_none(mailbox_id=stored.mailbox_id, message_id=letter.message_id)
    return records.Bounce(message_id=row.message_id, reply=row.reply, reason=row.reason) if row else None
