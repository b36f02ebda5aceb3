"""What PostgreSQL is told of each connection of ours, whoever opens it, and how all are hung up at once."""

from typing import Any
from weakref import WeakSet

from tortoise.backends.base.config_generator import expand_db_url

# Seconds for a connection, and for an answer that takes no work. Libraries would wait for minutes, where a
# line swallows everything, with others waiting for them.
PATIENCE = 8

# The server forgets a machine that is cut off before its work is given to others: by its silence, and, where
# something between them still says that it lives, by a transaction in which nothing happens. None of ours is
# open while we wait for anything else (invariant 5), and a row it holds would hold up everybody.
LOST_PEERS = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "4",
    "idle_in_transaction_session_timeout": "15s",
}


def credentials(url: str) -> dict[str, Any]:
    """Host, port, user, password and database of `postgres://…`, as asyncpg calls them."""
    known = expand_db_url(url)["credentials"]
    keys = ("host", "port", "user", "password", "database", "ssl")
    return {key: known[key] for key in keys if key in known}


def connection(url: str) -> dict[str, Any]:
    """The same with the settings of the address, as Tortoise wants it."""
    known: dict[str, Any] = expand_db_url(url)
    known["credentials"] |= {"server_settings": LOST_PEERS, "timeout": PATIENCE, "init": _opened}
    return known


_open: WeakSet[Any] = WeakSet()  # of asyncpg, which is imported only where it is needed


async def _opened(connection: Any) -> None:
    _open.add(connection)


def hang_up() -> None:
    """Ends every connection that Tortoise has: whoever waits for an answer over one gets an error at once.

    For lines that died without a word, over which a query would wait a quarter of an hour and more.
    """
    for connection in list(_open):
        connection.terminate()
