"""How the account stands, in figures: for monitoring, cheap enough to be asked every few seconds."""

from datetime import datetime

from tortoise.functions import Count, Min
from tortoise.queryset import QuerySet

from storage import answers, mailboxes, models, outbox, plain_sql, records

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


async def of_notices(now: datetime) -> list[records.WaitingFor]:
    """Those that are due, and those that were tried and are put off; some of a person may be of either.

    What was tried waits since its letter came: each try gives it another time at which it is due.
    """
    waiting = outbox.all_waiting()
    return [
        *await _by_person(waiting.filter(tries=0, due_at__lte=now), "due_at"),
        *await _by_person(waiting.filter(tries__gt=0), "letter__stored_at"),
    ]


async def _by_person(rows: QuerySet[models.Notice], since: str) -> list[records.WaitingFor]:
    grouped = rows.annotate(count=Count("id"), since=Min(since)).group_by("person_id")
    return [
        records.WaitingFor(
            person_id=row["person_id"], count=row["count"], since=plain_sql.moment(row["since"])
        )
        for row in await grouped.values("person_id", "count", "since")
    ]


async def of_answers(now: datetime) -> records.Waiting:
    """Letters of ours that are neither sent nor given up."""
    rows = answers.all_open()
    count, oldest = await rows.count(), await rows.order_by("made_at").first().values("made_at")
    seconds = (now - oldest["made_at"]).total_seconds() if oldest else 0.0
    return records.Waiting(count=count, oldest=max(seconds, 0.0))
