"""The ledger of a folder: every UID the server has, in exactly one column."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.records import FolderMarks, FolderRole, LetterStatus, Uid, UidValidity
from sync_engine.rules import uids


@dataclass(frozen=True, slots=True)
class ServerUids:
    """What the server has; `old` are those found to lie outside the window by their date.

    `since` are those of the others that nobody knew of and that came after the mailbox was connected.
    """

    uidvalidity: UidValidity
    uids: tuple[Uid, ...]
    old: frozenset[int]
    since: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FolderLedger:
    """Counts of the window; on_server = stored + quarantined + waiting + len(missing)."""

    role: FolderRole
    uidvalidity: UidValidity
    on_server: int
    stored: int
    quarantined: int
    waiting: int
    missing: tuple[int, ...]
    skipped_old: int
    gone: int
    unexpected: tuple[int, ...]

    @property
    def complete(self) -> bool:
        return not self.missing and not self.unexpected

    @property
    def current(self) -> bool:
        return self.complete and not self.waiting


def compare(
    marks: FolderMarks, server: ServerUids, ours: Sequence[tuple[int, int, LetterStatus]]
) -> FolderLedger:
    """`ours` are (UIDVALIDITY, UID, status) of the stored letters.

    Waiting is what lies above the upper mark or below the lower one, and holes still retried; any other
    letter of the window that is not ours is missing.
    """
    held = {uid: status for validity, uid, status in ours if validity == server.uidvalidity}
    # Detached ones (UIDVALIDITY 0) went from the server before it numbered the folder anew.
    detached = sum(validity == 0 for validity, _, _ in ours)
    unexpected = sorted(uid for validity, uid, _ in ours if validity not in (0, server.uidvalidity))
    holes = {hole.uid for hole in marks.holes}
    skipped = uids.among(uids.parse(marks.skipped), server.uids)
    columns: dict[str, list[int]] = {
        name: [] for name in ("stored", "quarantined", "old", "waiting", "missing")
    }
    same_numbers = marks.uidvalidity == server.uidvalidity
    for uid in server.uids:
        if uid in held:
            columns[held[uid]].append(uid)
        elif same_numbers and (uid in skipped or uid in server.old):
            columns["old"].append(uid)
        elif same_numbers and (uid >= marks.new_to or uid < marks.old_to or uid in holes):
            columns["waiting"].append(uid)
        else:
            columns["missing"].append(uid)
    return FolderLedger(
        role=marks.role,
        uidvalidity=server.uidvalidity,
        on_server=len(server.uids) - len(columns["old"]),
        stored=len(columns["stored"]),
        quarantined=len(columns["quarantined"]),
        waiting=len(columns["waiting"]),
        missing=tuple(columns["missing"]),
        skipped_old=len(columns["old"]),
        gone=len(held.keys() - set(server.uids)) + detached,
        unexpected=tuple(unexpected),
    )
