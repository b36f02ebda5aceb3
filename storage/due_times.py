"""All moments at which something is due, for when the machine's clock was set back under them."""

from datetime import datetime, timedelta

from tortoise.models import Model

from storage import bulk, models, orm

_DUE: tuple[tuple[type[Model], str, dict[str, str]], ...] = (
    (models.Mailbox, "next_check", {}),
    (models.Notice, "due_at", {"state": "waiting"}),
    (models.Notice, "edit_due", {}),
    (models.Burst, "shown_at", {}),  # the next edit is due soon after it
    (models.Burst, "last_at", {}),
    (models.Alert, "due_at", {"state": "waiting"}),
    (models.Answer, "due_at", {"state": "waiting"}),
    (models.Answer, "file_due", {}),
    (models.Hole, "next_try", {}),
)


async def draw_in(now: datetime, back: timedelta) -> int:
    """The clock was set back by so much: what is due later than `now` is due so much earlier, not before now.

    Done twice, as by two workers of one machine, it makes things due too early, and never too late. How many
    there were.
    """
    found = 0
    async with orm.writing() as connection:
        for model, column, which in _DUE:
            later = await model.filter(**{f"{column}__gt": now}, **which).values_list(column, "id")
            rows = [(max(now, due - back), id_) for due, id_ in later]
            await bulk.update(connection, model, (column,), rows)
            found += len(rows)
    return found
