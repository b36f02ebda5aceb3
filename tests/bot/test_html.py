"""Text for Telegram's HTML: what is cut is still HTML, and no longer than Telegram takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import html_text
from bot.views import html

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
        assert html.units(shown) >= limit - 1  # no more is lost than one character of two units


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
