"""What is drawn as one character stays one, wherever a text is cut."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import clusters, html, leaves

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
RUSSIA = "\U0001f1f7\U0001f1fa"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FIREFIGHTER = "\U0001f469\U0001f3fd\u200d\U0001f692"
ONES = (*"aя.", "e\u0301", "\u0438\u0306", "\u2764\ufe0f", "1\ufe0f\u20e3", "\U0001f44d\U0001f3ff")
ALL = (*ONES, ENGLAND, RUSSIA, FAMILY, FIREFIGHTER)
TEXT = st.lists(st.sampled_from(ALL), min_size=1, max_size=30)


def borders(drawn: list[str]) -> list[int]:
    return list(itertools.accumulate(map(len, drawn), initial=0))


@given(TEXT, st.integers(min_value=0, max_value=200))
def test_the_place_to_cut_is_the_last_between_two(drawn: list[str], at: int) -> None:
    text = "".join(drawn)
    at = min(at, len(text))
    assert clusters.before(text, at) == max(each for each in borders(drawn) if each <= at)


@given(TEXT, st.integers(min_value=1, max_value=60))
def test_no_line_message_or_leaf_ends_within_one(drawn: list[str], limit: int) -> None:
    text = "".join(drawn)
    wholes = {text[:each] for each in borders(drawn)}
    line = html.one_line(text, limit)
    assert (line if len(text) <= limit else line[:-1]) in wholes
    message = html.fit(text, limit)
    assert (message if html.units(text) <= limit else message[:-1]) in wholes
    leaf = text[: leaves.cut(text, limit)]
    assert leaf in wholes or html.units(drawn[0]) > limit


@given(st.text(max_size=100), st.integers(min_value=0, max_value=100))
def test_any_text_has_a_place(text: str, at: int) -> None:
    assert 0 <= clusters.before(text, min(at, len(text))) <= min(at, len(text))


def test_what_goes_on_for_ever_is_cut_anywhere() -> None:
    endless = "a" + "\u0301" * 100_000
    assert clusters.before(endless, 50_000) == 50_000
    assert html.units(html.fit(endless, 1000)) == 1000


def test_the_flag_of_a_region_stays_on_one_line() -> None:
    assert html.one_line(f"Bob {ENGLAND}\n", 20) == f"Bob {ENGLAND}"


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        pytest.param("\U000e0065\U000e0076", "", id="without-a-flag"),
        pytest.param(
            "\U0001f3f4" + "\U000e0065" * 20 + "\U000e007f", "\U0001f3f4", id="longer-than-a-region"
        ),
        pytest.param("\U0001f3f4\U000e0065\U000e0076", "\U0001f3f4", id="without-an-end"),
    ],
)
def test_nothing_else_is_hidden_in_a_line(hidden: str, shown: str) -> None:
    assert html.one_line(f"a{hidden}b", 50) == f"a{shown}b"
