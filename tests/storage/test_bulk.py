"""Rows written past the ORM are what the ORM would have written, and reads them back the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from storage import bulk, models, orm
from tests import make

COLUMNS = (
    *("mailbox_id", "folder_id", "uidvalidity", "uid", "message_id", "in_reply_to", "references", "subject"),
    *("from_name", "from_address", "to", "cc", "date", "received", "direction", "origin", "origin_reason"),
    *("client", "new", "chain", "preview", "text", "size", "status", "quarantine_reason", "stored_at"),
)
VARIANTS: list[dict[str, Any]] = [
    {},
    {"date": None, "message_id": None, "origin_reason": None, "chain": None},
    {"date": datetime(2026, 11, 20, 15, 30, 1, 250, tzinfo=UTC)},
    {"date": datetime(1900, 1, 1, tzinfo=UTC), "received": datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)},
    {"references": ["<a@b>", "<«ё»@b>", 'quo"te\\'], "to": [["", ""], ["Пётр «П.»", "p@c.test"]]},
    {"client": True, "new": False},
    {"text": "\U0001f600, \ud7ff, \u2028", "size": 2**40, "uid": 2**32 - 1},
]


def values(mailbox_id: int, folder_id: int, uid: int, changes: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {
        **dict.fromkeys(COLUMNS, ""),
        **{"mailbox_id": mailbox_id, "folder_id": folder_id, "uidvalidity": make.VALIDITY, "uid": uid},
        **{"references": [], "to": [], "cc": [], "date": make.NOW, "received": make.NOW},
        **{"direction": "in", "client": False, "new": True, "size": 10, "stored_at": make.NOW},
    }
    return plain | changes


async def stored(uids: list[int]) -> list[dict[str, Any]]:
    """The rows as the database holds them, past every conversion, and their kinds."""
    rows = []
    async with orm.writing() as connection:
        for uid in uids:
            kind = "typeof" if connection.capabilities.dialect == "sqlite" else "pg_typeof"
            query = f'SELECT *, {kind}("client") AS kind, {kind}("date") AS kind_of_date'
            (row,) = await connection.execute_query_dict(f"{query} FROM letter WHERE uid = {uid}")
            rows.append({name: value for name, value in row.items() if name not in ("id", "uid")})
    return rows


@pytest.mark.parametrize("changes", VARIANTS, ids=lambda changes: "-".join(changes) or "plain")
async def test_a_row_is_the_same_as_that_of_bulk_create(database: str, changes: dict[str, Any]) -> None:
    box = await make.stored_mailbox()
    folder = await models.Folder.filter(mailbox_id=box.id, role="inbox").get()
    ours = values(box.id, folder.id, 1, changes)
    theirs = ours | {"uid": 5}
    async with orm.writing() as connection:
        await bulk.insert(connection, models.Letter, COLUMNS, [[ours[name] for name in COLUMNS]])
    await models.Letter.bulk_create([models.Letter(**theirs)])
    one, other = await stored([ours["uid"], 5])
    assert one == other
    read = await models.Letter.get(uid=ours["uid"])
    assert {name: getattr(read, name) for name in COLUMNS} == ours


async def test_a_row_that_a_unique_key_forbids_ends_it_or_is_left_out(database: str) -> None:
    box = await make.stored_mailbox()
    rows = [(box.id, "one", "a"), (box.id, "two", "b")]
    columns = ("mailbox_id", "token", "chain")
    async with orm.writing() as connection:
        await bulk.insert(connection, models.ChainToken, columns, rows)
    with pytest.raises(IntegrityError):
        async with orm.writing() as connection:
            await bulk.insert(
                connection, models.ChainToken, columns, [(box.id, "new", "c"), (box.id, "one", "c")]
            )
    more = [(box.id, "one", "c"), (box.id, "three", "c")]
    async with orm.writing() as connection:
        await bulk.insert(connection, models.ChainToken, columns, more, ignore_known=True)
    found = await models.ChainToken.all().order_by("id").values_list("token", "chain")
    assert [*map(tuple, found)] == [("one", "a"), ("two", "b"), ("three", "c")]


async def test_no_rows_are_no_query(database: str) -> None:
    async with orm.writing() as connection:
        await bulk.insert(connection, models.Letter, COLUMNS, [])
        await bulk.update(connection, models.Mailbox, ("reason",), [])


async def test_an_update_writes_what_the_orm_reads(database: str) -> None:
    boxes = [await make.stored_mailbox(f"box{number}@acme.test") for number in range(3)]
    moment = datetime(2026, 11, 20, 15, 30, 1, 250, tzinfo=UTC)
    columns = ("last_check", "aliases", "logins", "can_send", "reason")
    changed = (moment, ["ё@acme.test"], [1.25, 2.5], False, None)
    async with orm.writing() as connection:
        await bulk.update(
            connection, models.Mailbox, columns, [(*changed, boxes[0].id), (*changed, boxes[2].id)]
        )
    found = await models.Mailbox.all().order_by("id").values_list(*columns)
    untouched: tuple[object, ...] = (None, [], None, True, None)
    assert [*map(tuple, found)] == [changed, untouched, changed]
