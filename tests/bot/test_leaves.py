"""A long letter in leaves: whole, in order, within Telegram's limits, cut where a reader would."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import html_text
from bot.views import html, leaves
from sync_engine.rules.quoting import Piece

FAMILY = "👩\u200d👩\u200d👧"
THUMB = "👍🏽"
FLAG = "🇷🇺"
TEXT = st.lists(
    st.sampled_from(["а", "b", " ", "\n", "<", "&", "😀", "\u0301", FAMILY, FLAG]), max_size=300
).map("".join)


def read(text: str, room: int = 100) -> list[str]:
    """The leaves as Telegram would show them."""
    found = leaves.leaves([Piece(text, False)], room, room)
    return [html_text.read(leaf).text for leaf in found]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(st.lists(st.tuples(TEXT, st.booleans()), max_size=6))
def test_all_of_it_is_there_in_order_and_fits(parts: list[tuple[str, bool]]) -> None:
    found = leaves.leaves([Piece(*each) for each in parts], 100, 60)
    shown = [html_text.read(leaf).text for leaf in found]
    assert [html.units(leaf) <= 100 for leaf in shown] == [True] * len(shown)
    assert html.units(shown[0]) <= 60
    assert squeezed("".join(shown)) == squeezed("".join(text for text, _ in parts))


def test_a_megabyte_of_less_than_is_but_a_text() -> None:
    shown = read("<" * 1_000_000, 3500)
    assert sum(map(len, shown)) == 1_000_000
    assert max(map(len, shown)) == 3500


@pytest.mark.parametrize("drawn", [FAMILY, THUMB, FLAG, "e\u0301", "😀"])
@pytest.mark.parametrize("before", range(40, 60))
def test_an_emoji_is_never_cut(drawn: str, before: int) -> None:
    text = "x" * before + drawn * 8
    ends = [text[: sum(map(len, read(text, 60)[:count]))] for count in (1, 2)]
    assert all((len(end) - before) % len(drawn) == 0 for end in ends if len(end) > before)


def test_a_link_stays_whole() -> None:
    link = "https://acme.test/" + "a" * 60
    shown = read("слово " * 10 + link + " и дальше", 100)
    assert [leaf for leaf in shown if link in leaf]


def test_marks_that_turn_the_writing_are_left_out() -> None:
    assert read("a\u202egnp.exe\u202c b\x00\x1b") == ["agnp.exe b"]


def test_many_quotes_are_spread_over_leaves() -> None:
    pieces = [Piece(f"{number}", number % 2 == 0) for number in range(300)]
    found = leaves.leaves(pieces, 3500, 3500)
    assert max(leaf.count("<blockquote") for leaf in found) <= 40
    assert sum(leaf.count("<blockquote") for leaf in found) == 150


def test_an_empty_letter_has_one_empty_leaf() -> None:
    assert read("") == [""]
