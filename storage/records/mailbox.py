"""Mailboxes and the turns they take."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.people import Person
from storage.records.words import PASSWORD, FolderRole, Mode, Security, State, Uid, UidValidity


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a protocol is spoken; `security` "tls" is implicit TLS (RFC 8314 §3)."""

    host: str
    port: int
    security: Security


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
    told: State | None = None  # the trouble its owner was told of, until it is over
    reconciled_at: datetime | None = None  # when all its UIDs were last held against ours
    exchangers: tuple[str, ...] | None = None  # where the DNS sent its mail; None: not known yet
    logins: tuple[float, ...] = ()  # moments of the latest sign-ins, seconds since 1970
    watched_until: datetime | None = None  # the live watch has to answer again by then
    sign_in: str = PASSWORD  # or the id of the service whose consent it is
    consent_until: datetime | None = None  # when that ends by itself, where it is known
    previews: bool = True  # whether notices show the text, or sender and subject only
    signature: str = ""  # of letters written here
    sender_name: str = ""  # stands before the address in From of these

    @property
    def own_addresses(self) -> frozenset[str]:
        return frozenset((self.address, *self.aliases))

    def watching(self, now: datetime) -> bool:
        """Whether the server tells of new letters at once, and answers."""
        at_work = self.state in ("ok", "importing")
        return at_work and self.watched_until is not None and self.watched_until > now


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
    sign_in: str = PASSWORD
    consent_until: datetime | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A first import that is shown in a chat; `message_id` is None until its message was sent."""

    mailbox_id: int
    chat_id: int
    message_id: int | None


@dataclass(frozen=True, slots=True)
class StoredAtOnce:
    """Letters that one transaction stored."""

    at: datetime
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What tells how fast a mailbox gives its letters."""

    stored: tuple[StoredAtOnce, ...]  # newest first, of letters that were there at connecting
    tried_again: int  # letters that could not be had and are asked for later
