"""From SQLite to PostgreSQL, in one go.

Holds always:
- the target is written in one transaction, which is kept only if it holds as many rows of every table as the
  source: it has all or nothing;
- the source is only read, and seen as it was at one moment;
- what the index of the search knows is left behind: the engine makes it anew from the letters.
"""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import asyncpg

from storage.postgres import credentials

_LEFT = ("sqlite_", "search_words", "search_entry", "tortoise_migrations", "worker")
_AT_ONCE = 500  # rows


class NotEmpty(Exception):
    """The target holds rows already."""


class Differs(Exception):
    """The target would not hold what the source does; nothing was written."""


async def move(source: Path, url: str) -> dict[str, int]:
    """Copies all rows of a SQLite file into an empty PostgreSQL with the same tables; how many, by table.

    Nobody may write to the source meanwhile. Raises `NotEmpty`, `Differs`, and what the databases raise.
    """
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, check_same_thread=False)) as old:
        old.execute("BEGIN")
        tables = _in_order(old)
        new = await asyncpg.connect(**credentials(url))
        try:
            async with new.transaction():
                for table in tables:
                    await new.execute(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE')
                    if await new.fetchval(f'SELECT EXISTS (SELECT 1 FROM "{table}")'):  # noqa: S608
                        raise NotEmpty(table)
                return {table: await _copy(old, new, table) for table in tables}
        finally:
            await new.close()


def _in_order(old: sqlite3.Connection) -> list[str]:
    """The tables, each after those it refers to."""
    names = [str(name) for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [name for name in names if not name.startswith(_LEFT)]
    needs = {
        name: {row[2] for row in old.execute(f'PRAGMA foreign_key_list("{name}")')} - {name} for name in kept
    }
    return [name for name in TopologicalSorter(needs).static_order() if name in needs]


async def _copy(old: sqlite3.Connection, new: asyncpg.Connection, table: str) -> int:
    columns = [str(row[1]) for row in old.execute(f'PRAGMA table_info("{table}")')]
    kinds = {
        str(name): str(kind)
        for name, kind in await new.fetch(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = $1",
            table,
        )
    }
    if missing := set(columns) - kinds.keys():
        raise Differs(f"{table}: {', '.join(sorted(missing))}")
    names = ", ".join(f'"{column}"' for column in columns)
    found = old.execute(f'SELECT {names} FROM "{table}"')  # noqa: S608 - names of our own tables
    while rows := await asyncio.to_thread(found.fetchmany, _AT_ONCE):
        wanted = [kinds[column] for column in columns]
        records = [[_as(kind, value) for kind, value in zip(wanted, row, strict=True)] for row in rows]
        await new.copy_records_to_table(table, records=records, columns=columns)
    (here,) = old.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
    there = int(await new.fetchval(f'SELECT count(*) FROM "{table}"'))  # noqa: S608
    if there != here:
        raise Differs(f"{table}: {here} rows, {there} arrived")
    if there and "id" in columns:
        counter = "pg_get_serial_sequence($1, 'id')"
        await new.execute(f'SELECT setval({counter}, (SELECT max(id) FROM "{table}"))', f'"{table}"')  # noqa: S608
    return there


def _as(kind: str, value: Any) -> Any:
    """A value of SQLite, which has neither moments nor truth, for a column of this kind."""
    if value is None:
        return None
    if kind == "timestamp with time zone":
        moment = datetime.fromisoformat(str(value))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if kind == "boolean":
        return bool(value)
    return value
