"""The built-in tables of mail services and consents, which ship beside the rules that read them."""

import functools
from importlib import resources

from sync_engine.rules import consent_table, provider_table, providers
from sync_engine.rules.consents import Service


@functools.cache
def table() -> providers.Table:
    return provider_table.parse_table(_text("providers.toml"))


def consents(own: str = "") -> dict[str, Service]:
    """With what the operator's providers file changes. Raises `ConsentsInvalid`."""
    return consent_table.parse(_text("consents.toml"), own)


def _text(name: str) -> str:
    return resources.files("sync_engine.rules").joinpath(name).read_text(encoding="utf-8")
