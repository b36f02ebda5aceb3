"""The words of the records: what a field may hold."""

from typing import Literal, NewType

Uid = NewType("Uid", int)  # RFC 3501 §2.3.1.1
UidValidity = NewType("UidValidity", int)

Role = Literal["admin", "member"]
Language = Literal["ru", "en"]
Mode = Literal["personal", "corporate"]
LinkPurpose = Literal["password", "consent"]
Security = Literal["tls", "starttls", "none"]
FolderRole = Literal["inbox", "sent"]
State = Literal["importing", "ok", "paused", "auth_failed", "unreachable", "moved"]
Direction = Literal["in", "out"]
Origin = Literal["direct", "own", "forwarded", "collected", "auto", "bulk"]
LetterStatus = Literal["stored", "quarantined"]
AlertKind = Literal[
    "auth_failed", "unreachable", "moved", "works", "consent_ends", "asked", "bounced", "copy_bounced"
]
CheckWord = Literal["imported", "letters", "works", "failed", "paused", "resumed", "asked"]
IncidentKind = Literal[
    "auth_failed", "unreachable", "moved", "late", "disk", "full", "database", "telegram", "clock", "worker"
]
NoticeState = Literal["none", "waiting", "sent", "in_summary", "muted"]

# What a mailbox is signed in with, where that is not the consent a service keeps.
PASSWORD = "password"  # noqa: S105
