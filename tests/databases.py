"""The databases that tests run on, and looking into one from outside, whichever it is.

SQLite, unless POSTROOM_TEST_DATABASE=postgres. A test marked `both_databases` has one run on each.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import psycopg
import pytest

Kind: TypeAlias = Literal["sqlite", "postgres"]
Row: TypeAlias = tuple[Any, ...]
SETTING = "POSTROOM_TEST_DATABASE"
_PATIENCE = 30  # seconds for another's transaction to end


def chosen() -> Kind:
    return "postgres" if os.environ.get(SETTING) == "postgres" else "sqlite"


def kinds(*, both: bool) -> Sequence[Kind]:
    """What a test runs on; whoever chose PostgreSQL wants nothing else."""
    return get_args(Kind) if both and chosen() == "sqlite" else (chosen(),)


# For what one of them alone has.
of_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
of_postgres = pytest.mark.parametrize("database_kind", ["postgres"])


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite://"))


def url_of(connection: Any) -> str:
    """The address of the PostgreSQL that is open."""
    known = connection
    return f"postgres://{known.user}:{known.password}@{known.host}:{known.port}/{known.database}"


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite:")


def ask(url: str, query: str, *values: object) -> list[Row]:
    """The rows of a query with question marks for its values; what it changes is kept."""
    with _opened(url) as connection:
        if isinstance(connection, sqlite3.Connection):
            return list(connection.execute(query, values))
        found = connection.execute(query.replace("?", "%s").encode(), values or None)
        return found.fetchall() if found.description else []


def one(url: str, query: str, *values: object) -> Any:
    """The only value of a query."""
    ((value,),) = ask(url, query, *values)
    return value


@contextmanager
def _opened(url: str) -> Iterator["sqlite3.Connection | psycopg.Connection"]:
    if is_sqlite(url):
        with closing(sqlite3.connect(file_of(url), timeout=_PATIENCE)) as connection, connection:
            yield connection
        return
    with psycopg.connect(url) as found:
        yield found


def octets(url: str) -> bytes:
    """All it keeps: of SQLite its files, with what was deleted and not overwritten; else the rows."""
    if is_sqlite(url):
        file = file_of(url)
        return b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))
    tables = ask(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    rows = [row for (name,) in tables for row in ask(url, f'SELECT each::text FROM "{name}" each')]  # noqa: S608
    return "\n".join(text for (text,) in rows).encode()


def check_nobody_writes(url: str) -> None:
    """Fails where a transaction is open that writes (SQLite) or does nothing just now (PostgreSQL)."""
    if is_sqlite(url):
        with closing(sqlite3.connect(file_of(url), timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # raises at once where anybody holds the lock
            other.execute("ROLLBACK")
        return
    idle = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
    )
    assert one(url, idle) == 0, "a transaction is open, and nothing is done in it"
