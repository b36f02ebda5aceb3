"""Senders whose letters to a mailbox are a client's, because somebody said so (rule S7).

Holds always: an address is kept and given in lower case.
"""

from tortoise.queryset import QuerySet

from storage import models, orm, records

LONGEST = 320  # characters of an address; RFC 5321 §4.5.3.1 allows 64 and 255 beside the @


async def marked(mailbox_id: int) -> frozenset[str]:
    rows = models.ClientMark.filter(mailbox_id=mailbox_id)
    return frozenset(row["address"] for row in await rows.values("address"))


async def add(mailbox_id: int, address: str, person_id: int) -> None:
    """Said by this person; whoever said it first stays on record."""
    async with orm.writing():
        await models.ClientMark.get_or_create(
            defaults={"person_id": person_id}, mailbox_id=mailbox_id, address=address.lower()
        )


async def remove(mailbox_id: int, address: str) -> None:
    await models.ClientMark.filter(mailbox_id=mailbox_id, address=address.lower()).delete()


async def listing(mailbox_id: int) -> list[records.ClientMark]:
    """In the order of the alphabet."""
    return await _records(models.ClientMark.filter(mailbox_id=mailbox_id).order_by("address"))


async def of_sender(mailbox_id: int, address: str) -> records.ClientMark | None:
    return await _one(models.ClientMark.filter(mailbox_id=mailbox_id, address=address.lower()))


async def get(mark_id: int) -> records.ClientMark | None:
    return await _one(models.ClientMark.filter(id=mark_id))


async def _one(rows: QuerySet[models.ClientMark]) -> records.ClientMark | None:
    return next(iter(await _records(rows)), None)


async def _records(rows: QuerySet[models.ClientMark]) -> list[records.ClientMark]:
    return [_record(row) for row in await rows.prefetch_related("person")]


def _record(row: models.ClientMark) -> records.ClientMark:
    return records.ClientMark(
        id=row.id, mailbox_id=row.mailbox_id, address=row.address, by=row.person.name, at=row.at
    )
