"""What a person said so far in a dialogue of several steps, and what was found out for it."""

from dataclasses import dataclass, replace
from typing import Any

from storage.records import Mode
from sync_engine.work.recognise import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Servers are as they were typed."""

    address: str = ""
    imap: str | None = None
    smtp: str | None = None
    provider: str | None = None  # the id of the service that was recognised
    servers: dict[str, Any] | None = None  # those to sign in to, found once: nobody looks twice
    source: Source = "table"  # how they were found
    mode: Mode = "personal"
    sent: str | None = None  # the folder of sent letters, where the person had to name it
    folders: tuple[str, ...] = ()  # those to choose from
    mailbox: int = 0  # the mailbox that gets a new password, or a further address
    question: int = 0  # the one to be answered
    alias: str = ""  # that address
    moved: int = 0  # the one that moved and is connected anew
    card: int = 0  # the message that says "trying"
    deleted: bool | None = None  # whether the message with the password could be; None: there was none

    def with_sent(self, folder: str) -> "Draft":
        return replace(self, sent=folder, folders=())

    def is_same_as(self, other: "Draft") -> bool:
        """Messages come and go meanwhile; what the secret is for may not."""
        return replace(self, card=0, deleted=None) == replace(other, card=0, deleted=None)
