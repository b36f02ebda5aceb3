"""How a question is read: its language, a wrong layout, Latin letters; and that anything can be read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq import clean, knowledge, reading
from bot.faq.plausible import Plausibility

PLAUSIBLE = Plausibility.of_examples(list(knowledge.load().examples()))


@pytest.mark.parametrize(
    ("typed", "text", "language"),
    [
        pytest.param("Как подключить почту?", "как подключить почту?", "ru", id="russian"),
        pytest.param("How do I connect my mail?", "how do i connect my mail?", "en", id="english"),
        pytest.param("ghbdtn", "привет", "ru", id="layout"),
        pytest.param(
            "rfr gjlrk.xbnm gjxne", "как подключить почту", "ru", id="a-dot-is-a-letter-of-that-layout"
        ),
        pytest.param("yt ghbybvftn gfhjkm mail.ru", "не принимает пароль mail.ru", "ru", id="a-name-stays"),
        pytest.param("gjxnf outlook.com?", "почта outlook.com?", "ru", id="a-name-with-a-question-mark"),
        pytest.param("ьн зфыыцщкв шы кшпре", "my password is right", "en", id="english-in-russian-layout"),
        pytest.param("kak podklyuchit pochtu", "как подключит почту", "ru", id="by-ear"),
        pytest.param("pisma iz papki spam", "писма из папки spam", "ru", id="by-ear-with-a-name"),
        pytest.param("Gmail", "gmail", None, id="a-name-tells-no-language"),
        pytest.param("993", "993", None, id="a-number"),
        pytest.param("qwpfk zxv", "qwpfk zxv", "en", id="gibberish-stays-as-it-is"),
        pytest.param("ещё", "еще", "ru", id="dots-over-e"),
        pytest.param("иp адpес", "ир адрес", "ru", id="twins"),
        pytest.param("", "", None, id="nothing"),
        pytest.param("👍", "👍", None, id="a-picture"),
    ],
)
def test_what_is_read(typed: str, text: str, language: str | None) -> None:
    read = reading.read(typed, PLAUSIBLE)
    assert (read.text, read.language) == (text, language)


@given(st.text(st.characters(exclude_categories=()), max_size=3000))
def test_whatever_comes_in_what_goes_out_is_short_and_readable(text: str) -> None:
    cleaned = clean.clean(text)
    assert len(cleaned) <= clean.LONGEST
    assert all(unicodedata.category(each)[0] != "C" for each in cleaned)
    reading.read(text, PLAUSIBLE)


@pytest.mark.parametrize(
    ("language", "question"),
    [(lang, text) for name, lang, text in knowledge.load().examples() if name != knowledge.OUTSIDE][::7],
)
def test_what_was_typed_right_is_left_alone(language: str, question: str) -> None:
    read = reading.read(question, PLAUSIBLE)
    assert read.text == clean.clean(question)
    assert read.language in (language, None) or any("а" <= letter <= "я" for letter in question.lower())
