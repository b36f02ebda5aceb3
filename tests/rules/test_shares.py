"""Whose a mailbox is among workers: the same answer everywhere, even shares, and no needless moves."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import shares

WORKERS = ["one", "two", "three", "four"]
MAILBOXES = range(1, 2001)


def owners(workers: list[str]) -> dict[int, str | None]:
    return {mailbox: shares.owner(mailbox, workers) for mailbox in MAILBOXES}


def test_shares_are_about_even() -> None:
    assert all(400 < count < 600 for count in Counter(owners(WORKERS).values()).values())


def test_the_order_of_names_says_nothing() -> None:
    assert owners(WORKERS) == owners(WORKERS[::-1])


def test_who_goes_leaves_its_own_behind_and_moves_no_other() -> None:
    before, after = owners(WORKERS), owners(WORKERS[1:])
    assert {mailbox for mailbox in MAILBOXES if before[mailbox] != after[mailbox]} == {
        mailbox for mailbox in MAILBOXES if before[mailbox] == "one"
    }


def test_nobody_is_there() -> None:
    assert shares.owner(1, []) is None


def test_a_host_that_does_not_answer_leaves_room_for_others() -> None:
    slow = dict.fromkeys(range(500), "slow")
    assert shares.full(slow.values(), 1000) == ["slow"]
    due = [(mailbox, "slow") for mailbox in range(600)] + [(600, "quick")]
    assert shares.handed(due, slow, 1000) == [(600, "quick")]


@given(
    due=st.dictionaries(st.integers(0, 60), st.sampled_from("abc")),
    waiting=st.dictionaries(st.integers(0, 60), st.sampled_from("abc"), max_size=20),
    most=st.integers(1, 40),
)
def test_nothing_is_handed_out_twice_or_beyond_the_places(
    due: dict[int, str], waiting: dict[int, str], most: int
) -> None:
    found = shares.handed(due.items(), waiting, most)
    assert not {mailbox for mailbox, _ in found} & waiting.keys()
    assert not found or len(found) + len(waiting) <= most
    assert [each for each in due.items() if each in found] == found, "first due first"
    if most > len(waiting) + len(found) and most > 1:  # there is room: who was left out had a reason
        left = {each[1] for each in due.items() if each[0] not in waiting and each not in found}
        counts = Counter([*waiting.values(), *(host for _, host in found)])
        assert all(counts[host] >= most // 2 for host in left)
