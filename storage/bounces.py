"""Letters that did not arrive, whatever program they were sent from; whoever sent one here is told.

Holds always:
- one recipient fails once, however many reports say so;
- a letter counts as lost, and nothing as answered by it, only where it reached none of its To: a copy that
  failed is told, and changes nothing else.
"""

from datetime import datetime

from storage import answered, models, people, records

_GONE = ("sent", "unknown")


async def note(mailbox_id: int, bounce: records.Bounce, now: datetime) -> bool:
    """A report says so; whether that is news of a letter that was sent from here. Within a transaction."""
    known = await about(mailbox_id, bounce.message_id)
    fresh = bounce.address not in {each.address for each in known}
    if fresh:
        await models.Bounce.create(
            mailbox_id=mailbox_id,
            message_id=bounce.message_id,
            address=bounce.address,
            reason=bounce.reason,
            reply=bounce.reply,
            at=now,
        )
    rows = models.Answer.filter(mailbox_id=mailbox_id, message_id=bounce.message_id)
    row = await rows.first().only("id", "mailbox_id", "person_id", "to", "state")
    to = [row.to] if row else await _addressees(mailbox_id, bounce.message_id)
    lost = records.is_lost(to, (*known, bounce))
    if lost:
        await answered.take_back(mailbox_id, bounce.message_id, now)
    if row is None or row.state not in _GONE or not (lost or fresh):
        return False
    if lost:
        await rows.update(state="bounced", reply=bounce.reply, reason=bounce.reason, at=now)
    await _tell(row, "bounced" if lost else "copy_bounced", bounce.reason, now)
    return True


async def _addressees(mailbox_id: int, message_id: str) -> list[str]:
    """To whom a letter of another program went."""
    rows = models.Letter.filter(mailbox_id=mailbox_id, message_id=message_id, direction="out")
    letter = await rows.first().only("id", "to")
    return [address for _, address in letter.to] if letter else []


async def _tell(row: models.Answer, kind: str, reason: str, now: datetime) -> None:
    """One message for what became known before it went."""
    waiting = models.Alert.filter(answer_id=row.id, kind__in=("bounced", "copy_bounced"), state="waiting")
    if await waiting.exists():
        await waiting.update(kind=kind, reason=reason)
    elif await people.is_reachable(row.person_id):
        await models.Alert.create(
            mailbox_id=row.mailbox_id,
            person_id=row.person_id,
            kind=kind,
            reason=reason,
            answer_id=row.id,
            made_at=now,
            state="waiting",
            due_at=now,
        )


async def of(stored: records.StoredLetter) -> tuple[records.Bounce, ...]:
    """What was reported of a letter that was sent."""
    letter = stored.letter
    if letter.direction != "out" or letter.message_id is None:
        return ()
    return await about(stored.mailbox_id, letter.message_id)


async def about(mailbox_id: int, message_id: str) -> tuple[records.Bounce, ...]:
    """The recipients it did not reach, in the order in which that was reported."""
    rows = models.Bounce.filter(mailbox_id=mailbox_id, message_id=message_id).order_by("id")
    return tuple(
        records.Bounce(message_id=row.message_id, address=row.address, reply=row.reply, reason=row.reason)
        for row in await rows
    )
