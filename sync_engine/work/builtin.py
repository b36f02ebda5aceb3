"""The built-in table of mail services, which ships beside the rules that read it."""

import functools
from importlib import resources

from sync_engine.rules import provider_table, providers


@functools.cache
def table() -> providers.Table:
    text = resources.files("sync_engine.rules").joinpath("providers.toml").read_text(encoding="utf-8")
    return provider_table.parse_table(text)
