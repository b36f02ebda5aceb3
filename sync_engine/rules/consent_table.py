"""Reading the table of services that take a consent: ours (`consents.toml`), and what the operator changes.

Holds always: every address of a service is https, for tokens and the operator's secret go there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, get_args
from urllib.parse import urlsplit

from storage.records import Language
from sync_engine.rules.consents import By, Service

_LISTS = frozenset({"providers", "scopes", "same"})
_ADDRESSES = frozenset({"authorize", "token", "who"})
_KEYS = {each.name: each for each in fields(Service) if each.name != "id"}
_NEEDED = [key for key, each in _KEYS.items() if each.default is MISSING and each.default_factory is MISSING]


class ConsentsInvalid(ValueError):
    """A table of services that cannot be used; the message says where and why."""


def parse(builtin: str, own: str = "") -> dict[str, Service]:
    """The services by id; `own` is the operator's providers file. Raises `ConsentsInvalid`."""
    rows = tomllib.loads(builtin)
    changes = tomllib.loads(own).get("consent", {})
    if not isinstance(changes, dict) or not set(changes) <= set(rows):
        known = ", ".join(f"[consent.{each}]" for each in rows)
        raise ConsentsInvalid(f"a consent is one of {known}")
    return {name: _changed(name, row, changes.get(name, {})) for name, row in rows.items()}


def _changed(name: str, row: Mapping[str, Any], changes: object) -> Service:
    try:
        if not isinstance(changes, dict):
            raise ConsentsInvalid("must be a table")
        return _service(name, {**row, **changes})
    except ConsentsInvalid as error:
        raise ConsentsInvalid(f"consent.{name}: {error}") from None


def _service(name: str, row: Mapping[str, Any]) -> Service:
    if unknown := set(row) - set(_KEYS):
        raise ConsentsInvalid(f"unknown key {min(unknown)!r}")
    if missing := set(_NEEDED) - set(row):
        raise ConsentsInvalid(f"{min(missing)!r} is missing")
    return Service(id=name, **{key: _value(key, value) for key, value in row.items()})


def _value(key: str, value: object) -> Any:
    if key in _LISTS:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ConsentsInvalid(f"{key!r} must be a list of strings")
        return tuple(value)
    if key in ("name", "extra"):
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            raise ConsentsInvalid(f"{key!r} must be a table of strings")
        if key == "name" and set(value) != set(get_args(Language)):
            raise ConsentsInvalid(f"'name' needs {', '.join(get_args(Language))}")
        return value
    if key == "basic":
        if not isinstance(value, bool):
            raise ConsentsInvalid("'basic' must be true or false")
        return value
    if not isinstance(value, str):
        raise ConsentsInvalid(f"{key!r} must be a string")
    if key == "who_by" and value not in get_args(By):
        raise ConsentsInvalid(f"'who_by' must be one of {', '.join(get_args(By))}")
    if key in _ADDRESSES and not _is_https(value):
        raise ConsentsInvalid(f"{key!r} must begin with https://")
    return value


def _is_https(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)
