"""Workers that share one PostgreSQL: who lives, and who of them watches which mailbox.

Holds always:
- moments are told by the clock of the database: those of several machines differ;
- a worker that has been silent for too long watches nothing, whatever it may believe itself.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from tortoise.queryset import QuerySet

from storage import models, orm, records


async def beat(name: str) -> bool:
    """The worker lives; True where nobody knew: it is new, or was buried."""
    async with orm.writing() as connection:
        (row,) = await connection.execute_query_dict(
            "INSERT INTO worker (name, began_at, seen_at) VALUES ($1, clock_timestamp(), clock_timestamp())"
            " ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at RETURNING xmax = 0 AS new",
            [name],
        )
    return bool(row["new"])


async def leave(name: str, now: datetime) -> None:
    """The worker ends, and what it watched is due."""
    async with orm.writing():
        await models.Worker.filter(name=name).delete()
        await _let_go(models.Mailbox.filter(watched_by=name), now)


async def alive() -> list[str]:
    """The names of those that were not buried yet."""
    return [str(each) for each in await models.Worker.all().values_list("name", flat=True)]


async def at_work() -> int:
    """How many processes share the work: at least whoever asks. Beside SQLite no other is written down."""
    return max(1, await models.Worker.all().count())


async def bury(silence: timedelta, now: datetime) -> records.Burial:
    """Ends those that were silent for so long; what they watched is due."""
    async with orm.writing() as connection:
        gone = await connection.execute_query_dict(
            "DELETE FROM worker WHERE seen_at < clock_timestamp() - $1::interval"
            " AND pg_postmaster_start_time() < clock_timestamp() - $1::interval"
            " RETURNING name, began_at, seen_at",
            [silence],  # nobody is to blame for that of the database itself
        )
        living = await models.Worker.all()
        left = await _let_go(_watched_by_none_of([row.name for row in living]), now) if living else 0
    return records.Burial(
        gone=tuple(records.Worker(**row) for row in gone),
        living=tuple(records.Worker(row.name, row.began_at, row.seen_at) for row in living),
        left=left,
    )


async def watched(name: str) -> set[int]:
    """Mailboxes that this worker is to watch."""
    rows = models.Mailbox.filter(watched_by=name, paused_at=None, erased_at=None)
    return {int(each) for each in await rows.values_list("id", flat=True)}  # type: ignore[call-overload]


async def give_up(name: str, mailbox_ids: Collection[int], now: datetime) -> None:
    """The worker holds no connection to these any more: whoever is free may have them."""
    await _let_go(models.Mailbox.filter(watched_by=name, id__in=list(mailbox_ids)), now)


def _watched_by_none_of(names: list[str]) -> QuerySet[models.Mailbox]:
    return models.Mailbox.filter(watched_by__not_isnull=True).exclude(watched_by__in=names)


async def _let_go(rows: QuerySet[models.Mailbox], now: datetime) -> int:
    return await rows.update(watched_by=None, watched_until=None, next_check=now)


async def wants_visit(mailbox_id: int, now: datetime) -> bool:
    """Whether it is due still, and watched by nobody."""
    rows = models.Mailbox.filter(id=mailbox_id, next_check__lte=now, watched_by=None)
    return await rows.filter(paused_at=None, erased_at=None).exists()
