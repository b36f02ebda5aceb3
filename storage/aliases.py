"""Further addresses of a mailbox, as its people name them; letters count by them from the next sync on."""

from collections.abc import Collection

from storage import models, orm


async def letters_of_client(mailbox_ids: Collection[int], address: str) -> int:
    """How many letters from this address these mailboxes hold as a client's: it may be no own address."""
    rows = models.Letter.filter(mailbox_id__in=list(mailbox_ids), direction="in", client=True)
    return await rows.filter(from_address=address).count()


async def add(mailbox_id: int, alias: str, most: int) -> bool:
    """False where there are `most` already. One that is there already is not there twice."""
    async with orm.writing():
        # SQLite lets one write at a time anyway; elsewhere two that add at once would lose one of the two.
        row = await models.Mailbox.select_for_update().get_or_none(id=mailbox_id, erased_at=None)
        if row is None or alias in (row.address, *row.aliases):
            return True
        if len(row.aliases) >= most:
            return False
        row.aliases = [*row.aliases, alias]
        await row.save(update_fields=["aliases"])
    return True


async def remove(mailbox_id: int, alias: str) -> None:
    async with orm.writing():
        row = await models.Mailbox.select_for_update().get_or_none(id=mailbox_id, erased_at=None)
        if row is not None and alias in row.aliases:
            row.aliases = [each for each in row.aliases if each != alias]
            await row.save(update_fields=["aliases"])
