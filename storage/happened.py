"""What became of letters, from the server to the notice (rule H3): states and times only.

Whose letters are whose does not matter here; what is in a letter comes from `letters`.
"""

from storage import models, records


def _record(row: models.Letter) -> records.Happened:
    """Needs `folder` and `notices__person` fetched."""
    return records.Happened(
        letter_id=row.id,
        mailbox_id=row.mailbox_id,
        folder=row.folder.role,  # type: ignore[arg-type]  # only our own words are ever written there
        direction=row.direction,  # type: ignore[arg-type]
        received=row.received,
        stored_at=row.stored_at,
        status=row.status,  # type: ignore[arg-type]
        new=row.new,
        told=tuple(
            records.Told(
                name=each.person.name,
                state=each.state,
                why=each.why,
                at=each.at,
                tries=each.tries,
            )
            for each in sorted(row.notices, key=lambda notice: notice.id)  # type: ignore[attr-defined]
        ),
    )


async def of(letter_id: int) -> records.Happened | None:
    """None where it is gone, or its mailbox is being erased."""
    row = await models.Letter.get_or_none(id=letter_id, mailbox__erased_at__isnull=True)
    if row is None:
        return None
    await row.fetch_related("folder", "notices__person")
    return _record(row)


async def latest(mailbox_id: int, offset: int, limit: int) -> list[records.Happened]:
    """Those of one mailbox, newest first."""
    rows = models.Letter.filter(mailbox_id=mailbox_id, mailbox__erased_at__isnull=True)
    rows = rows.order_by("-received", "-id").offset(offset).limit(limit)
    return [_record(row) for row in await rows.prefetch_related("folder", "notices__person")]


async def count(mailbox_id: int) -> int:
    return await models.Letter.filter(mailbox_id=mailbox_id, mailbox__erased_at__isnull=True).count()
