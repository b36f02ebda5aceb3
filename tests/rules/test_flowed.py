"""Lines broken for the wire are whole again, and nothing else changes."""

import pytest

from sync_engine.rules import flowed


@pytest.mark.parametrize(
    ("written", "delete_space", "read"),
    [
        pytest.param("one \ntwo\nthree", False, "one two\nthree", id="joined"),
        pytest.param("one \ntwo", True, "onetwo", id="joined-without-the-blank"),
        pytest.param("> a \n> b\nown", False, "> a b\nown", id="joined-inside-a-quote"),
        pytest.param("> a \nown", False, "> a \nown", id="never-across-quote-depths"),
        pytest.param(">>a \n>> b", False, ">> a b", id="deeper-quote"),
        pytest.param("text \n-- \nname", False, "text \n-- \nname", id="signature-mark-stands-alone"),
        pytest.param(" >not a quote\n From the start", False, ">not a quote\nFrom the start", id="stuffed"),
        pytest.param("", False, "", id="nothing"),
    ],
)
def test_lines_are_put_together(written: str, delete_space: bool, read: str) -> None:
    assert flowed.unflow(written, delete_space=delete_space) == read
