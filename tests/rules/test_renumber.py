"""A folder numbered anew: who is who, and what is news."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Detached, Renumbered, Uid
from sync_engine.rules import renumber, uids
from sync_engine.rules.plan import Identity, Meta
from tests import make

HOUR = timedelta(hours=1)
TOLERANCE = timedelta(days=1)
KNOWN_UNTIL = make.NOW
OPENS = make.NOW - timedelta(days=30)


def ours(
    letter_id: int, message_id: str | None, *, size: int = 10, hours: float = 0, date: datetime | None = None
) -> Detached:
    return Detached(
        letter_id=letter_id,
        message_id=message_id,
        date=date,
        received=make.NOW + hours * HOUR,
        size=size,
    )


def theirs(
    uid: int, message_id: str | None, *, size: int = 10, hours: float = 0, date: datetime | None = None
) -> Identity:
    return Identity(Meta(Uid(uid), make.NOW + hours * HOUR, size), message_id, date)


def pairs(found: list[Identity], stored: list[Detached]) -> dict[int, int]:
    """Letter ids by UID."""
    return {each.uid: each.letter_id for each in renumber.match(found, stored, TOLERANCE).pairs}


# -- who is who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "stored", "same"),
    [
        pytest.param(theirs(1, "<a>"), ours(7, "<a>"), True, id="everything-is-the-same"),
        pytest.param(theirs(1, "<a>", hours=99), ours(7, "<a>"), True, id="it-was-moved"),
        pytest.param(theirs(1, "<a>", size=12), ours(7, "<a>"), True, id="a-service-added-to-its-header"),
        pytest.param(theirs(1, "<a>", size=12, hours=9), ours(7, "<a>"), True, id="moved-and-added-to"),
        pytest.param(
            theirs(1, "<a>", size=12, hours=9, date=make.NOW), ours(7, "<a>", date=make.NOW - HOUR), False,
            id="one-message-id-written-at-two-moments",
        ),
        pytest.param(
            theirs(1, "<a>", hours=9, date=make.NOW), ours(7, "<a>", date=make.NOW - HOUR), False,
            id="one-message-id-and-one-size-written-at-two-moments",
        ),
        pytest.param(
            theirs(1, "<a>", date=make.NOW), ours(7, "<a>", date=make.NOW - HOUR), False,
            id="arrived-together-written-at-two-moments",
        ),
        pytest.param(theirs(1, "<b>"), ours(7, "<a>"), False, id="another-message-id"),
        pytest.param(theirs(1, None), ours(7, "<a>"), False, id="no-message-id-any-more"),
        pytest.param(theirs(1, None), ours(7, None), True, id="without-message-id-same-size-and-moment"),
        pytest.param(theirs(1, None, hours=1), ours(7, None), False, id="without-anything-and-moved"),
        pytest.param(
            theirs(1, None, hours=1, date=make.NOW), ours(7, None, date=make.NOW), True,
            id="without-message-id-moved-same-size-and-date",
        ),
        pytest.param(
            theirs(1, None, size=12, date=make.NOW), ours(7, None, date=make.NOW), False,
            id="without-message-id-of-another-size",
        ),
    ],
)  # fmt: skip
def test_a_letter_is_found_again_with_reason(found: Identity, stored: Detached, same: bool) -> None:
    assert pairs([found], [stored]) == ({1: 7} if same else {})


def test_one_that_could_never_be_read_is_known_by_size_and_moment() -> None:
    card = replace(ours(7, None, size=99), read=False)
    for message_id in ("<a>", None):
        assert pairs([theirs(1, message_id, size=99)], [card]) == {1: 7}
        assert pairs([theirs(1, message_id, size=98)], [card]) == {}
        assert pairs([theirs(1, message_id, size=99, hours=1)], [card]) == {}
    assert pairs([theirs(1, "<a>", size=99)], [replace(card, read=True)]) == {}
    assert pairs([theirs(1, "<a>", size=99)], [card, ours(8, "<a>", size=99)]) == {1: 8}


def test_the_closest_of_a_thousand_with_one_message_id_is_taken() -> None:
    stored = [ours(1000 + number, "<all>", size=10 + number % 7, hours=number) for number in range(1000)]
    found = [theirs(1 + number, "<all>", size=10 + number % 7, hours=number) for number in range(1000)]
    assert pairs(list(reversed(found)), stored) == {1 + number: 1000 + number for number in range(1000)}


def test_a_new_letter_of_a_much_used_message_id_is_not_taken_for_one_that_was_deleted() -> None:
    stored = [ours(number, "<all>", size=number, hours=number) for number in range(10, 15)]
    kept = [theirs(number, "<all>", size=number, hours=number) for number in range(10, 14)]
    fresh = [theirs(20, "<all>", size=90, hours=90), theirs(21, "<all>", size=91, hours=91)]
    matched = renumber.match([*kept, *fresh], stored, TOLERANCE)
    assert sorted(each.uid for each in matched.pairs) == [10, 11, 12, 13]
    assert {identity.meta.uid for identity in matched.unknown} == {20, 21}


@pytest.mark.parametrize("message_id", ["<twin>", None])
@pytest.mark.parametrize(("on_server", "stored"), [(3, 3), (2, 3), (3, 2)])
def test_of_identical_twins_none_is_lost_and_none_counted_twice(
    message_id: str | None, on_server: int, stored: int
) -> None:
    matched = renumber.match(
        [theirs(uid, message_id) for uid in range(1, on_server + 1)],
        [ours(letter, message_id) for letter in range(7, 7 + stored)],
        TOLERANCE,
    )
    assert len(matched.pairs) == min(on_server, stored)
    assert len(matched.unknown) == max(0, on_server - stored)


@pytest.mark.parametrize(("hours", "kept"), [(0, True), (23, True), (-25, False), (25, False)])
def test_letters_that_are_the_same_tell_whether_the_server_kept_their_moments(
    hours: float, kept: bool
) -> None:
    assert renumber.match([theirs(1, "<a>", hours=hours)], [ours(7, "<a>")], TOLERANCE).dates_kept is kept


MESSAGE_IDS = st.sampled_from([None, "<a>", "<b>"])
DATES = st.sampled_from([None, make.NOW, make.NOW - HOUR])
THEIRS = st.lists(
    st.builds(
        theirs, st.integers(1, 30), MESSAGE_IDS, size=st.integers(1, 3), hours=st.integers(0, 2), date=DATES
    ),
    unique_by=lambda identity: identity.meta.uid,
    max_size=12,
)
CARDS = st.builds(
    lambda letter, size, hours: replace(ours(letter, None, size=size, hours=hours), read=False),
    *(st.integers(131, 135), st.integers(1, 3), st.integers(0, 2)),
)
OURS = st.lists(
    st.builds(
        ours, st.integers(100, 130), MESSAGE_IDS, size=st.integers(1, 3), hours=st.integers(0, 2), date=DATES
    ),
    unique_by=lambda each: each.letter_id,
    max_size=12,
)


@given(THEIRS, st.builds(list.__add__, OURS, st.lists(CARDS, unique_by=lambda card: card.letter_id)))
def test_no_stored_letter_gets_two_uids_and_no_uid_two_letters(
    found: list[Identity], stored: list[Detached]
) -> None:
    matched = renumber.match(found, stored, TOLERANCE)
    for count in (
        Counter(each.uid for each in matched.pairs),
        Counter(each.letter_id for each in matched.pairs),
    ):
        assert max(count.values(), default=1) == 1
    assert {each.letter_id for each in matched.pairs} <= {each.letter_id for each in stored}
    told = [each.uid for each in matched.pairs] + [each.meta.uid for each in matched.unknown]
    assert sorted(told) == sorted(each.meta.uid for each in found)
    by_id = {each.letter_id: each for each in stored}
    by_uid = {each.meta.uid: each for each in found}
    for pair in matched.pairs:
        one, other = by_uid[pair.uid], by_id[pair.letter_id]
        assert not other.read or one.message_id == other.message_id
        assert None in (one.date, other.date) or one.date == other.date


@given(OURS, st.randoms(use_true_random=False))
def test_a_folder_that_was_only_numbered_anew_is_found_whole(stored: list[Detached], chance: object) -> None:
    uids_given = list(range(1, len(stored) + 1))
    chance.shuffle(uids_given)  # type: ignore[attr-defined]  # hypothesis' own `Random`
    found = [
        Identity(Meta(Uid(uid), each.received, each.size), each.message_id, each.date)
        for uid, each in zip(uids_given, stored, strict=True)
    ]
    matched = renumber.match(found, stored, TOLERANCE)
    assert len(matched.pairs) == len(stored)
    assert matched.unknown == ()
    assert matched.dates_kept


def test_a_pair_says_which_row_gets_which_uid() -> None:
    matched = renumber.match([theirs(4, "<a>")], [ours(9, "<a>")], TOLERANCE)
    assert matched.pairs == (Renumbered(letter_id=9, uid=Uid(4)),)


# -- what is news -----------------------------------------------------------------------------------------


def sort(*unknown: Identity, dates_kept: bool = True) -> renumber.Sorted:
    return renumber.sort(
        unknown,
        window_from=OPENS,
        known_until=KNOWN_UNTIL,
        dates_kept=dates_kept,
        tolerance=TOLERANCE,
    )


LONG_AGO = make.NOW - timedelta(days=60)


@pytest.mark.parametrize(
    ("identity", "dates_kept", "fate"),
    [
        pytest.param(theirs(5, "<a>", hours=1), True, "news", id="it-came-after-the-newest-we-had"),
        pytest.param(theirs(5, "<a>", hours=1, date=make.NOW), True, "news", id="written-then-too"),
        pytest.param(theirs(5, "<a>", hours=-1), True, "later", id="it-was-here-before"),
        pytest.param(theirs(5, "<a>", hours=1, date=make.NOW - 30 * HOUR), True, "later", id="moved-here"),
        pytest.param(theirs(5, "<a>", hours=-800), True, "old", id="outside-the-window"),
        pytest.param(theirs(5, "<a>", hours=1, date=LONG_AGO), True, "later", id="its-own-date-may-lie"),
        pytest.param(theirs(5, "<a>", hours=1, date=LONG_AGO), False, "old", id="its-moment-is-the-move's"),
    ],
)
def test_a_letter_we_do_not_have_is_news_only_by_every_date_it_has(
    identity: Identity, dates_kept: bool, fate: str
) -> None:
    found = sort(identity, dates_kept=dates_kept)
    assert [(hole.uid, hole.new) for hole in found.holes] == ([] if fate == "old" else [(5, fate == "news")])
    assert uids.text(found.skipped) == ("5" if fate == "old" else "")


@given(THEIRS, st.booleans(), st.integers(-900, 2))
def test_every_letter_has_one_fate_and_nothing_older_than_what_we_had_is_news(
    unknown: list[Identity], dates_kept: bool, hours: int
) -> None:
    moved = [
        replace(each, meta=replace(each.meta, received=each.meta.received + hours * HOUR)) for each in unknown
    ]
    found = sort(*moved, dates_kept=dates_kept)
    skipped = uids.among(found.skipped, [each.meta.uid for each in moved])
    assert sorted([*(hole.uid for hole in found.holes), *skipped]) == sorted(each.meta.uid for each in moved)
    received = {each.meta.uid: each.meta.received for each in moved}
    assert all(received[hole.uid] >= KNOWN_UNTIL for hole in found.holes if hole.new)
    if dates_kept:
        assert all(received[Uid(uid)] < OPENS for uid in skipped)


# -- what the walk is told nothing of ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found_again", "found_above", "new"),
    [
        pytest.param([4, 6], False, {7, 9}, id="above-all-that-were-found"),
        pytest.param([], False, {3, 7, 9}, id="nothing-was-found"),
        pytest.param([4, 6], True, set(), id="others-were-found-above"),
        pytest.param([10], False, set(), id="below"),
    ],
)
def test_only_what_lies_above_every_letter_found_again_may_be_new(
    found_again: list[int], found_above: bool, new: set[int]
) -> None:
    matched = renumber.Matched(
        tuple(Renumbered(letter_id=uid, uid=Uid(uid)) for uid in found_again), (), True
    )
    holes = renumber.unseen(map(Uid, [3, 7, 9]), matched, found_above=found_above)
    assert [hole.uid for hole in holes] == [3, 7, 9]
    assert {hole.uid for hole in holes if hole.new} == new
