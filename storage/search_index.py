"""The index of words: which letters are not in it yet, and putting them in. It follows a commit later.

SQLite keeps the words in an FTS5 table (`search_words`, its rowid is the key of the entry), PostgreSQL in a
column of the entry (`words`). Both get stems, made by the engine, and take them as they are.

Holds always:
- an entry's key grows with the moment its letter was received, so the newest are found first without sorting;
- a letter that is deleted takes its entry along, and its words (a trigger in SQLite);
- once `compact` has ended, no word of a deleted letter is in the index.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from tortoise.backends.base.client import BaseDBAsyncClient

from storage import bulk, correspondence, models, orm, plain_sql, records

_LETTER_BITS = 30  # of a key; the bits above them are seconds since 1970
_MOST_SECONDS = (1 << 63 - _LETTER_BITS) - 1
_PAGES_AT_ONCE = 200  # of the index, merged in one transaction; others write between two
_MOST_POSITIONS = 16_000  # of words; a tsvector tells no more than 16,383 apart
_GAP = 2  # positions between two fields: no phrase reaches from one into the next
FILE = "#file"  # a lexeme that no word can be
_FIELDS = ("A", "B", "C", "D")  # of a tsvector: sender, recipients, subject, body


def key(received: datetime, letter_id: int) -> int:
    """Of a letter; without its id, the least key of any letter received then or later."""
    seconds = int(received.timestamp())
    moment = max(0, min(seconds, _MOST_SECONDS)) << _LETTER_BITS
    return moment | (letter_id & (1 << _LETTER_BITS) - 1)


def owner_mark(owner_id: int) -> str:
    """The word that entries of somebody's own mailboxes carry."""
    return f"of{owner_id}"


CORPORATE = "all"  # the word that entries of corporate mailboxes carry
WITH_FILE = "file"


async def newest_letter() -> int:
    """The greatest id of a letter, 0 where there is none."""
    last = await models.Letter.all().order_by("-id").limit(1).values_list("id", flat=True)
    return int(last[0]) if last else 0  # type: ignore[call-overload]


async def is_complete() -> bool:
    """Whether there are as many entries as letters; looking for one that is missing takes far longer."""
    (row,) = await plain_sql.rows(
        "SELECT (SELECT COUNT(*) FROM letter) AS letters, (SELECT COUNT(*) FROM search_entry) AS entries", []
    )
    return bool(row["letters"] == row["entries"])


async def waiting(above: int, upto: int, limit: int) -> list[int]:
    """Ids between these (the second included) of letters that are not in the index, the greatest first."""
    found = await plain_sql.rows(
        "SELECT l.id FROM letter l LEFT JOIN search_entry e ON e.letter_id = l.id"
        " WHERE l.id > ? AND l.id <= ? AND e.letter_id IS NULL ORDER BY l.id DESC LIMIT ?",
        [above, upto, limit],
    )
    return [row["id"] for row in found]


async def these(ids: Sequence[int]) -> list[records.Unindexed]:
    """Letters as the index wants them, the newest ids first."""
    letters = models.Letter.filter(id__in=ids, mailbox__erased_at=None).order_by("-id")
    return [_unindexed(row) for row in await letters.prefetch_related("mailbox", "attachments")]


def _unindexed(row: models.Letter) -> records.Unindexed:
    return records.Unindexed(
        letter_id=row.id,
        mailbox_id=row.mailbox_id,
        mode=row.mailbox.mode,  # type: ignore[arg-type]  # only our own words are ever written there
        owner_id=row.mailbox.owner_id,
        received=row.received,
        direction=row.direction,  # type: ignore[arg-type]
        client=row.client,
        sender=records.Contact(row.from_name, row.from_address),
        to=tuple(records.Contact(name, address) for name, address in row.to),
        cc=tuple(records.Contact(name, address) for name, address in row.cc),
        subject=row.subject,
        text=row.text,
        files=tuple(each.name for each in row.attachments),  # type: ignore[attr-defined]
    )


async def put(entries: Sequence[records.Indexed]) -> None:
    """Letters that are gone meanwhile, or in the index already, are left out."""
    async with orm.writing() as connection:
        ids = [each.letter.letter_id for each in entries]
        there = await models.Letter.filter(id__in=ids, mailbox__erased_at=None).values_list("id", flat=True)
        known = await models.SearchEntry.filter(letter_id__in=ids).values_list("letter_id", flat=True)
        wanted = {int(each) for each in there} - {int(each) for each in known}  # type: ignore[call-overload]
        fresh = [each for each in entries if each.letter.letter_id in wanted]
        if not fresh:
            return
        if connection.capabilities.dialect == "sqlite":
            await _put_sqlite(connection, fresh)
        else:
            await _put_postgres(connection, fresh)
        pairs = [(each.letter, contact) for each in fresh for contact in each.correspondents]
        await correspondence.link(connection, pairs)


async def _put_sqlite(connection: BaseDBAsyncClient, entries: Iterable[records.Indexed]) -> None:
    slim, words = [], []
    for each in entries:
        place = key(each.letter.received, each.letter.letter_id)
        slim.append((place, each.letter.letter_id, each.letter.mailbox_id))
        fields = (
            each.sender,
            each.recipients,
            each.subject,
            each.body[:_MOST_POSITIONS],
            _marks(each.letter),
        )
        words.append([place, *(" ".join(field) for field in fields)])
    await bulk.insert(connection, models.SearchEntry, ("key", "letter_id", "mailbox_id"), slim)
    await connection.execute_many(
        "INSERT INTO search_words (rowid, sender, recipients, subject, body, marks)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        words,
    )


def _marks(letter: records.Unindexed) -> list[str]:
    marks = [CORPORATE if letter.mode == "corporate" else owner_mark(letter.owner_id)]
    return [*marks, WITH_FILE] if letter.files else marks


async def _put_postgres(connection: BaseDBAsyncClient, entries: Iterable[records.Indexed]) -> None:
    await connection.execute_many(
        "INSERT INTO search_entry (key, letter_id, mailbox_id, words) VALUES ($1, $2, $3, $4::text::tsvector)"
        " ON CONFLICT DO NOTHING",
        [
            [
                key(each.letter.received, each.letter.letter_id),
                each.letter.letter_id,
                each.letter.mailbox_id,
                tsvector(each),
            ]
            for each in entries
        ],
    )


def tsvector(entry: records.Indexed) -> str:
    """As PostgreSQL reads one: every word with its places and the field each is in.

    Stems are letters and digits, so nothing in them has to be escaped.
    """
    places: dict[str, list[str]] = {}
    at = 0
    for label, field in zip(
        _FIELDS, (entry.sender, entry.recipients, entry.subject, entry.body), strict=True
    ):
        for stem in islice(field, max(0, _MOST_POSITIONS - at)):
            at += 1
            places.setdefault(stem, []).append(f"{at}{label}")
        at += _GAP
    words = [f"'{stem}':{','.join(found)}" for stem, found in places.items()]
    return " ".join([*words, f"'{FILE}'"] if entry.letter.files else words)


async def compact() -> None:
    """Merges SQLite's index into one piece, bit by bit: in unmerged ones deleted words live on."""
    if not plain_sql.is_sqlite():
        return
    pages = -_PAGES_AT_ONCE  # below zero: all pieces, whatever their sizes
    while await _merge(pages):
        pages = _PAGES_AT_ONCE


async def _merge(pages: int) -> bool:
    """False once there is nothing left to do (SQLite's manual, FTS5, The 'merge' Command)."""
    async with orm.writing() as connection:
        before = await _changes(connection)
        await connection.execute_query(
            "INSERT INTO search_words (search_words, rank) VALUES ('merge', ?)", [pages]
        )
        return await _changes(connection) - before >= 2


async def _changes(connection: BaseDBAsyncClient) -> int:
    (row,) = await connection.execute_query_dict("SELECT total_changes() AS changes")
    return int(row["changes"])
