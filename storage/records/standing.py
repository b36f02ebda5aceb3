"""Figures of the whole account."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.words import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one of many mailboxes stands, in what one row says."""

    id: int
    owner: int  # id of the person
    service: str  # the provider's id, or the name of the mail server
    state: State
    told: State | None  # the trouble its owner was told of, until it is over
    failures: int
    connected_at: datetime
    last_check: datetime | None
    next_check: datetime | None
    watched_until: datetime | None

    def watching(self, now: datetime) -> bool:
        """As `Mailbox.watching`."""
        at_work = self.state in ("ok", "importing")
        return at_work and self.watched_until is not None and self.watched_until > now


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTotals:
    """Letters of all windows, as of the last checks; `holes` are still to be fetched."""

    stored: int
    quarantined: int
    waiting: int
    holes: int


@dataclass(frozen=True, slots=True)
class Worker:
    """A process with an engine in it; moments are of the database's clock."""

    name: str
    began_at: datetime | None  # None: nobody wrote that down
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Burial:
    """Workers that fell silent, those that live, and how many mailboxes nobody watches any more."""

    gone: tuple[Worker, ...]
    living: tuple[Worker, ...]
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFor:
    """Notices that wait for a person, and since when the oldest does."""

    person_id: int
    count: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many wait, and for how many seconds the oldest has."""

    count: int
    oldest: float
