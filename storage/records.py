"""Frozen records that cross the border of storage; ORM rows stay home."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

Uid = NewType("Uid", int)  # RFC 3501 §2.3.1.1
UidValidity = NewType("UidValidity", int)

Role = Literal["admin", "member"]
Language = Literal["ru", "en"]
Mode = Literal["personal", "corporate"]
Security = Literal["tls", "starttls", "none"]
FolderRole = Literal["inbox", "sent"]
State = Literal["importing", "ok", "paused", "auth_failed", "unreachable", "moved"]
Direction = Literal["in", "out"]
Origin = Literal["direct", "own", "forwarded", "collected", "auto", "bulk"]
LetterStatus = Literal["stored", "quarantined"]
NoticeState = Literal["none", "waiting", "sent", "in_summary", "muted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a protocol is spoken; `security` "tls" is implicit TLS (RFC 8314 §3)."""

    host: str
    port: int
    security: Security


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: int
    telegram_id: int
    role: Role
    language: Language
    name: str = ""

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A connected mailbox; counts are of the window, as of the last check."""

    id: int
    address: str
    aliases: tuple[str, ...]
    owner: Person
    mode: Mode
    provider: str | None
    login: str
    imap: Server
    smtp: Server | None
    state: State
    reason: str | None
    can_send: bool
    connected_at: datetime
    window_from: datetime
    imported_at: datetime | None
    last_check: datetime | None
    next_check: datetime | None
    last_letter: datetime | None
    failures: int
    on_server: int
    stored: int
    quarantined: int
    backlog: int
    import_total: int | None  # letters the first import will bring; None until they were counted

    @property
    def own_addresses(self) -> frozenset[str]:
        return frozenset((self.address, *self.aliases))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMailbox:
    """What connecting found out; `credential` is sealed already."""

    address: str
    aliases: tuple[str, ...]
    mode: Mode
    provider: str | None
    login: str
    imap: Server
    smtp: Server | None
    can_send: bool
    credential: str
    connected_at: datetime
    window_from: datetime
    folders: tuple["NewFolder", ...]
    progress_chat: int | None = None  # where the live import progress is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFolder:
    role: FolderRole
    name: str
    uidvalidity: UidValidity
    uidnext: Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxJob:
    """One sync of one mailbox; every commit of it names `epoch` and is refused once a newer one began."""

    mailbox: Mailbox
    epoch: int
    credential: str
    team_addresses: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMarks:
    """How far a folder has come (invariant 1).

    From `old_to` up to `new_to` every letter is stored, quarantined, a hole, or in `skipped`; below `old_to`
    a letter is waiting unless it is in `skipped`. Letters from `new_from` on are new.
    """

    folder_id: int
    role: FolderRole
    name: str
    uidvalidity: UidValidity
    new_from: Uid
    new_to: Uid
    old_to: Uid
    scanned: bool  # `skipped` is complete for what was there at connecting
    skipped: str = ""  # outside the window, as an IMAP sequence-set (RFC 3501 §9)
    holes: tuple["Hole", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A letter between the marks that is not stored yet; `reason` "later" marks the rest of the window."""

    uid: Uid
    reason: str
    tries: int = 0
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A name (perhaps empty) and an address as they stand in a header."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment; `part` is the section number to fetch it by (RFC 3501 §6.4.5), `size` in octets."""

    name: str
    type: str
    size: int
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as stored: what MIME said, and what we made of it."""

    uid: Uid
    uidvalidity: UidValidity
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    subject: str
    sender: Contact
    to: tuple[Contact, ...]
    cc: tuple[Contact, ...]
    date: datetime | None
    received: datetime
    direction: Direction
    origin: Origin
    origin_reason: str | None
    client: bool
    preview: str
    text: str
    attachments: tuple[Attachment, ...]
    size: int
    new: bool
    status: LetterStatus = "stored"
    quarantine_reason: str | None = None
