"""What a person may do so many times in a while only."""

from datetime import datetime, timedelta

from storage import models, orm


async def use(telegram_id: int, kind: str, most: int, span: timedelta, now: datetime) -> datetime | None:
    """Counts one use. None where it may be; else when it may be again, and nothing is counted."""
    async with orm.writing():
        ours = models.LimitedUse.filter(telegram_id=telegram_id, kind=kind)
        await ours.filter(at__lte=now - span).delete()
        used = await ours.order_by("-at").limit(most)
        if len(used) >= most:
            return used[-1].at + span
        await models.LimitedUse.create(telegram_id=telegram_id, kind=kind, at=now)
    return None


async def drop_old(before: datetime) -> None:
    """Uses of anybody: who does not come again has left nothing either."""
    await models.LimitedUse.filter(at__lt=before).delete()
