"""Text for Telegram's HTML: what is cut is still HTML, and no longer than Telegram takes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import html_text
from bot.views import clusters, html

DRAWN_AS_ONE = clusters.LONGEST + 1
PIECES = st.recursive(
    st.text(max_size=20).map(html.escape),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(("b", "i", "code", "blockquote expandable")), inner).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>"
        ),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=12,
)


@given(PIECES, st.integers(min_value=1, max_value=60))
def test_what_is_cut_reads_well_and_fits(text: str, limit: int) -> None:
    cut = html.fit(text, limit)
    shown = html_text.read(cut).text
    whole = html_text.read(text).text
    assert html.units(shown) <= limit
    if html.units(whole) <= limit:
        assert cut == text
    else:
        assert shown.endswith("…")
        assert whole.startswith(shown[:-1])
        # No more is lost than characters that are drawn as one.
        assert html.units(shown) >= limit - 2 * DRAWN_AS_ONE


@given(st.text(max_size=200))
def test_what_people_write_stays_text(written: str) -> None:
    read = html_text.read(html.escape(written))
    assert read.text == written
    assert read.entities == ()
    assert html.plain(f"<b>{html.escape(written)}</b>") == written


@given(st.text(max_size=200), st.integers(min_value=1, max_value=50))
def test_one_line_is_one_line(written: str, limit: int) -> None:
    line = html.one_line(written, limit)
    assert len(line) <= limit
    assert line == line.strip()
    assert "\n" not in line
    assert "\u202e" not in line


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("счёт\r\n  за ноябрь\t", "счёт за ноябрь", id="line-breaks"),
        pytest.param("invoice\u202efdp.exe", "invoicefdp.exe", id="direction-turned"),
        pytest.param("\x00\x1b[31mred", "[31mred", id="controls"),
        pytest.param("a" * 30, "a" * 19 + "…", id="long"),
    ],
)
def test_names_and_subjects_on_one_line(written: str, shown: str) -> None:
    assert html.one_line(written, 20) == shown


def test_a_cut_counts_what_is_seen_not_what_is_written() -> None:
    assert html.fit("&lt;" * 4096) == "&lt;" * 4096
    assert html.fit("<b>" + "😀" * 2048 + "</b>") == "<b>" + "😀" * 2048 + "</b>"
    assert html.fit("😀" * 2049) == "😀" * 2047 + "…"


FAMILY, THUMB, FLAG, ACCENT = "👨\u200d👩\u200d👧", "👍🏽", "🇷🇺", "е\u0301"


@pytest.mark.parametrize("one", [FAMILY, THUMB, FLAG, ACCENT, "😀"])
@pytest.mark.parametrize("limit", range(9, 17))
def test_what_is_drawn_as_one_is_not_cut_in_two(one: str, limit: int) -> None:
    for shown in (html.one_line("абв" + one * 20, limit), html.fit("<b>абв" + one * 20 + "</b>", limit)):
        assert set(html.plain(shown).removeprefix("абв").removesuffix("…").split(one)) == {""}


def test_emoji_stay_joined_on_one_line_and_nothing_else_is_smuggled() -> None:
    assert html.one_line(f"{FAMILY} и {FLAG}", 50) == f"{FAMILY} и {FLAG}"
    assert html.one_line("pay\u200dpal \u200d", 50) == "paypal"


def test_a_flag_among_flags_is_cut_between_two() -> None:
    assert html.one_line("a" + FLAG * 10, 6) == "a" + FLAG * 2 + "…"


@pytest.mark.parametrize("sign", ["<", "&", "😀", "\u202e", "\u05d0", "е\u0301", "\n", " ", "\u200d", "🇷"])
def test_a_megabyte_of_anything_is_no_trouble(sign: str) -> None:
    written = sign * (1_000_000 // len(sign))
    began = time.process_time()
    line = html.one_line(written, 300)
    message = html.fit(f"<b>{html.escape(line)}</b>\n{html.escape(written)}")
    assert time.process_time() - began < 0.5
    assert len(line) <= 300
    read = html_text.read(message)
    assert html.units(read.text) <= html.MESSAGE_LIMIT
    assert {entity.type for entity in read.entities} <= {"bold"}


def test_writing_from_right_to_left_stays_as_it_is() -> None:
    hebrew = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd"
    assert html.one_line(hebrew, 50) == hebrew
    assert html_text.read(html.fit(f"<b>{hebrew * 1000}</b>", 50)).text.startswith(hebrew)
