"""Figures of the whole account."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.words import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one mailbox stands; whose it is does not matter here."""

    state: State
    connected_at: datetime
    last_check: datetime | None
    watched_until: datetime | None

    def watching(self, now: datetime) -> bool:
        """As of `Mailbox`."""
        at_work = self.state in ("ok", "importing")
        return at_work and self.watched_until is not None and self.watched_until > now


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTotals:
    """Letters of all windows, as of the last checks; `holes` are still to be fetched."""

    stored: int
    quarantined: int
    waiting: int
    holes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many wait, and for how many seconds the oldest has."""

    count: int
    oldest: float
