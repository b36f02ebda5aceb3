"""Letters that one summary told a person of; any notice of it leads back to all of them."""

from storage import models, records

_OF_A_LETTER = ("id", "letter_id", "letter__mailbox_id")


async def told(notice_id: int, person_id: int) -> records.ToldTogether | None:
    """What was told together with this notice; None where it is not this person's, or is gone."""
    row = await models.Notice.get_or_none(id=notice_id, person_id=person_id, bundle__isnull=False)
    if row is None:
        return None
    # A bundle may have been told of in several messages: each keeps its own.
    together = models.Notice.filter(person_id=person_id, bundle=row.bundle, message_id=row.message_id)
    rows = await together.order_by("-letter__received", "-letter_id").values(*_OF_A_LETTER)
    return records.ToldTogether(
        mailbox_id=next(each["letter__mailbox_id"] for each in rows if each["id"] == notice_id),
        letter_id=row.letter_id,
        notices={each["letter_id"]: each["id"] for each in rows},
    )
