"""The tables of an empty SQLite file, made at once from `tables.sql` instead of migration by migration.

Tortoise goes through ever more models with every migration: two seconds of processor time for what SQLite
does in ten milliseconds. `make tables` writes the file down; a test holds it against the migrations.

Holds always: all tables are there or none, and the file says which migrations they stand for, so that one it
does not know yet is applied after it.
"""

from pathlib import Path

from tortoise.backends.base.client import BaseDBAsyncClient

TABLES = Path(__file__).parent / "tables.sql"


async def furnish(connection: BaseDBAsyncClient) -> None:
    """Where the database is a SQLite file in which nothing was ever made; elsewhere nothing happens."""
    if connection.capabilities.dialect != "sqlite":
        return
    if await connection.execute_query_dict("SELECT name FROM sqlite_master LIMIT 1"):
        return
    await connection.execute_script(TABLES.read_text(encoding="utf-8"))
