"""The account as a whole: how it stood, what happened in it, and what keeps it from working."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.people import Person
from storage.records.words import CheckWord, IncidentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How it stood at one moment."""

    at: datetime
    freshness: float | None  # seconds, 95th percentile; None where no mailbox was at work
    letters: int  # stored since the sample before


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEntry:
    """What happened in the checks of a mailbox, once or several times in a row; states and times only."""

    what: CheckWord
    reason: str | None
    letters: int
    times: int
    began_at: datetime
    last_at: datetime
    by: str  # the name of the person who did it; empty where nobody did


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One cause that keeps mailboxes, or all of Postroom, from working."""

    id: int
    kind: IncidentKind
    service: str  # a provider's id, or the name of a mail server; empty where it is no mail service's doing
    since: datetime
    over_at: datetime | None
    mailboxes: tuple[int, ...]  # ids of those it keeps from working; of one that is over: the last ones
    ever: int  # how many there were at once, at most
    of: int  # how many there are at this service
    number: int  # what the kind tells in figures: megabytes that are free, seconds the clock jumped
    version: int  # grows with each change that is to be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentJob:
    """An administrator who has not been shown how an incident stands."""

    incident: Incident
    person: Person
    message_id: int | None  # of the message that is to be edited
