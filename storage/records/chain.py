"""A letter among the letters of its chain."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPlace:
    """Ids of the letters before and after it, and its number among `count`, from 1."""

    before: int | None = None
    after: int | None = None
    number: int = 1
    count: int = 1
