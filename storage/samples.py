"""How the account stood, every few minutes: what the chart of an administrator is drawn from."""

from datetime import datetime

from tortoise.exceptions import IntegrityError

from storage import models, records, search_index


async def put(now: datetime, *, freshness: float | None, kept: datetime) -> None:
    """One more, with the letters stored since the one before; those from before `kept` go.

    Another process that samples at the same moment has said the same already.
    """
    last = await models.Sample.all().order_by("-id").first()
    newest = await search_index.newest_letter()
    letters = await _between(last.newest, newest) if last is not None else 0
    try:
        await models.Sample.create(at=now, freshness=freshness, letters=letters, newest=newest)
    except IntegrityError:
        return
    await models.Sample.filter(at__lt=kept).delete()


async def latest() -> datetime | None:
    row = await models.Sample.all().order_by("-id").first()
    return row.at if row else None


async def since(moment: datetime) -> list[records.Sample]:
    """Oldest first."""
    rows = await models.Sample.filter(at__gte=moment).order_by("at")
    return [records.Sample(at=row.at, freshness=row.freshness, letters=row.letters) for row in rows]


async def letters_since(moment: datetime) -> int:
    """How many letters were stored in all mailboxes since the first sample after that moment."""
    first = await models.Sample.filter(at__gte=moment).order_by("id").first()
    return await _between(first.newest, await search_index.newest_letter()) if first else 0


async def _between(after: int, upto: int) -> int:
    """By their ids: those have an index, moments have none."""
    return await models.Letter.filter(id__gt=after, id__lte=upto).count()
