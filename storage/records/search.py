"""What a letter is found by, and what of it a list then shows."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.letter import Contact
from storage.records.words import Direction, LetterStatus, Mode, Origin

Stems = tuple[str, ...]  # words without their endings, in the order they stand; letters and digits only


@dataclass(frozen=True, slots=True, kw_only=True)
class Unindexed:
    """A letter that cannot be found yet, with whose it is."""

    letter_id: int
    mailbox_id: int
    mode: Mode
    owner_id: int
    received: datetime
    direction: Direction
    client: bool
    sender: Contact
    to: tuple[Contact, ...]
    cc: tuple[Contact, ...]
    subject: str
    text: str
    files: tuple[str, ...]  # names of its attachments


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """The same letter ready to be found; `correspondents` are those on whose cards it belongs."""

    letter: Unindexed
    sender: Stems
    recipients: Stems
    subject: Stems
    body: Stems
    correspondents: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What letters must have, all of it. Each of the first three is a list of phrases.

    The last word of `senders` and `recipients` may be the beginning of one.
    """

    words: tuple[Stems, ...] = ()
    senders: tuple[Stems, ...] = ()
    recipients: tuple[Stems, ...] = ()
    since: datetime | None = None
    with_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A letter in a list of letters of several mailboxes."""

    id: int
    mailbox: str  # its address
    direction: Direction
    sender: Contact
    to: tuple[Contact, ...]
    subject: str
    preview: str
    received: datetime
    origin: Origin
    status: LetterStatus
