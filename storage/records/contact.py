"""Contacts as one person may see them: nothing in here is of a mailbox they are not entitled to (rule C3)."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.search import Glimpse


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A contact in a list."""

    id: int
    name: str  # perhaps empty
    address: str
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A client: who it is, since when and how much was written. Moments are those of receiving."""

    id: int
    name: str  # perhaps empty
    address: str
    first: datetime
    last: datetime
    received: int  # letters from the client
    sent: int  # letters to the client
    chains: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A conversation with a client in one mailbox."""

    last: Glimpse
    letters: int
