"""Letters that somebody here wrote."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from storage.records.people import Person
from storage.records.words import Mode

AnswerState = Literal["waiting", "sending", "sent", "refused", "unknown", "bounced", "undone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter somebody is writing: what it waits for, what was said so far, the message of it (0: none)."""

    id: int
    step: str
    data: dict[str, object]
    card: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswerFile:
    """A file for a person's draft, and the mailbox the letter is to go from."""

    person_id: int
    draft_id: int
    mailbox_id: int
    name: str
    type: str
    octets: bytes = field(repr=False)
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """A file that goes with a letter, as people see it; `size` in octets."""

    id: int
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """A letter as it will go, octet for octet; `preview` is for people."""

    mailbox_id: int
    person_id: int
    letter_id: int | None  # the one it answers
    message_id: str
    sender: str
    to: str
    cc: str | None
    subject: str
    preview: str
    draft: dict[str, object]  # as its writer may go on with it
    octets: bytes
    made_at: datetime
    due_at: datetime  # until then it can be taken back
    message: int | None = None  # of Telegram, about to show that it waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How far a letter has come; `reason` is a code, `reply` what the server said; `mode`: its mailbox's."""

    id: int
    mailbox_id: int
    mailbox: str
    mode: Mode
    person: Person
    letter_id: int | None
    message_id: str
    sender: str
    to: str
    cc: str | None
    subject: str
    preview: str
    state: AnswerState
    reason: str | None
    reply: str | None
    tries: int
    made_at: datetime
    due_at: datetime
    at: datetime | None
    message: int | None
    shown: str

    @property
    def recipients(self) -> tuple[str, ...]:
        return (self.to,) if self.cc is None else (self.to, self.cc)
