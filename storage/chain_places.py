"""Where a letter stands among the letters of its chain."""

from storage import entitled, records


async def around(stored: records.StoredLetter, person_id: int) -> records.ChainPlace:
    """Its neighbours by arrival, of those this person may read; alone where it belongs to no chain."""
    if not stored.letter.chain:
        return records.ChainPlace()
    rows = entitled.letters(person_id).filter(mailbox_id=stored.mailbox_id, chain=stored.letter.chain)
    ids = [int(row) for (row,) in await rows.order_by("received", "id").values_list("id")]
    if stored.id not in ids:
        return records.ChainPlace()
    place = ids.index(stored.id)
    return records.ChainPlace(
        before=ids[place - 1] if place else None,
        after=ids[place + 1] if place + 1 < len(ids) else None,
        number=place + 1,
        count=len(ids),
    )
