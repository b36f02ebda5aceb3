"""Many rows of one table at once, past the objects of the ORM: an import is mostly this.

Tortoise's `bulk_create` makes a model of every row first, which takes longer than storing it, and its
`__in` an object of every value. The columns, their order and the conversion of each value are still the
model's own.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from tortoise import connections, fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

_CONVERTED = (fields.DatetimeField, fields.JSONField)


@cache
def _insert_query(
    model: type[Model], columns: tuple[str, ...], connection_name: str, dialect: str, ignore_known: bool
) -> str:
    connection = connections.get(connection_name)
    names = [model._meta.fields_db_projection[column] for column in columns]
    executor = connection.executor_class(model, connection)
    return str(executor._prepare_insert_statement(names, ignore_conflicts=ignore_known))


async def insert(
    connection: BaseDBAsyncClient,
    model: type[Model],
    columns: tuple[str, ...],
    rows: Iterable[Sequence[object]],
    *,
    ignore_known: bool = False,
) -> None:
    """`columns` are names of the model, each row has a value for each, in their order; moments are in UTC.

    With `ignore_known` a row that a unique key forbids is left out.
    """
    values = _values(model, columns, rows)
    if values:
        dialect = connection.capabilities.dialect
        query = _insert_query(model, columns, connection.connection_name, dialect, ignore_known)
        await connection.execute_many(query, values)


def _values(
    model: type[Model], columns: tuple[str, ...], rows: Iterable[Sequence[object]]
) -> list[list[object]]:
    """Values as the database takes them; only some kinds are stored as something else than they are."""
    converted = [
        (place, model._meta.fields_map[column].to_db_value)
        for place, column in enumerate(columns)
        if isinstance(model._meta.fields_map[column], _CONVERTED)
    ]
    values = [list(row) for row in rows]
    for row in values:
        for place, convert in converted:
            row[place] = convert(row[place], model)
    return values


async def update(
    connection: BaseDBAsyncClient,
    model: type[Model],
    columns: tuple[str, ...],
    rows: Iterable[Sequence[object]],
) -> None:
    """The same for rows that are there; the last value of each is the id."""
    values = _values(model, columns, rows)
    if not values:
        return
    marks = iter(("?" if connection.capabilities.dialect == "sqlite" else f"${n}") for n in range(1, 100))
    changes = ", ".join(f'"{model._meta.fields_db_projection[column]}" = {next(marks)}' for column in columns)
    table = model._meta.db_table
    query = f'UPDATE "{table}" SET {changes} WHERE "id" = {next(marks)}'  # noqa: S608 - names of our own
    await connection.execute_many(query, values)


async def among(
    connection: BaseDBAsyncClient,
    model: type[Model],
    columns: tuple[str, ...],
    where: tuple[str, int],
    column: str,
    values: Sequence[int] | Sequence[str],
) -> list[tuple[Any, ...]]:
    """`columns` of the rows with the value of `where` and any of `values`, however many, in `column`."""
    if not values:
        return []
    names = model._meta.fields_db_projection
    wanted = ", ".join(f'"{names[each]}"' for each in columns)
    if connection.capabilities.dialect == "sqlite":
        given: object = json.dumps(values)
        any_of, first = "IN (SELECT value FROM json_each(?))", "?"
    else:
        given = values
        any_of, first = "= ANY($2)", "$1"
    name, value = where
    query = (
        f'SELECT {wanted} FROM "{model._meta.db_table}"'  # noqa: S608 - names of our own
        f' WHERE "{names[name]}" = {first} AND "{names[column]}" {any_of}'
    )
    _, rows = await connection.execute_query(query, [value, given])
    return [tuple(row) for row in rows]
