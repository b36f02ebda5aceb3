"""The clock was set back: what was due in an hour by the old one is due now, and nothing is due later."""

from datetime import datetime, timedelta

from storage import due_times, models
from tests import make

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def due(box: int) -> datetime | None:
    return (await models.Mailbox.get(id=box)).next_check


async def test_what_is_due_comes_as_soon_as_it_would_have(database: str) -> None:
    box = await make.stored_mailbox()
    rows = models.Mailbox.filter(id=box.id)
    for was, is_ in (
        (HOUR + 9 * MINUTE, 9 * MINUTE),  # as it was said by the old clock
        (9 * MINUTE, timedelta(0)),  # it was due by the old clock, and nobody had come to it
        (-MINUTE, -MINUTE),
    ):
        await rows.update(next_check=make.NOW + was)
        await due_times.draw_in(make.NOW, HOUR)
        assert await due(box.id) == make.NOW + is_


async def test_what_is_due_at_no_time_stays_so(database: str) -> None:
    box = await make.stored_mailbox()
    await models.Mailbox.filter(id=box.id).update(next_check=None)
    assert await due_times.draw_in(make.NOW, HOUR) == 0
    assert await due(box.id) is None
