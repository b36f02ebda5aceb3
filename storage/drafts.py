"""Letters that people are writing, from the first word until they are sent or thrown away.

Holds always:
- one that is left for something else stays as it is, with its files, for its writer to go on with;
- at most one a person is in hand: the one their dialogue names;
- nobody but its writer gets at one.
"""

from datetime import datetime
from typing import Any

from storage import models, orm, records

STEP = "write.letter"  # of the dialogue of somebody who has a letter in hand


def _record(row: models.Draft | None) -> records.Draft | None:
    return None if row is None else records.Draft(id=row.id, step=row.step, data=row.data, card=row.card or 0)


async def put(
    person_id: int,
    draft_id: int,
    step: str,
    data: dict[str, object],
    now: datetime,
    *,
    mailbox_id: int | None,
    card: int,
) -> int:
    """Writes it down, in hand from here on; its id, a new one for 0. What is gone stays gone."""
    async with orm.writing():
        person = await models.Person.get_or_none(id=person_id, removed_at=None)
        if person is None:
            return draft_id
        facts: dict[str, Any] = {
            "step": step,
            "data": data,
            "mailbox_id": mailbox_id,
            "card": card or None,
            "at": now,
        }
        if not draft_id:
            draft_id = (await models.Draft.create(person_id=person_id, **facts)).id
        elif not await models.Draft.filter(id=draft_id, person_id=person_id).update(**facts):
            return draft_id
        await models.Dialogue.update_or_create(
            defaults={"step": STEP, "data": {}, "draft_id": draft_id}, telegram_id=person.telegram_id
        )
    return draft_id


async def get(draft_id: int, person_id: int) -> records.Draft | None:
    return _record(await models.Draft.get_or_none(id=draft_id, person_id=person_id))


async def in_hand(telegram_id: int) -> records.Draft | None:
    return _record(await models.Draft.get_or_none(dialogues__telegram_id=telegram_id))


async def shown_in(person_id: int, message: int) -> records.Draft | None:
    """The one that this message of Telegram shows as it is now."""
    return _record(await models.Draft.filter(person_id=person_id, card=message).order_by("-id").first())


async def show_in(draft_id: int, message: int) -> None:
    """The message that shows it from here on."""
    await models.Draft.filter(id=draft_id).update(card=message)


async def hide(person_id: int, message: int) -> None:
    """The message shows something else now."""
    await models.Draft.filter(person_id=person_id, card=message).update(card=None)


async def drop(draft_id: int, person_id: int) -> None:
    """Thrown away with its files; a dialogue about it has ended."""
    await models.Draft.filter(id=draft_id, person_id=person_id).delete()


async def drop_old(before: datetime) -> None:
    """Those nobody came back to."""
    await models.Draft.filter(at__lt=before).delete()
