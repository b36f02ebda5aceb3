"""What PostgreSQL is told of each connection of ours, whoever opens it, and how all are hung up at once."""

import ssl
from typing import Any
from weakref import WeakSet

from storage import address

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
    """What leads to the database of `url`, as asyncpg calls it. Raises `AddressInvalid`."""
    known = address.parse(url)
    named = {name: getattr(known, name) for name in ("host", "port", "user", "password", "database")}
    if known.sslmode is not None:
        named["ssl"] = known.sslmode if known.sslrootcert is None else _trusting(known)
    return named


def conninfo(url: str) -> dict[str, Any]:
    """The same as libpq, and so psycopg, calls it. Raises `AddressInvalid`."""
    known = address.parse(url)
    names = ("host", "port", "user", "password", "sslmode", "sslrootcert")
    named = {name: getattr(known, name) for name in names} | {"dbname": known.database}
    named |= {"options": " ".join(f"-c {key}={value}" for key, value in LOST_PEERS.items())}
    named |= {"connect_timeout": PATIENCE}
    return {name: value for name, value in named.items() if value is not None}


def _trusting(known: address.Address) -> ssl.SSLContext:
    """One authority and no other. asyncpg takes its file only where it reads the address by itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = known.sslmode == "verify-full"
    try:
        context.load_verify_locations(cafile=known.sslrootcert)
    except OSError:  # ssl.SSLError is one
        raise address.AddressInvalid("sslrootcert has to name a file with a certificate (PEM)") from None
    return context


def connection(url: str) -> dict[str, Any]:
    """The same as Tortoise wants it, of whatever connection it opens. Raises `AddressInvalid`."""
    ours = {"server_settings": LOST_PEERS, "timeout": PATIENCE, "init": _opened}
    return {"engine": "tortoise.backends.asyncpg", "credentials": credentials(url) | ours}


_open: WeakSet[Any] = WeakSet()  # of asyncpg, which is imported only where it is needed


async def _opened(connection: Any) -> None:
    _open.add(connection)


def hang_up() -> None:
    """Ends every connection that Tortoise has: whoever waits for an answer over one gets an error at once.

    For lines that died without a word, over which a query would wait a quarter of an hour and more.
    """
    for connection in list(_open):
        connection.terminate()
