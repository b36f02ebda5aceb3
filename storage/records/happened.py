"""What became of one letter."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.words import Direction, FolderRole, LetterStatus, NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of telling one person; `why` is a code, where they were not told."""

    name: str
    state: NoticeState
    why: str | None
    at: datetime | None
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """States and times of a letter, and nothing of what is in it."""

    letter_id: int
    mailbox_id: int
    folder: FolderRole
    direction: Direction
    received: datetime
    stored_at: datetime
    status: LetterStatus
    new: bool
    told: tuple[Told, ...] = ()
