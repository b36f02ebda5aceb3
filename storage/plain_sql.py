"""Queries that the ORM cannot say, in the SQL that SQLite and PostgreSQL share.

Holds always: what comes from outside goes in as a value, never as a part of the query.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection


def connection() -> BaseDBAsyncClient:
    """That of the transaction one is in, or the one for reading."""
    found: BaseDBAsyncClient = get_connection("default")
    return found


def is_sqlite() -> bool:
    return connection().capabilities.dialect == "sqlite"


def any_of(values: Sequence[int] | Sequence[str]) -> tuple[str, object]:
    """What stands after IN, and its value: one, however many there are."""
    if is_sqlite():
        return "(SELECT value FROM json_each(?))", json.dumps(list(values))
    return f"(SELECT unnest(?::{'bigint' if values and isinstance(values[0], int) else 'text'}[]))", list(
        values
    )


def domain_of(address: str) -> str:
    """The expression for the domain of an address with its "@"; `address` is a column."""
    return f"substr({address}, {'instr' if is_sqlite() else 'strpos'}({address}, '@'))"


def one_a_line(column: str) -> str:
    """The expression for a column of all rows as one text: thousands of rows cost much more one by one."""
    return f"group_concat({column}, char(10))" if is_sqlite() else f"string_agg({column}, chr(10))"


def numbered(query: str) -> str:
    """The query with its question marks as this database wants them."""
    if is_sqlite():
        return query
    first, *rest = query.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))


async def rows(query: str, values: Sequence[object]) -> list[dict[str, Any]]:
    """Moments come as the database has them: text in SQLite."""
    found = await connection().execute_query_dict(numbered(query), list(values))
    return list(found)


def contains(folded: str) -> str:
    """A pattern for LIKE … ESCAPE '!': this text anywhere."""
    escaped = folded.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def moment(value: datetime | str) -> datetime:
    """SQLite keeps moments as text, in UTC."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def moment_or_none(value: datetime | str | None) -> datetime | None:
    return None if value is None else moment(value)
