"""Letters asked for ahead: whatever order the server tells them in, each belongs to its own request."""

from collections import deque
from typing import Any

import pytest

from storage.records import Uid, UidValidity
from sync_engine import errors
from sync_engine.wire.asked import Asked
from sync_engine.wire.connection import Answer
from sync_engine.wire.requests import WHOLE, Letters, Request, Slice

SEVEN, NINE = UidValidity(7), UidValidity(9)


class Link:
    """A connection whose answers are written down beforehand, one for each FETCH."""

    def __init__(self, *fetched: list[Any], uidvalidity: int = 7) -> None:
        self.sent: list[bytes] = []
        self._fetched = deque(fetched)
        self._waiting: deque[bytes] = deque()
        self._opened = {"UIDVALIDITY": [b"%d" % uidvalidity], "EXISTS": [b"3"], "UIDNEXT": [b"9"]}

    def ask(self, *commands: bytes) -> tuple[bytes, ...]:
        self.sent.extend(commands)
        self._waiting.extend(commands)
        return commands

    def answer(self, tag: bytes) -> Answer:
        assert self._waiting.popleft() == tag
        if tag.startswith(b"EXAMINE"):
            return Answer("OK", "", self._opened)
        return Answer("OK", "", {"FETCH": self._fetched.popleft()})

    def settle(self) -> None:
        while self._waiting:
            self.answer(self._waiting[0])


def letter(uid: int, octets: bytes, part: bytes = b"BODY[]") -> list[Any]:
    return [(b"%d (UID %d %b {%d}" % (uid, uid, part, len(octets)), octets), b")"]


def letters(*uids: int, folder: str = "INBOX") -> Letters:
    return Letters(folder, SEVEN, tuple(map(Uid, uids)))


def take(link: Link, *script: Request | None) -> list[dict[tuple[int, int], bytes]]:
    asked = Asked()
    asked.expect(script)
    return [asked.collect(link, each) for each in script if each is not None]  # type: ignore[arg-type]


def test_a_letter_that_comes_with_an_earlier_answer_is_not_lost() -> None:
    link = Link(letter(1, b"one") + letter(2, b"two"), [], letter(3, b"three"))
    first, second, third = take(link, letters(1), letters(2), letters(3))
    assert (first, second, third) == ({(1, WHOLE): b"one"}, {(2, WHOLE): b"two"}, {(3, WHOLE): b"three"})


def test_a_slice_and_a_letter_may_come_with_each_others_answers() -> None:
    large = [Slice("INBOX", SEVEN, Uid(5), offset, 4) for offset in (0, 4)]
    early = letter(5, b"rest", b"BODY[]<4>")
    link = Link(letter(1, b"one") + early, letter(5, b"head", b"BODY[]<0>"), letter(2, b"two"), [])
    found = take(link, letters(1), *large, letters(2))
    assert found[1:] == [{(5, 0): b"head"}, {(5, 4): b"rest"}, {(2, WHOLE): b"two"}]


def test_the_same_uid_in_another_folder_is_another_letter() -> None:
    link = Link(letter(1, b"received"), letter(1, b"sent"))
    received, sent = take(link, letters(1), letters(1, folder="Sent"))
    assert (received, sent) == ({(1, WHOLE): b"received"}, {(1, WHOLE): b"sent"})


def test_what_is_wanted_out_of_order_is_asked_for_and_the_rest_again_in_its_turn() -> None:
    link = Link(*(letter(uid, b"%d" % uid) for uid in (1, 2, 3, 9, 2, 3)))
    asked = Asked()
    asked.expect([letters(1), letters(2), letters(3)])
    wanted = [letters(1), letters(9), letters(2), letters(3)]
    found = [asked.collect(link, each) for each in wanted]  # type: ignore[arg-type]
    assert [dict(each) for each in found] == [{(uid, WHOLE): b"%d" % uid} for uid in (1, 9, 2, 3)]


def test_nothing_is_asked_for_behind_what_cannot_be_told_yet() -> None:
    link = Link(letter(1, b"one"), letter(2, b"two"))
    asked = Asked()
    asked.expect([letters(1), None, letters(2)])
    asked.collect(link, letters(1))  # type: ignore[arg-type]
    assert asked.ahead == 0


def test_a_folder_is_opened_once_for_letters_in_a_row() -> None:
    link = Link(*(letter(uid, b"x") for uid in (1, 2, 3)))
    take(link, letters(1), letters(2), letters(3, folder="Sent"))
    opened = [command for command in link.sent if command.startswith(b"EXAMINE")]
    assert opened == [b'EXAMINE "INBOX"', b'EXAMINE "Sent"']


def test_a_folder_numbered_anew_gives_nobody_anothers_letters() -> None:
    link = Link(letter(1, b"another's"), uidvalidity=9)
    with pytest.raises(errors.FolderReplaced):
        take(link, letters(1))
