"""Mailboxes on their way out: nobody sees them any more, and what is kept of them goes bit by bit (rule C9).

Holds always: once `wipe` said so, no octet of what was deleted is in a file of the database. Copies that were
made before (`postroom backup`) are not ours to find.
"""

import asyncio
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from tortoise.expressions import F

from storage import correspondence, models, orm, search_index

_LETTERS_AT_ONCE = 200  # a transaction; others write between two
_PATIENCE = 250  # milliseconds for those who are reading to end, in which nobody else here is served
_TRIES = 20
_PAUSE = 0.5  # seconds between two


async def begin(mailbox_id: int, now: datetime) -> bool:
    """From here on nobody sees the mailbox and no sync of it may write; False where there is none.

    Its address is free to be connected again.
    """
    rows = models.Mailbox.filter(id=mailbox_id, erased_at=None)
    # The credential goes first of all; what remains are letters nobody sees.
    left = f"erased {mailbox_id}"  # no address has a space
    return bool(await rows.update(erased_at=now, address=left, epoch=F("epoch") + 1, credential=""))


async def begin_of_removed(before: datetime, now: datetime) -> None:
    """The same for the personal mailboxes of people who were removed before that moment (rule H4)."""
    rows = models.Mailbox.filter(owner__removed_at__lt=before, mode="personal", erased_at=None)
    for mailbox_id in await rows.values_list("id", flat=True):
        await begin(int(mailbox_id), now)  # type: ignore[call-overload]


async def erase(mailbox_id: int | None = None) -> bool:
    """Deletes the mailbox, or all that are on their way out; whether there was any. Goes on after a crash."""
    erased = False
    while await _some(mailbox_id):
        erased = True
    return erased


async def _some(mailbox_id: int | None) -> bool:
    """A few letters, or the mailbox once it has none left; False once there is no mailbox left."""
    rows = models.Mailbox.filter(erased_at__not_isnull=True)
    row = await (rows.filter(id=mailbox_id) if mailbox_id else rows).first()
    if row is None:
        return False
    letters = models.Letter.filter(mailbox_id=row.id).limit(_LETTERS_AT_ONCE)
    if ids := await letters.values_list("id", flat=True):
        await models.Letter.filter(id__in=ids).delete()
    else:
        await correspondence.sweep()
        await search_index.compact()
        await models.Mailbox.filter(id=row.id).delete()  # the last: whoever comes after a crash begins here
    return True


async def wipe() -> bool:
    """SQLite's journal, where deleted octets live on, is emptied; False where others never stop reading it.

    What the tables held is overwritten as it is deleted (`orm`: secure_delete).
    """
    connection = orm.reading()
    if connection.capabilities.dialect != "sqlite":
        return True
    journal = Path(f"{connection.filename}-wal")  # type: ignore[attr-defined]
    for _ in range(_TRIES):
        await connection.execute_script(
            f"PRAGMA busy_timeout={_PATIENCE};"
            " PRAGMA wal_checkpoint(TRUNCATE);"
            f" PRAGMA busy_timeout={orm.SQLITE_BUSY};"
        )
        if _is_empty(journal):
            return True
        await asyncio.sleep(_PAUSE)
    return False


def _is_empty(journal: Path) -> bool:
    return not journal.exists() or journal.stat().st_size == 0


async def messages(mailbox_id: int, since: datetime) -> dict[int, list[int]]:
    """Ids of the messages about a mailbox that people got since then, by Telegram id."""
    found: dict[int, set[int]] = defaultdict(set)
    for rows in (
        models.Notice.filter(letter__mailbox_id=mailbox_id, at__gte=since, message_id__not_isnull=True),
        models.ShownLetter.filter(letter__mailbox_id=mailbox_id, at__gte=since),
        models.Alert.filter(mailbox_id=mailbox_id, at__gte=since, message_id__not_isnull=True),
    ):
        for telegram_id, message_id in await rows.values_list("person__telegram_id", "message_id"):
            found[int(telegram_id)].add(int(message_id))
    return {telegram_id: sorted(ids) for telegram_id, ids in found.items()}
