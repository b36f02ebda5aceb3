"""Which letters are on whose card: written with the index, taken out with the letters.

Holds always: an address is one contact, in lower case, whoever's mailbox its letters are in.
"""

from collections.abc import Sequence

from tortoise.backends.base.client import BaseDBAsyncClient

from storage import bulk, models, plain_sql, records

LONGEST = 320  # characters of an address; RFC 5321 §4.5.3.1 allows 64 and 255 beside the @


def folded(text: str) -> str:
    """As it is looked for: in one case, ё as е."""
    return text.casefold().replace("ё", "е")


async def link(
    connection: BaseDBAsyncClient, pairs: Sequence[tuple[records.Unindexed, records.Contact]]
) -> None:
    """Puts letters on cards, within a transaction; those that are there already stay as they are."""
    usable = [(letter, who) for letter, who in pairs if 0 < len(who.address) <= LONGEST]
    if not usable:
        return
    addresses = sorted({who.address.lower() for _, who in usable})
    await bulk.insert(
        connection, models.Contact, ("address",), [(each,) for each in addresses], ignore_known=True
    )
    among, given = plain_sql.any_of(addresses)
    found = await plain_sql.rows(
        f"SELECT id, address FROM contact WHERE address IN {among}",  # noqa: S608 - of our own
        [given],
    )
    ids = {row["address"]: row["id"] for row in found}
    columns = ("letter_id", "contact_id", "mailbox_id", "direction", "received", "name", "folded")
    rows = []
    for letter, who in usable:
        address = who.address.lower()
        name = who.name if who.name.lower() != address else ""
        place = (letter.letter_id, ids[address], letter.mailbox_id, letter.direction, letter.received)
        rows.append((*place, name, folded(f"{name} {address}")))
    await bulk.insert(connection, models.Correspondence, columns, rows, ignore_known=True)


async def sweep() -> None:
    """Contacts whose last letter was erased go, too (rule C9)."""
    await plain_sql.connection().execute_query(
        "DELETE FROM contact WHERE NOT EXISTS"
        " (SELECT 1 FROM correspondence k WHERE k.contact_id = contact.id)"
    )
