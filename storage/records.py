"""Frozen records that cross the border of storage; ORM rows stay home."""

from dataclasses import dataclass, field
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
    smtp_login: str
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
    smtp_login: str
    can_send: bool
    credential: str
    connected_at: datetime
    window_from: datetime
    folders: tuple["NewFolder", ...]
    progress_chat: int | None = None  # where the live import progress is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFolder:
    role: FolderRole
    name: str  # as the server writes it, one character an octet
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
    chain: str | None = None
    status: LetterStatus = "stored"
    quarantine_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A letter with where it stands: its row, its folder, and what became of its notices."""

    id: int
    mailbox_id: int
    folder: FolderRole
    letter: Letter
    notice: "NoticeSummary"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSummary:
    """The furthest that any person's notice of a letter has come; `why` is a code, where there is none."""

    state: NoticeState
    why: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Letters, holes and notices of one folder, and the marks that pass them: all or nothing."""

    folder_id: int
    letters: tuple[Letter, ...] = ()
    notify: tuple[int, ...] = ()  # person ids, for each letter of `letters` that is in `announced`
    announced: frozenset[Uid] = frozenset()
    tokens: dict[str, str] = field(default_factory=dict)  # chain token -> chain
    merged: dict[str, str] = field(default_factory=dict)  # chain -> the chain it became part of
    holes: tuple[Hole, ...] = ()  # new ones, or known ones tried once more
    filled: frozenset[Uid] = frozenset()  # holes that are none any more
    new_to: Uid | None = None
    old_to: Uid | None = None
    skipped: str | None = None
    scanned: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a look at the server said of a folder, of the window."""

    folder_id: int
    on_server: int
    waiting: int
    skipped_old: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderTotals:
    """Totals of a folder, for reports."""

    folder_id: int
    role: FolderRole
    name: str
    uidvalidity: UidValidity
    stored: int
    quarantined: int
    waiting: int
    on_server: int
    skipped_old: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A first import that is shown in a chat; `message_id` is None until its message was sent."""

    mailbox_id: int
    chat_id: int
    message_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeJob:
    """One person to be told of one letter."""

    id: int
    person: Person
    mailbox: str
    letter: StoredLetter
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueState:
    step: str
    data: dict[str, object]
