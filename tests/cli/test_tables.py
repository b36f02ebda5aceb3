"""Tables: whatever a letter or a person brings, a terminal only ever shows it."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.cli import tables


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=4))
def test_no_cell_breaks_a_row_or_reaches_the_terminal_as_an_order(rows: list[tuple[str, str]]) -> None:
    lines = tables.table(rows).split("\n")
    assert len(lines) == len(rows)
    assert not any(unicodedata.category(each) == "Cc" for line in lines for each in line)


def test_lines_of_a_letter_stay_lines() -> None:
    assert tables.harmless("one\n\ttwo\x1b[2J\x9b\x07three") == "one\n\ttwo[2Jthree"
