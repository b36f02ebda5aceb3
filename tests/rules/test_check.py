"""What STATUS says, and when "nothing new" may be believed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import FolderMarks, Hole, Seen, Uid, UidValidity
from sync_engine.rules import check
from sync_engine.rules.check import FolderStatus
from tests import make

SETTLED = FolderMarks(
    folder_id=1,
    role="inbox",
    name="INBOX",
    uidvalidity=make.VALIDITY,
    new_from=Uid(50),
    new_to=Uid(60),
    old_to=Uid(1),
    scanned=True,
    seen=Seen(uidnext=Uid(60), messages=40, modseq=900),
)
UNCHANGED = FolderStatus(uidvalidity=make.VALIDITY, uidnext=Uid(60), messages=40, modseq=900)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        pytest.param(UNCHANGED, "nothing", id="as-it-was"),
        pytest.param(replace(UNCHANGED, uidnext=Uid(61), messages=41), "look", id="a-letter-came"),
        pytest.param(replace(UNCHANGED, uidnext=Uid(61)), "look", id="one-came-and-one-went"),
        pytest.param(replace(UNCHANGED, messages=39), "look", id="one-was-deleted"),
        pytest.param(replace(UNCHANGED, messages=41), "recount", id="one-came-late-under-an-earlier-number"),
        pytest.param(replace(UNCHANGED, uidnext=Uid(59)), "look", id="it-counts-backwards"),
        pytest.param(replace(UNCHANGED, uidvalidity=UidValidity(8)), "look", id="numbered-anew"),
        pytest.param(replace(UNCHANGED, modseq=950), "nothing", id="a-letter-was-only-read"),
        pytest.param(replace(UNCHANGED, modseq=None), "nothing", id="no-modseq"),
        pytest.param(replace(UNCHANGED, uidnext=None), "look", id="no-uidnext"),
        pytest.param(replace(UNCHANGED, messages=None), "look", id="no-count"),
        pytest.param(FolderStatus(), "look", id="nothing-is-told"),
        pytest.param(None, "look", id="the-folder-is-not-spoken-of"),
    ],
)
def test_what_a_status_means(status: FolderStatus | None, verdict: str) -> None:
    assert check.verdict(SETTLED, status) == verdict


@pytest.mark.parametrize("seen", [None, Seen(), Seen(uidnext=Uid(60)), Seen(messages=40)])
def test_a_folder_never_settled_is_looked_at(seen: Seen | None) -> None:
    assert check.verdict(replace(SETTLED, seen=seen), UNCHANGED) == "look"


NUMBERS = st.none() | st.integers(1, 9)
STATUSES = st.builds(FolderStatus, NUMBERS, NUMBERS, NUMBERS, NUMBERS)


@given(st.builds(Seen, uidnext=NUMBERS, messages=NUMBERS, modseq=NUMBERS), STATUSES)
def test_nothing_is_said_only_of_what_did_not_change(seen: Seen, status: FolderStatus) -> None:
    marks = replace(SETTLED, seen=seen)
    if check.verdict(marks, status) == "nothing":
        assert status.uidvalidity == marks.uidvalidity
        assert (status.uidnext, status.messages) == (seen.uidnext, seen.messages)
        assert None not in (status.uidnext, status.messages)


HOLE = Hole(uid=Uid(55), reason="not_given", next_try=make.NOW)


@pytest.mark.parametrize(
    ("marks", "quiet"),
    [
        pytest.param(SETTLED, True, id="settled"),
        pytest.param(replace(SETTLED, holes=(HOLE,)), False, id="a-hole-is-due"),
        pytest.param(
            replace(SETTLED, holes=(replace(HOLE, next_try=make.NOW + timedelta(seconds=1)),)),
            True,
            id="a-hole-is-due-later",
        ),
        pytest.param(replace(SETTLED, holes=(replace(HOLE, next_try=None),)), False, id="a-hole-of-any-time"),
        pytest.param(replace(SETTLED, old_to=Uid(2)), False, id="the-rest-of-the-window"),
        pytest.param(replace(SETTLED, renumbering=True), False, id="being-renumbered"),
    ],
)
def test_a_check_is_quiet_where_every_folder_is(marks: FolderMarks, quiet: bool) -> None:
    sent = replace(SETTLED, folder_id=2, role="sent", name="Sent")
    statuses = {1: UNCHANGED, 2: UNCHANGED}
    assert check.is_quiet([sent, marks], statuses, make.NOW) is quiet
    assert not check.is_quiet([sent, marks], {1: UNCHANGED}, make.NOW)
