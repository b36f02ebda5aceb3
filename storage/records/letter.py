"""Letters, and what is told of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from storage.records.people import Person
from storage.records.words import Direction, FolderRole, LetterStatus, NoticeState, Origin, Uid, UidValidity


class Contact(NamedTuple):
    """A name (perhaps empty) and an address as they stand in a header."""

    name: str
    address: str


class Attachment(NamedTuple):
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
    reply_to: str | None = None  # where answers are asked to, if not at the sender's address


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
class Answered:
    """Who answered a letter of a client, and when; nobody where another mail program was used."""

    person_id: int | None
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeJob:
    """One person to be told of one letter."""

    id: int
    person: Person
    mailbox: str
    letter: StoredLetter
    tries: int
    unsure: int = 0  # tries of which nobody knows whether Telegram took them
    previews: bool = True  # whether the text is shown
    answered: Answered | None = None
    message_id: int | None = None  # of the message that is edited


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """What a list says of a letter; its text stays where it is."""

    id: int
    folder: FolderRole
    uid: Uid
    sender: Contact
    subject: str
    received: datetime
    size: int
    origin: Origin
    quarantine_reason: str | None
    answered: Answered | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryJob:
    """One person to be told of many letters of a mailbox in one message (S4)."""

    notice_ids: tuple[int, ...]  # one a letter
    person: Person
    mailbox_id: int
    mailbox: str
    newest: tuple[LetterLine, ...]  # newest first, a few of them
    first_received: datetime
    last_received: datetime
    more: bool  # others of the same bundle were told before
    tries: int
    unsure: int = 0
    shown: int = 0  # letters that the message to be edited told of before
    message_id: int | None = None  # the message that is edited; None: a new one
    burst: bool = False  # it is edited as more come (rule L1)
    answered: int = 0  # of the letters it tells of

    @property
    def count(self) -> int:
        """How many letters the message tells of."""
        return self.shown + len(self.notice_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNotice:
    """A notice that is due, before it is decided how it is told."""

    id: int
    mailbox_id: int
    came: datetime  # when its letter was stored
    bundle: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Letters of one mailbox that one message tells a person of, edited as more come (rule L1)."""

    bundle: str
    first_notice: int  # its id
    began_at: datetime
    last_at: datetime  # when the newest of its letters was stored
    shown_at: datetime | None  # when its message was last sent or edited


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """That a person wants to hear nothing of a sender in a mailbox; `address` empty: of the mailbox."""

    id: int
    person_id: int
    mailbox_id: int
    address: str
    until: datetime | None  # None: for good


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTogether:
    """Letters that one message told a person of."""

    mailbox_id: int
    letter_id: int  # the one asked about
    notices: Mapping[int, int]  # by the id of the letter, newest letter first


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMark:
    """That letters of this sender to one mailbox are a client's; `by`: the name of who said so, and when."""

    id: int
    mailbox_id: int
    address: str
    by: str
    at: datetime
