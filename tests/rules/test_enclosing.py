"""What fits into a letter, and what files are called in it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync_engine.policy import MIB, POLICY, Policy
from sync_engine.rules import compose, enclosing


@given(sizes=some.lists(some.integers(0, 300_000), max_size=4))
def test_a_letter_is_no_larger_than_was_reckoned(sizes: list[int]) -> None:
    files = tuple(compose.File(f"{n}.bin", "a/b", b"\xff" * size) for n, size in enumerate(sizes))
    draft = compose.Draft(sender="a@acme.test", to="b@client.test", text="Здравствуйте! " * 200, files=files)
    raw = compose.build(draft, "<1@acme.test>", datetime(2026, 11, 26, tzinfo=UTC))
    assert len(raw) <= sum(map(enclosing.by_mail, sizes)) + 256 * 1024


@pytest.mark.parametrize("told", [None, 10 * MIB])
def test_the_largest_file_fits_alone_and_no_larger_one(told: int | None) -> None:
    room = enclosing.room(told, POLICY)
    most = enclosing.most(room, POLICY)
    assert enclosing.fit([most], room)
    assert not enclosing.fit([most + 100], room)
    assert not enclosing.fit([most // 2, most // 2 + 200], room)
    assert most * 1.36 < room.letter


@pytest.mark.parametrize(
    ("told", "letter", "narrow"),
    [
        pytest.param(None, 20 * MIB, False, id="it-says-nothing"),
        pytest.param(10_240_000, 10_240_000, True, id="less-than-most-services"),
        pytest.param(35_882_577, 20 * MIB, False, id="more-than-arrives-elsewhere"),
        pytest.param(1000, 1000, True, id="hardly-anything"),
    ],
)
def test_the_servers_word_only_makes_letters_smaller(told: int | None, letter: int, narrow: bool) -> None:
    room = enclosing.room(told, Policy(letter_size=20 * MIB))
    assert (room.letter, room.narrow) == (letter, narrow)
    assert enclosing.most(room, POLICY) >= 0


@given(typed=some.text(max_size=300), taken=some.lists(some.text(max_size=20), max_size=5))
def test_a_name_is_no_way_and_its_own(typed: str, taken: list[str]) -> None:
    names: list[str] = []
    for each in (typed, *taken, typed):
        found = enclosing.name(each, names)
        assert found
        assert found not in names
        assert not set(found) & set("/\\\r\n\0\u202e")
        names.append(found)


@pytest.mark.parametrize(
    ("typed", "name"), [("a.tar.gz", "a.tar-2.gz"), ("читай", "читай-2"), ("../x.pdf", "x-2.pdf")]
)
def test_a_second_of_a_name_is_numbered(typed: str, name: str) -> None:
    assert enclosing.name(typed, {enclosing.name(typed, ())}) == name
