"""Slips of the finger in words of a question."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.faq.typos import Typos
from storage.records import Language

TYPOS = Typos(
    [
        "how do i connect a mailbox",
        "the mailbox does not connect",
        "why is the letter late",
        "a letter is late",
        "почему письмо опаздывает",
        "письмо к клиенту",
        "клиенту пришло письмо",
        "mailbax once",
    ]
)


@pytest.mark.parametrize(
    ("typed", "meant", "language"),
    [
        pytest.param("conect", "connect", "en", id="one-missing"),
        pytest.param("lettter", "letter", "en", id="one-too-many"),
        pytest.param("maelbox", "mailbox", "en", id="one-wrong"),
        pytest.param("mialbox", "mailbox", "en", id="two-changed-places"),
        pytest.param("amilbox", "mailbox", "en", id="the-first-two-changed-places"),
        pytest.param("late, lettr!", "late, letter!", "en", id="what-stands-around-stays"),
        pytest.param("песьмо клиинту", "письмо клиенту", "ru", id="russian"),
        pytest.param("better", "better", "en", id="another-first-letter-is-another-word"),
        pytest.param("lete", "lete", "en", id="a-short-word-may-be-any"),
        pytest.param("mailboxes", "mailboxes", "en", id="another-form"),
        pytest.param("mailbax", "mailbax", "en", id="somebody-wrote-it-so"),
        pytest.param("mmaillboxx", "mmaillboxx", "en", id="too-far-off"),
        pytest.param("опаздывапт", "опаздывапт", "ru", id="nobody-wrote-the-other-twice"),
        pytest.param("", "", "en", id="nothing"),
    ],
)
def test_a_word_is_put_right_where_it_is_clear(typed: str, meant: str, language: Language) -> None:
    assert TYPOS.mended(typed, language) == meant


@given(text=some.text(max_size=700), language=some.sampled_from(["ru", "en"]))
def test_whatever_comes_only_words_change(text: str, language: Language) -> None:
    def between(words: str) -> list[str]:
        return re.split(r"[^\W\d_]+", words)

    assert between(TYPOS.mended(text, language)) == between(text)


def test_the_work_has_an_end() -> None:
    words = " ".join(["conect"] * 90)
    assert TYPOS.mended(words, "en").split().count("connect") == 40
