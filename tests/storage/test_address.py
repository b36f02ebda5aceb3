"""Addresses of PostgreSQL: what each says, and what both libraries are told of it."""

import pytest

from storage import postgres
from storage.address import Address, parse


def made(**more: str | int) -> Address:
    known = {"user": "postroom", "password": "x", "host": "db", "port": 5432, "database": "postroom"}
    return Address(**({"sslmode": None, "sslrootcert": None} | known | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("postgres://postroom:x@db/postroom", made()),
        ("postgresql://postroom:x@db:5433/postroom", made(port=5433)),
        ("postgres://postroom:x:y@db/postroom", made(password="x:y")),
        ("postgres://postroom:%2F%23%3F%40%5B+@db/postroom", made(password="/#?@[+")),
        ("postgres://postroom:x@[::1]:5433/postroom", made(host="::1", port=5433)),
        ("postgres://postroom:x@/postroom?host=/run/postgresql", made(host="/run/postgresql")),
        ("postgres://postroom:x@%2Frun%2Fpostgresql/postroom", made(host="/run/postgresql")),
        ("postgres://postroom:x@db/postroom?sslmode=require", made(sslmode="require")),
        (
            "postgres://postroom:x@db/postroom?sslrootcert=/etc/ca%20of%20us.pem&sslmode=verify-full",
            made(sslmode="verify-full", sslrootcert="/etc/ca of us.pem"),
        ),
    ],
)
def test_what_an_address_means(url: str, meant: Address) -> None:
    assert parse(url) == meant


def test_an_address_may_leave_all_to_the_libraries() -> None:
    known = parse("postgres://")
    assert (known.user, known.password, known.host, known.database) == (None, None, None, None)


@pytest.mark.parametrize("mode", ["disable", "prefer", "require"])
def test_both_libraries_are_told_of_tls(mode: str) -> None:
    url = f"postgres://postroom:x@db/postroom?sslmode={mode}"
    assert postgres.credentials(url)["ssl"] == mode
    assert postgres.connection(url)["credentials"]["ssl"] == mode
    assert postgres.conninfo(url)["sslmode"] == mode
