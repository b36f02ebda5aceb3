"""Reading a table of mail services from TOML: the built-in one and the operator's.

Reading is strict: an unknown key or a bad value is one sentence saying where and what. Both tables have the
same keys; the built-in one is `providers.toml` beside this file, read by whoever starts the program.
"""

import tomllib
from typing import Any, get_args

from storage.records import Language, Security, Server
from sync_engine import errors
from sync_engine.rules import addresses
from sync_engine.rules.addresses import Protocol
from sync_engine.rules.providers import LoginForm, Provider, Table, Texts

_LANGUAGES = get_args(Language)
_RANGES = {
    "idle_seconds": (10, 29 * 60),  # RFC 2177 §3: at least every 29 minutes
    "logins_per_minute": (1, 60),
    "connections": (1, 20),
}


class TableInvalid(ValueError):
    """A table of providers that cannot be used; the message says where and why."""


def parse_table(text: str) -> Table:
    """A table from TOML (contract: Providers file). Raises `TableInvalid`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableInvalid(f"not TOML: {error}") from None
    rows = document.pop("provider", [])
    document.pop("consent", None)  # see `consent_table`
    if document:
        raise TableInvalid(f"unknown key {next(iter(document))!r}; rows begin with [[provider]]")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TableInvalid("providers are listed as [[provider]]")
    providers = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        try:
            provider = _provider(row)
            for domain in provider.domains:
                if domain in seen:
                    raise TableInvalid(f"domain {domain} stands there twice")
                seen.add(domain)
        except TableInvalid as error:
            raise TableInvalid(f"provider {number}: {error}") from None
        providers.append(provider)
    return Table(tuple(providers))


def _provider(row: dict[str, Any]) -> Provider:
    if unknown := set(row) - set(Provider.__dataclass_fields__):
        raise TableInvalid(f"unknown key {min(unknown)!r}")
    domains = tuple(_domain(domain) for domain in _strings(row, "domains"))
    mx = tuple(_strings(row, "mx"))
    if not domains and not mx:
        raise TableInvalid("'domains' is empty")
    if not any(key in row for key in ("imap", "smtp", "microsoft")):
        raise TableInvalid("neither 'imap' nor 'smtp' is given")
    login = _one_of(row, "login", get_args(LoginForm), "address")
    name = str(row.get("id", domains[0] if domains else ""))
    return Provider(
        id=name,
        name=_texts(row, "name") or dict.fromkeys(_LANGUAGES, name),
        domains=domains,
        mx=mx,
        imap=_server(row, "imap"),
        smtp=_server(row, "smtp"),
        login=login,
        smtp_login=_one_of(row, "smtp_login", get_args(LoginForm), login),
        microsoft=_one_of(row, "microsoft", (True, False), False),
        app_password=_one_of(row, "app_password", (True, False), False),
        app_password_page=_texts(row, "app_password_page"),
        imap_page=_texts(row, "imap_page"),
        files_sent=_one_of(row, "files_sent", (True, False, None), None),
        idle_seconds=_number(row, "idle_seconds"),
        logins_per_minute=_number(row, "logins_per_minute"),
        connections=_number(row, "connections"),
        note=str(row.get("note", "")),
        source=str(row.get("source", "")),
        checked=str(row.get("checked", "")),
    )


def _strings(row: dict[str, Any], key: str) -> list[str]:
    values = row.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TableInvalid(f"{key!r} must be a list of strings")
    return values


def _texts(row: dict[str, Any], key: str) -> Texts:
    texts = row.get(key, {})
    if texts and not (isinstance(texts, dict) and set(texts) == set(_LANGUAGES)):
        raise TableInvalid(f"{key!r} needs a text for each of {', '.join(_LANGUAGES)}")
    return texts if isinstance(texts, dict) else {}


def _one_of(row: dict[str, Any], key: str, allowed: tuple[Any, ...], default: Any) -> Any:
    value = row.get(key, default)
    if value not in allowed:
        raise TableInvalid(f"{key!r} must be one of {', '.join(map(repr, allowed))}")
    return value


def _number(row: dict[str, Any], key: str) -> int | None:
    value, (low, high) = row.get(key), _RANGES[key]
    if value is None:
        return None
    if type(value) is not int or not low <= value <= high:
        raise TableInvalid(f"{key!r} must be a number from {low} to {high}")
    return value


def _domain(text: str) -> str:
    stem = text.lower().removeprefix("*.")
    try:
        addresses.parse_address("x@" + (stem[:-1] + "com" if stem.endswith(".*") else stem))
    except errors.Refusal:
        raise TableInvalid(f"{text!r} is not a domain whose mail can be connected") from None
    return text.lower()


def _server(row: dict[str, Any], key: Protocol) -> Server | None:
    server = row.get(key)
    if server is None:
        return None
    if not isinstance(server, dict) or not isinstance(server.get("host"), str):
        raise TableInvalid(f"{key!r} needs a 'host'")
    if unknown := set(server) - {"host", "port", "security"}:
        raise TableInvalid(f"{key!r} has an unknown key {min(unknown)!r}")
    port = server.get("port")
    if port is not None and type(port) is not int:
        raise TableInvalid(f"{key!r}: the port must be a number")
    security = _one_of(server, "security", (*get_args(Security), None), None)
    try:
        return addresses.complete_server(key, addresses.parse_host(server["host"]), port, security)
    except errors.Refusal as error:
        raise TableInvalid(f"{key!r}: {error}") from None
