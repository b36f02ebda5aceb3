"""What people are told of a mailbox that stopped working or works again, and of a letter that came back."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.answer import Answer
from storage.records.bounce import Bounce
from storage.records.mailbox import Mailbox
from storage.records.people import Person
from storage.records.words import AlertKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertJob:
    """One person to be told of one mailbox; `mailbox` is as it stands now, the rest as it was."""

    id: int
    person: Person
    mailbox: Mailbox
    kind: AlertKind
    reason: str | None
    made_at: datetime
    broken: "Broken | None"  # what a mailbox that works again had been through, where its owner was told
    tries: int
    answer: Answer | None = None  # of theirs, that did not arrive
    bounces: tuple[Bounce, ...] = ()  # of that letter, at whom
    unsure: int = 0  # tries of which nobody knows whether Telegram took them


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    kind: AlertKind
    worked_at: datetime  # the last check that went well: it broke then or later
