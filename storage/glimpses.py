"""Letters of several mailboxes in one list. Nothing here reads the text of a letter.

Holds always: a letter of a mailbox that the person is not entitled to is left out, whoever asks (rule C3).
"""

from collections.abc import Sequence

from storage import entitled, records

_FIELDS = (
    *("id", "mailbox__address", "direction", "from_name", "from_address", "to", "subject", "preview"),
    *("received", "origin", "status"),
)


async def these(person_id: int, ids: Sequence[int]) -> list[records.Glimpse]:
    """In this order; those that are gone are left out."""
    rows = entitled.letters(person_id).filter(id__in=ids)
    found = [
        records.Glimpse(
            id=row["id"],
            mailbox=row["mailbox__address"],
            direction=row["direction"],
            sender=records.Contact(row["from_name"], row["from_address"]),
            to=tuple(records.Contact(name, address) for name, address in row["to"]),
            subject=row["subject"],
            preview=row["preview"],
            received=row["received"],
            origin=row["origin"],
            status=row["status"],
        )
        for row in await rows.values(*_FIELDS)
    ]
    places = {letter_id: place for place, letter_id in enumerate(ids)}
    return sorted(found, key=lambda each: places[each.id])
