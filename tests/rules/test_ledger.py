"""Every letter of the server is in exactly one column of the ledger."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import records
from storage.records import Uid
from sync_engine.rules import ledger
from tests.make import VALIDITY


def marks(
    *, old_to: int = 1, new_to: int = 100, skipped: str = "", holes: tuple[int, ...] = ()
) -> records.FolderMarks:
    return records.FolderMarks(
        folder_id=1,
        role="inbox",
        name="INBOX",
        uidvalidity=VALIDITY,
        new_from=Uid(50),
        new_to=Uid(new_to),
        old_to=Uid(old_to),
        scanned=True,
        skipped=skipped,
        holes=tuple(records.Hole(uid=Uid(uid), reason="not_given") for uid in holes),
    )


def server(*uids: int, old: tuple[int, ...] = (), validity: int = VALIDITY) -> ledger.ServerUids:
    return ledger.ServerUids(records.UidValidity(validity), tuple(Uid(uid) for uid in uids), frozenset(old))


def ours(
    *uids: int, status: records.LetterStatus = "stored", validity: int = VALIDITY
) -> list[tuple[int, int, records.LetterStatus]]:
    return [(validity, uid, status) for uid in uids]


@pytest.mark.parametrize(
    ("found", "columns"),
    [
        pytest.param(
            ledger.compare(marks(), server(5, 6), ours(5, 6)),
            {"on_server": 2, "stored": 2, "complete": True, "current": True},
            id="all-stored",
        ),
        pytest.param(
            ledger.compare(marks(), server(), []),
            {"on_server": 0, "complete": True, "current": True},
            id="empty-folder",
        ),
        pytest.param(
            ledger.compare(marks(), server(5), ours(5, status="quarantined")),
            {"quarantined": 1, "stored": 0, "complete": True, "current": True},
            id="quarantined",
        ),
        pytest.param(
            ledger.compare(marks(), server(5, 6, 7), ours(5)),
            {"missing": (6, 7), "complete": False},
            id="passed-by-the-marks-but-not-ours",
        ),
        pytest.param(
            ledger.compare(marks(new_to=10), server(9, 10), ours(9)),
            {"waiting": 1, "missing": (), "complete": True, "current": False},
            id="above-the-upper-mark",
        ),
        pytest.param(
            ledger.compare(marks(old_to=10), server(9, 10), ours(10)),
            {"waiting": 1, "missing": (), "complete": True, "current": False},
            id="below-the-lower-mark",
        ),
        pytest.param(
            ledger.compare(marks(holes=(6,)), server(5, 6), ours(5)),
            {"waiting": 1, "missing": (), "current": False},
            id="a-hole-is-retried",
        ),
        pytest.param(
            ledger.compare(marks(skipped="1:3"), server(2, 3, 5), ours(5)),
            {"skipped_old": 2, "on_server": 1, "current": True},
            id="older-than-the-window-by-the-marks",
        ),
        pytest.param(
            ledger.compare(marks(), server(4, 5, old=(4,)), ours(5)),
            {"skipped_old": 1, "on_server": 1, "current": True},
            id="older-than-the-window-by-its-date",
        ),
        pytest.param(
            ledger.compare(marks(), server(5), ours(5, 6)),
            {"gone": 1, "stored": 1, "complete": True},
            id="deleted-on-the-server-stays-ours",
        ),
        pytest.param(
            ledger.compare(marks(skipped="1:3"), server(2, 5, validity=8), ours(5)),
            {"missing": (2, 5), "unexpected": (5,), "skipped_old": 0, "complete": False},
            id="a-replaced-folder-matches-nothing",
        ),
    ],
)
def test_columns(found: ledger.FolderLedger, columns: dict[str, Any]) -> None:
    assert {name: getattr(found, name) for name in columns} == columns


UIDS = st.frozensets(st.integers(1, 30))


@given(UIDS, UIDS, UIDS, UIDS, st.integers(1, 30), st.integers(1, 30))
def test_every_letter_of_the_server_is_counted_once(
    there: frozenset[int],
    stored: frozenset[int],
    old: frozenset[int],
    holes: frozenset[int],
    low: int,
    high: int,
) -> None:
    where = marks(old_to=low, new_to=high, holes=tuple(sorted(holes)))
    found = ledger.compare(where, server(*sorted(there), old=tuple(old)), ours(*sorted(stored)))
    assert found.on_server + found.skipped_old == len(there)
    assert found.on_server == found.stored + found.quarantined + found.waiting + len(found.missing)
