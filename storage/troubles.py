"""What a database raises that is out of reach, full, starting or broken."""

import sqlite3
import sys

from tortoise.exceptions import BaseORMException


def troubles() -> tuple[type[Exception], ...]:
    """Tortoise translates only some of asyncpg's errors, and beside SQLite asyncpg is not even imported."""
    known: tuple[type[Exception], ...] = (BaseORMException, sqlite3.Error, OSError)  # TimeoutError is one
    if asyncpg := sys.modules.get("asyncpg"):
        known += (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
    return known


def lost_line() -> tuple[type[Exception], ...]:
    """What it raises where only the line to it was lost: nothing is wrong with what was asked for."""
    if (asyncpg := sys.modules.get("asyncpg")) is None:
        return ()
    lost = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.InternalClientError)
    return (TimeoutError, ConnectionError, *lost)
