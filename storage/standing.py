"""How the account stands, in figures: for monitoring, cheap enough to be asked every few seconds."""

from datetime import datetime
from typing import TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from storage import answers, mailboxes, models, outbox, plain_sql, records

_Row = TypeVar("_Row", bound=Model)
_TOTALS = """
    SELECT COALESCE(SUM(stored), 0) AS stored, COALESCE(SUM(quarantined), 0) AS quarantined,
        COALESCE(SUM(waiting), 0) AS waiting
    FROM folder JOIN mailbox ON mailbox.id = folder.mailbox_id WHERE mailbox.erased_at IS NULL
"""
_COLUMNS = (
    "id, owner_id, provider, imap_host, paused_at, trouble, imported_at, told, failures,"
    " connected_at, last_check, next_check, watched_until"
)


async def of_mailboxes() -> list[records.Standing]:
    """All that are not being erased, in one query past the ORM, which takes five times as long."""
    found = await plain_sql.rows(f"SELECT {_COLUMNS} FROM mailbox WHERE erased_at IS NULL", ())  # noqa: S608
    return [
        records.Standing(
            id=row["id"],
            owner=row["owner_id"],
            service=row["provider"] or row["imap_host"],
            state=mailboxes.state_of(row["paused_at"], row["trouble"], row["imported_at"]),
            told=row["told"],
            failures=row["failures"],
            connected_at=plain_sql.moment(row["connected_at"]),
            last_check=plain_sql.moment_or_none(row["last_check"]),
            next_check=plain_sql.moment_or_none(row["next_check"]),
            watched_until=plain_sql.moment_or_none(row["watched_until"]),
        )
        for row in found
    ]


async def of_letters() -> records.LetterTotals:
    """Over all mailboxes that are not being erased."""
    (found,) = await plain_sql.rows(_TOTALS, [])
    holes = await models.Hole.filter(folder__mailbox__erased_at=None).count()
    return records.LetterTotals(holes=holes, **{name: int(total) for name, total in found.items()})


async def of_outbox(now: datetime) -> tuple[records.Waiting, records.Waiting]:
    """Notices that are due, and letters of ours that are neither sent nor given up."""
    return (
        await _waiting(outbox.all_due(now), "due_at", now),
        await _waiting(answers.all_open(), "made_at", now),
    )


async def _waiting(rows: QuerySet[_Row], since: str, now: datetime) -> records.Waiting:
    count, oldest = await rows.count(), await rows.order_by(since).first().values(since)
    seconds = (now - oldest[since]).total_seconds() if oldest else 0.0
    return records.Waiting(count=count, oldest=max(seconds, 0.0))
