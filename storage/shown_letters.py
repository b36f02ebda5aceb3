"""Messages in which people opened letters: a reply to one answers the letter that it shows.

Holds always: what is noted here gives nobody a right; whether they may read the letter is asked elsewhere.
"""

from datetime import datetime

from storage import models


async def note(person_id: int, message: int, letter_id: int, now: datetime) -> None:
    """From here on the message shows that letter."""
    await models.ShownLetter.update_or_create(
        defaults={"letter_id": letter_id, "at": now}, person_id=person_id, message_id=message
    )


async def forget(person_id: int, message: int) -> None:
    """The message shows something else now."""
    await models.ShownLetter.filter(person_id=person_id, message_id=message).delete()


async def told_by(person_id: int, message: int) -> int | None:
    """The letter that this message of Telegram shows or told of; None for one that told of several."""
    shown = await models.ShownLetter.get_or_none(person_id=person_id, message_id=message)
    if shown is not None:
        return shown.letter_id
    found = await models.Notice.filter(person_id=person_id, message_id=message).limit(2)
    return found[0].letter_id if len(found) == 1 else None


async def told_together_by(person_id: int, message: int) -> int | None:
    """A notice of several that this message told of, from which all are found (`storage.summaries`)."""
    found = await models.Notice.filter(person_id=person_id, message_id=message).order_by("id").limit(2)
    return found[0].id if len(found) > 1 else None


async def drop_old(before: datetime) -> None:
    await models.ShownLetter.filter(at__lt=before).delete()
