"""Frozen records that cross the border of storage; ORM rows stay home."""

from storage.records.folder import Batch, Counts, FolderMarks, FolderTotals, Hole
from storage.records.letter import Attachment, Contact, Letter, NoticeJob, NoticeSummary, StoredLetter
from storage.records.mailbox import Mailbox, MailboxJob, NewFolder, NewMailbox, Progress, Server
from storage.records.people import DialogueState, Person
from storage.records.words import (
    Direction,
    FolderRole,
    Language,
    LetterStatus,
    Mode,
    NoticeState,
    Origin,
    Role,
    Security,
    State,
    Uid,
    UidValidity,
)

__all__ = [
    "Attachment",
    "Batch",
    "Contact",
    "Counts",
    "DialogueState",
    "Direction",
    "FolderMarks",
    "FolderRole",
    "FolderTotals",
    "Hole",
    "Language",
    "Letter",
    "LetterStatus",
    "Mailbox",
    "MailboxJob",
    "Mode",
    "NewFolder",
    "NewMailbox",
    "NoticeJob",
    "NoticeState",
    "NoticeSummary",
    "Origin",
    "Person",
    "Progress",
    "Role",
    "Security",
    "Server",
    "State",
    "StoredLetter",
    "Uid",
    "UidValidity",
]
