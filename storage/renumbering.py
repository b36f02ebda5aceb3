"""Letters of a folder that the server numbers anew (UIDVALIDITY changed, RFC 3501 §2.3.1.1).

Holds always: a stored letter keeps its row. Until it is found again it is *detached*: UIDVALIDITY 0, which no
server may give, and a negative UID of its own, so that it can meet no letter of any numbering.
"""

from collections.abc import Sequence
from datetime import datetime

from tortoise import connections
from tortoise.expressions import Q

from storage import models, orm, records, turns

_AT_ONCE = 500  # SQLite takes a limited number of variables


async def begin(
    job: records.MailboxJob, folder_id: int, uidvalidity: records.UidValidity, uidnext: records.Uid
) -> None:
    """All letters become detached, and the marks meet at `uidnext`. Raises `turns.Superseded`."""
    async with orm.writing():
        await turns.hold(job)
        query = "UPDATE letter SET uidvalidity = 0, uid = -id WHERE folder_id = ? AND uidvalidity <> 0"
        connection = connections.get("default")
        if connection.capabilities.dialect != "sqlite":
            query = query.replace("?", "$1")
        await connection.execute_query(query, [folder_id])
        await models.Hole.filter(folder_id=folder_id).delete()
        await models.Folder.filter(id=folder_id).update(
            uidvalidity=uidvalidity,
            new_from=uidnext,
            new_to=uidnext,
            old_to=uidnext,
            scanned=False,
            skipped="",
            renumbering=True,
            seen_uidnext=None,
            seen_messages=None,
            seen_modseq=None,
        )


async def candidates(
    folder_id: int, message_ids: Sequence[str], sizes: Sequence[int]
) -> list[records.Detached]:
    """Detached letters with one of these Message-IDs, or without any and of one of these sizes, in octets."""
    found: list[models.Letter] = []
    detached = models.Letter.filter(folder_id=folder_id, uidvalidity=0)
    columns = ("id", "message_id", "date", "received", "size", "status")
    for start in range(0, len(message_ids), _AT_ONCE):
        found += await detached.filter(message_id__in=message_ids[start : start + _AT_ONCE]).only(*columns)
    for start in range(0, len(sizes), _AT_ONCE):
        found += await detached.filter(message_id=None, size__in=sizes[start : start + _AT_ONCE]).only(
            *columns
        )
    return [
        records.Detached(
            letter_id=row.id,
            message_id=row.message_id,
            date=row.date,
            received=row.received,
            size=row.size,
            read=row.status == "stored",
        )
        for row in found
    ]


async def newest_known(folder_id: int, below: records.Uid) -> datetime | None:
    """When the newest letter came that is detached, or has its UID back, below `below`."""
    rows = models.Letter.filter(Q(uidvalidity=0) | Q(uid__lt=below), folder_id=folder_id)
    row = await rows.order_by("-received").first().only("received")
    return row.received if row else None


async def found_any(folder_id: int, below: records.Uid) -> bool:
    """Whether a letter has its UID back; `below` is where the letters of the new numbering begin."""
    return await models.Letter.filter(folder_id=folder_id, uid__gt=0, uid__lt=below).exists()


async def all_found(folder_id: int) -> bool:
    """Whether no letter is detached any more."""
    return not await models.Letter.filter(folder_id=folder_id, uidvalidity=0).exists()
