"""Which letters people are told of (rules L1, S4): new ones, incoming, from a client."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from storage.records import Letter, Uid


def announced(letters: Iterable[Letter]) -> frozenset[Uid]:
    return frozenset(letter.uid for letter in letters if letter.new and letter.client)


def late(letters: Iterable[Letter], now: datetime, span: timedelta) -> frozenset[Uid]:
    """Those that came longer ago than a notice may take: several of them are told in one summary."""
    return frozenset(letter.uid for letter in letters if letter.received < now - span)
