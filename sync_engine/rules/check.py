"""What STATUS says of a folder, and whether it means work (RFC 3501 §6.3.10, RFC 7162 §3.1.2.1).

Holds always: STATUS is a hint that saves work (invariant 3). "Nothing new" is believed only where everything
that decides it was told and is as it was; whatever is missing, odd or counts backwards is looked at closely.
HIGHESTMODSEQ decides nothing by itself: it also moves when a letter is only read, and Gmail's runs ahead of
the letters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.records import FolderMarks, Uid, UidValidity
from sync_engine.rules.plan import ServerFolder

# `look`: there may be new letters. `recount`: letters went or came out of turn, hold all UIDs against ours.
Verdict = Literal["nothing", "look", "recount"]


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """None is what the server did not tell, or told in a way that makes no sense."""

    uidvalidity: UidValidity | None = None
    uidnext: Uid | None = None
    messages: int | None = None
    modseq: int | None = None


def verdict(marks: FolderMarks, status: FolderStatus | None) -> Verdict:
    """What a folder wants, by its last settled state and what STATUS says now."""
    if status is None or status.uidvalidity != marks.uidvalidity:
        return "look"
    seen = marks.seen
    if seen is None or None in (seen.uidnext, seen.messages, status.uidnext, status.messages):
        return "look"
    assert status.messages is not None
    assert seen.messages is not None
    if status.uidnext != seen.uidnext:
        return "look"
    if status.messages == seen.messages:
        return "nothing"
    # A letter fewer was deleted, and stays here (S8). One more without a new UID came late.
    return "recount" if status.messages > seen.messages else "look"


def has_news(marks: FolderMarks, server: ServerFolder) -> bool:
    """Whether a folder is not as it was when it was last settled, by what EXAMINE told."""
    seen = marks.seen
    if seen is None or server.uidvalidity != marks.uidvalidity:
        return True
    return server.exists != seen.messages or (server.uidnext != 0 and server.uidnext != seen.uidnext)


def has_work(marks: FolderMarks, now: datetime) -> bool:
    """Whether a folder has something to do that needs no news: holes that are due, the rest of the window."""
    due = any(hole.next_try is None or hole.next_try <= now for hole in marks.holes)
    return due or marks.old_to > 1 or marks.renumbering


def is_quiet(folders: Iterable[FolderMarks], statuses: Mapping[int, FolderStatus], now: datetime) -> bool:
    """Whether a check has nothing to do at all; `statuses` by folder id."""
    return all(
        not has_work(marks, now) and verdict(marks, statuses.get(marks.folder_id)) == "nothing"
        for marks in folders
    )
