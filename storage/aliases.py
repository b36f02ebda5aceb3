"""Further addresses of a mailbox, as its people name them; letters count by them from the next sync on."""

from storage import models, orm


async def add(mailbox_id: int, alias: str, most: int) -> bool:
    """False where there are `most` already. One that is there already is not there twice."""
    async with orm.writing():
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
