"""The address of a PostgreSQL, read once and strictly: what is not understood is refused, not passed over.

Holds always: no text made here, of an error or of an `Address`, has anything of a password in it.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

SCHEMES = ("postgres://", "postgresql://")
PORT = 5432
MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")  # of TLS, as libpq calls them
_PROVEN = ("verify-ca", "verify-full")
_BEHIND = ("host", "sslmode", "sslrootcert")  # what may stand behind the question mark
_PLACE = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:,]*))(?::([0-9]{0,5}))?")


class AddressInvalid(ValueError):
    """The text says what is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    user: str | None
    password: str | None = field(repr=False)
    host: str | None  # a name, an address, or the folder of a Unix socket
    port: int
    database: str | None
    sslmode: str | None  # one of MODES; None: as libraries do by themselves, which is `prefer`
    sslrootcert: str | None  # a PEM file

    def __str__(self) -> str:
        """Where it leads, for people."""
        host = f"[{self.host}]" if ":" in (self.host or "") else self.host or ""
        return f"postgres://{f'{self.user}@' if self.user else ''}{host}:{self.port}/{self.database or ''}"


def parse(url: str) -> Address:
    """Of `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…`. Raises `AddressInvalid`."""
    rest = url.partition("://")[2]
    authority, behind = re.fullmatch(r"([^/?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    if "#" in rest or "@" in behind or authority.count("@") > 1:
        raise AddressInvalid(
            "what stands in the user name or the password has to be percent-encoded:"
            " / as %2F, ? as %3F, # as %23, @ as %40"
        )
    person, _, place = authority.rpartition("@")
    user, _, password = person.partition(":")
    path, _, query = behind.partition("?")
    found = _PLACE.fullmatch(place)
    if not url.startswith(SCHEMES) or not found or int(found[3] or 0) > 65535:
        raise AddressInvalid("postgres://user:password@host:port/database")
    words = _words(query)
    return Address(
        user=unquote(user) or None,
        password=unquote(password) or None,
        host=found[1] or unquote(found[2]) or words.get("host"),
        port=int(found[3] or PORT),
        database=unquote(path[1:]) or None,
        sslmode=words.get("sslmode"),
        sslrootcert=words.get("sslrootcert"),
    )


def _words(query: str) -> dict[str, str]:
    pairs = [each.partition("=") for each in query.split("&") if each]
    words = {unquote(name): unquote(value) for name, _, value in pairs}
    if words.keys() - set(_BEHIND):
        raise AddressInvalid(f"behind the question mark only {', '.join(_BEHIND)} are understood")
    mode = words.get("sslmode")
    if mode is not None and mode not in MODES:
        raise AddressInvalid(f"sslmode is {', '.join(MODES[:-1])} or {MODES[-1]}")
    if mode in _PROVEN and not words.get("sslrootcert"):
        raise AddressInvalid(f"sslmode={mode} needs sslrootcert=<file with the authority's certificate>")
    if "sslrootcert" in words and mode not in ("require", *_PROVEN):
        raise AddressInvalid("sslrootcert goes with sslmode=verify-full (or verify-ca, or require)")
    return words
