"""Folders: marks, holes, and the batches that move them."""

from dataclasses import dataclass, field
from datetime import datetime

from storage.records.bounce import Bounce
from storage.records.letter import Letter
from storage.records.words import FolderRole, Uid, UidValidity


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
    renumbering: bool = (
        False  # letters below `old_to` may be stored already, under UIDs of another UIDVALIDITY
    )
    seen: "Seen | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the server said of a folder when all up to then was settled; None is what it did not tell."""

    uidnext: Uid | None = None
    messages: int | None = None
    modseq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A letter between the marks that is not stored yet; `reason` "later" marks the rest of the window."""

    uid: Uid
    reason: str
    tries: int = 0
    next_try: datetime | None = None
    new: bool = False  # to be announced, although its UID is below `new_from`


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
    renumbering: bool | None = None
    renumbered: tuple["Renumbered", ...] = ()  # letters that are stored already get these UIDs
    bundle: str | None = None  # notices of `late` letters are told in this summary (rule S4)
    late: frozenset[Uid] = frozenset()
    bounces: tuple[Bounce, ...] = ()  # letters sent from this mailbox that did not arrive


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbered:
    """A stored letter under its UID of the new UIDVALIDITY."""

    letter_id: int
    uid: Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Detached:
    """A stored letter that has no UID of the present UIDVALIDITY, and what it can be known by."""

    letter_id: int
    message_id: str | None
    date: datetime | None
    received: datetime
    size: int
    read: bool = True  # a quarantined one was not: it has no Message-ID here, and may have one there


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a look at the server said of a folder, of the window."""

    folder_id: int
    on_server: int
    waiting: int
    skipped_old: int
    seen: Seen | None = None


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
