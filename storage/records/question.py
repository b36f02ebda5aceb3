"""Questions to support that were kept: for a vote, and for administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.records.people import Person
from storage.records.words import Language

Vote = Literal["helped", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`text` is without secrets; `topic`: what was answered, None where nothing was."""

    id: int
    person: Person
    language: Language
    text: str
    topic: str | None
    vote: Vote | None
    at: datetime
    passed_at: datetime | None  # to the administrators
    answer: str | None
    answered_by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionJob:
    """A question to be shown to an administrator, or in the message that shows it already."""

    question: Question
    person: Person
    message_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTotals:
    """How many were kept, and how they fared; `unanswered`: no topic was given as the answer."""

    asked: int
    helped: int
    missed: int
    unanswered: int
