"""What a first import would bring, for the person to see before it begins."""

from dataclasses import dataclass
from datetime import datetime

from sync_engine import errors
from sync_engine.wire import imap


@dataclass(frozen=True, slots=True)
class Window:
    """How many letters of the window there are, by day: those of some hours more than are imported."""

    inbox: int
    sent: int


async def count(session: imap.Session, inbox: str, sent: str, window_from: datetime) -> Window | None:
    """None where the server will not say: that stops nobody from connecting."""
    try:
        return Window(*await session.count_since((inbox, sent), window_from))
    except errors.MailError:
        return None
