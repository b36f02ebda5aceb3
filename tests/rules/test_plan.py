"""The plan of a sync: everything of the window is fetched once, and no mark passes a letter in silence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import FolderMarks, Hole, Uid, UidValidity
from sync_engine.policy import Policy
from sync_engine.rules import plan, uids

OPENS = datetime(2026, 11, 1, tzinfo=UTC)
SMALL = Policy(chunk_letters=3, chunk_bytes=100)


def meta(uid: int, days: float = 1, size: int = 10) -> plan.Meta:
    """A letter received so many days after the window opened (before, if negative)."""
    return plan.Meta(Uid(uid), OPENS + timedelta(days=days), size)


@dataclass
class Local:
    """Our side of a folder, moved by chunks the way a commit moves it."""

    connected: int
    new_to: int = 0
    old_to: int = 0
    stored: set[int] = field(default_factory=set)
    holes: set[int] = field(default_factory=set)
    skipped: uids.Ranges = ()
    scanned: bool = False

    def __post_init__(self) -> None:
        self.new_to = self.old_to = self.connected

    def marks(self) -> FolderMarks:
        return FolderMarks(
            folder_id=1,
            role="inbox",
            name="INBOX",
            uidvalidity=UidValidity(7),
            new_from=Uid(self.connected),
            new_to=Uid(self.new_to),
            old_to=Uid(self.old_to),
            scanned=self.scanned,
            skipped=uids.text(self.skipped),
            holes=tuple(Hole(uid=Uid(uid), reason=plan.LATER) for uid in sorted(self.holes)),
        )

    def commit(self, chunk: plan.Chunk) -> None:
        fetched = {each.uid for each in chunk.fetch}
        assert not fetched & self.stored, "a letter was fetched twice"
        self.stored |= fetched
        self.holes = (self.holes | set(chunk.later)) - fetched
        self.skipped = uids.union(self.skipped, chunk.skipped)
        self.new_to = chunk.new_to or self.new_to
        self.old_to = chunk.old_to or self.old_to

    def check(self, server: Sequence[plan.Meta]) -> None:
        """Invariant 1."""
        settled = self.stored | self.holes | uids.among(self.skipped, [each.uid for each in server])
        for each in server:
            if self.old_to <= each.uid < self.new_to:
                assert each.uid in settled, f"{each.uid} was passed in silence"


def visit(local: Local, server: Sequence[plan.Meta], uidnext: int, limit: int | None, stop: int = 99) -> None:
    """One sync against a server, broken off after `stop` commits."""
    commits = 0

    def take(chunks: Sequence[plan.Chunk]) -> bool:
        nonlocal commits
        for chunk in chunks:
            if commits == stop:
                return False
            local.commit(chunk)
            local.check(server)
            commits += 1
        return True

    came = [each for each in server if each.uid >= local.new_to]
    if not take(plan.new_letters(local.marks(), Uid(uidnext), came, OPENS, SMALL)):
        return
    below = [each for each in server if each.uid < local.connected]
    window, old = plan.scan(local.marks(), below, OPENS)
    local.skipped, local.scanned = uids.union(local.skipped, old), True
    window = tuple(each for each in window if each.uid < local.old_to)
    if limit is not None:
        missing = limit - sum(uid < local.connected for uid in local.stored)
        take(plan.walk_down(window, plan.choose({1: window}, missing)[1], SMALL))
        return
    holes = [each for each in server if each.uid in local.holes]
    if take(plan.hole_chunks(local.marks(), holes, SMALL)):
        everything = frozenset(each.uid for each in window)
        take(plan.walk_down(window, everything, SMALL, to_bottom=True))


LETTERS = st.lists(
    st.tuples(st.integers(1, 80), st.sampled_from([-9, -1, 0, 1, 5, 9]), st.integers(0, 150)),
    unique_by=lambda letter: letter[0],
    max_size=40,
).map(lambda found: [meta(*letter) for letter in sorted(found)])


@given(LETTERS, st.integers(1, 81), st.integers(0, 30), st.integers(0, 6))
def test_three_syncs_store_the_window_and_nothing_else(
    letters: list[plan.Meta], connected: int, limit: int, killed_after: int
) -> None:
    server = letters
    local = Local(connected)
    visit(local, server, 81, limit, stop=killed_after)
    visit(local, server, 81, limit)
    window = {each.uid for each in server if each.received >= OPENS}
    old = sorted(
        (each for each in server if each.uid < connected and each.uid in window),
        key=lambda each: (each.received, each.uid),
    )
    newest = {each.uid for each in old[len(old) - min(limit, len(old)) :]}
    assert local.stored == newest | {uid for uid in window if uid >= connected}
    visit(local, server, 81, None)
    assert local.stored == window
    assert local.holes == set()
    # planning after commit is empty
    assert not [each for each in plan.new_letters(local.marks(), Uid(81), [], OPENS, SMALL) if each.fetch]
    assert [each for each in server if each.uid < local.old_to and each.uid in window] == []


@given(LETTERS, st.integers(0, 60))
def test_the_first_import_takes_the_newest_over_all_folders(letters: list[plan.Meta], limit: int) -> None:
    windows = {1: letters[::2], 2: letters[1::2]}
    chosen = plan.choose(windows, limit)
    taken = [each for folder, window in windows.items() for each in window if each.uid in chosen[folder]]
    left = [each for folder, window in windows.items() for each in window if each.uid not in chosen[folder]]
    assert len(taken) == min(limit, len(letters))
    if taken and left:
        assert min(each.received for each in taken) >= max(each.received for each in left)


@given(LETTERS)
def test_chunks_are_bounded(letters: list[plan.Meta]) -> None:
    for chunk in plan.walk_down(letters, frozenset(each.uid for each in letters), SMALL):
        assert len(chunk.fetch) <= SMALL.chunk_letters
        assert len(chunk.fetch) == 1 or sum(each.size for each in chunk.fetch) <= SMALL.chunk_bytes


@pytest.mark.parametrize(
    ("server", "uidnext", "fetched", "skipped"),
    [
        pytest.param([], 10, [], "", id="nothing-came"),
        pytest.param([meta(10), meta(11)], 12, [10, 11], "", id="two-came-oldest-first"),
        pytest.param([meta(12)], 15, [12], "", id="neighbours-were-expunged"),
        pytest.param([meta(10, days=-3), meta(11)], 12, [11], "10", id="an-old-letter-was-moved-in"),
        pytest.param([meta(9), meta(10)], 11, [10], "", id="n-star-gives-the-last-letter-too"),
        pytest.param([meta(10), meta(12)], 12, [10], "", id="one-came-while-we-asked"),
    ],
)
def test_new_letters(server: list[plan.Meta], uidnext: int, fetched: list[int], skipped: str) -> None:
    local = Local(connected=10)
    for chunk in plan.new_letters(local.marks(), Uid(uidnext), server, OPENS, SMALL):
        local.commit(chunk)
    assert sorted(local.stored) == fetched
    assert uids.text(local.skipped) == skipped
    assert local.new_to == uidnext


# -- how far the upper mark may go ------------------------------------------------------------------------


def reach(connected: int, uidnext: int, told: list[int], there: list[int] | None) -> Uid:
    server = plan.ServerFolder(UidValidity(7), Uid(uidnext), exists=len(told))
    found = frozenset(there) if there is not None else None
    return plan.reach(Local(connected).marks(), server, [meta(uid) for uid in told], found)


@pytest.mark.parametrize(
    ("uidnext", "told", "there", "upto"),
    [
        pytest.param(10, [], [], 10, id="nothing-came"),
        pytest.param(12, [10, 11], [10, 11], 12, id="all-agree"),
        pytest.param(15, [10], [10], 11, id="uidnext-alone-promises-more"),
        pytest.param(10, [10, 11], [10, 11], 12, id="uidnext-lags-behind"),
        pytest.param(10, [10, 90], [10], 11, id="a-garbled-fetch-is-believed-by-nobody"),
        pytest.param(10, [10], [10, 90], 11, id="a-garbled-search-is-believed-by-nobody"),
        pytest.param(13, [10], [10, 12], 13, id="fetch-forgets-one"),
        pytest.param(13, [10, 12], [10], 13, id="search-forgets-one"),
        pytest.param(13, [10, 12], None, 13, id="search-is-not-understood"),
        pytest.param(9, [10, 12], None, 13, id="without-search-what-fetch-gives-is-there"),
        pytest.param(12, [3, 4], [3], 10, id="what-lies-below-the-mark-moves-nothing"),
    ],
)
def test_two_must_speak_for_a_letter_before_the_mark_passes_it(
    uidnext: int, told: list[int], there: list[int] | None, upto: int
) -> None:
    assert reach(10, uidnext, told, there) == upto


PRESENT = st.sets(st.integers(1, 60), max_size=20)


@given(
    PRESENT, st.integers(1, 61), PRESENT, st.sampled_from(["uidnext", "fetch", "search"]), st.integers(1, 99)
)
def test_whoever_lies_the_mark_passes_no_letter_that_may_still_come(
    present: set[int], connected: int, invented: set[int], liar: str, promised: int
) -> None:
    """Each of the three may make things up, one at a time; a letter that comes later has a higher UID than
    every one that is there."""
    told, there, uidnext = present, present, max(present, default=0) + 1
    if liar == "uidnext":
        uidnext = promised
    elif liar == "fetch":
        told = present | {uid for uid in invented if uid >= uidnext}
    else:
        there = present | {uid for uid in invented if uid >= uidnext}
    highest = max((uid for uid in present if uid >= connected), default=connected - 1)
    upto = reach(connected, uidnext, sorted(told), sorted(there))
    assert upto == highest + 1


@given(PRESENT, st.integers(1, 61), PRESENT, st.sampled_from(["fetch", "search"]))
def test_a_letter_that_one_of_two_forgets_is_never_passed_in_silence(
    present: set[int], connected: int, forgotten: set[int], forgetful: str
) -> None:
    told = present - forgotten if forgetful == "fetch" else present
    there = present - forgotten if forgetful == "search" else present
    local = Local(connected)
    metas = [meta(uid) for uid in sorted(told)]
    upto = reach(connected, max(present, default=0) + 1, sorted(told), sorted(there))
    for chunk in plan.new_letters(local.marks(), upto, metas, OPENS, SMALL, [*map(Uid, sorted(there))]):
        local.commit(chunk)
        local.holes |= set(chunk.unseen)
        local.check([meta(uid) for uid in sorted(present)])
    assert {uid for uid in present if uid >= connected} <= local.stored | local.holes


@given(LETTERS, st.sets(st.integers(10, 80)), st.booleans())
def test_what_was_not_told_of_is_noted_by_the_chunk_that_passes_it(
    letters: list[plan.Meta], there: set[int], one_by_one: bool
) -> None:
    local = Local(connected=10)
    found = [Uid(uid) for uid in there | {each.uid for each in letters}]
    chunks = plan.new_letters(local.marks(), Uid(81), letters, OPENS, SMALL, found)
    if one_by_one:
        chunks = tuple(piece for each in chunks for piece in (plan.singly(each) if each.fetch else (each,)))
    noted: set[int] = set()
    for chunk in chunks:
        assert chunk.new_to is not None
        noted |= set(chunk.unseen)
        told = {each.uid for each in letters}
        assert noted == {uid for uid in found if 10 <= uid < chunk.new_to and uid not in told}
