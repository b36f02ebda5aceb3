"""Writes `storage/tables.sql` down: what the migrations make of an empty SQLite file."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from tortoise import Tortoise
from tortoise.backends.base import executor
from tortoise.migrations.api.migrate import migrate

from storage import fresh, orm

_HEAD = """\
-- What the migrations make of an empty SQLite file. Written by `make tables`, not by hand.
BEGIN IMMEDIATE;
"""
# sqlite_…: SQLite's own; search_words_…: made by the virtual table before them
_OBJECTS = """
    SELECT sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search!_words!_%' ESCAPE '!'
    ORDER BY rowid
"""


async def migrated(file: Path, last: str = "__latest__") -> None:
    """Makes the tables as the migrations do, up to `last`."""
    url = f"sqlite://{file}"
    await Tortoise.init(config=orm.config(url))
    try:
        await migrate(config=orm.config(url), target=f"storage.{last}")
    finally:
        await Tortoise.close_connections()


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread: perhaps a loop runs here already."""
    executor.EXECUTOR_CACHE.clear()  # Tortoise keeps statements by a connection's name, not by its kind
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
    executor.EXECUTOR_CACHE.clear()


def script(file: Path) -> str:
    """What makes such a file as this one."""
    with closing(sqlite3.connect(file)) as database:
        statements = [f"{sql};\n" for (sql,) in database.execute(_OBJECTS)]
        done = database.execute("SELECT app, name FROM tortoise_migrations ORDER BY id").fetchall()
    now = "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')"
    rows = ",\n".join(f"    ('{app}', '{name}', {now})" for app, name in done)
    record = f'INSERT INTO "tortoise_migrations" ("app", "name", "applied_at") VALUES\n{rows};\n'
    return _HEAD + "".join(statements) + record + "COMMIT;\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "postroom.sqlite3"
        run(migrated(file))
        fresh.TABLES.write_text(script(file), encoding="utf-8")


if __name__ == "__main__":
    main()
