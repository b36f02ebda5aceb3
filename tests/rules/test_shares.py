"""Whose a mailbox is among workers: the same answer everywhere, even shares, and no needless moves."""

from collections import Counter

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
