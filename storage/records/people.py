"""People and where they stand."""

from dataclasses import dataclass, field
from datetime import datetime

from storage.records.words import Language, LinkPurpose, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: int
    telegram_id: int
    role: Role
    language: Language
    name: str = ""
    wants_notices: bool = True  # of letters
    quiet: "QuietHours | None" = None
    removed: bool = False  # what they own is paused, and erased after a while (rule H4)

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From the hour it begins to the hour it ends (0 - 23, never the same), by the team's clock."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueState:
    step: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A one-time link to a page of ours."""

    purpose: LinkPurpose
    person: Person
    data: dict[str, object]
    sealed: str | None = field(repr=False)
    expires_at: datetime
    used: bool

    def alive(self, now: datetime) -> bool:
        return not self.used and self.expires_at > now
