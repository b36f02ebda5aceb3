"""What people looked for lately: a button that turns the pages of what was found is too small to hold it."""

from typing import Literal

from storage import models, orm

Kind = Literal["letters", "contacts", "why"]
_KEPT = 20  # a person and a kind


async def note(person_id: int, kind: Kind, text: str) -> int:
    """Keeps it, forgets the oldest; the number to ask for it by."""
    async with orm.writing():
        mine = models.Asked.filter(person_id=person_id, kind=kind)
        row = await mine.filter(text=text).first()
        row = row or await models.Asked.create(person_id=person_id, kind=kind, text=text)
        old = await mine.order_by("-id").offset(_KEPT).limit(1000).values_list("id", flat=True)
        if old:
            await models.Asked.filter(id__in=old).delete()
    return row.id


async def text(number: int, person_id: int, kind: Kind) -> str | None:
    """None where it was forgotten, or is another person's."""
    row = await models.Asked.get_or_none(id=number, person_id=person_id, kind=kind)
    return row.text if row else None
