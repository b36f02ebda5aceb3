"""What is typed to search letters: how it is read, and that nothing in it can do harm."""

import string
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import question, stems
from sync_engine.rules.question import Question

TRICKY = st.text(
    st.sampled_from([*"\":*()-^%_\\\0«»&|!<>'", " ", "a", "ё", "1", ".", "@", "\ud800", "\u200f"])
)
PARTS = st.sampled_from(
    ["from:", "to:", "since:", "has:file", "от:", "2026-11-01", "31.02.2026", '"', "счёт"]
)
TYPED = st.one_of(st.text(), TRICKY, st.lists(st.one_of(PARTS, TRICKY)).map(" ".join))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("", Question(), id="nothing"),
        pytest.param("Счёт", Question(words=(("счет",),)), id="a-word"),
        pytest.param("счёт счета", Question(words=(("счет",),)), id="a-word-twice"),
        pytest.param(
            "счёт от Петрова", Question(words=(("счет",), ("петр",))), id="small-words-do-not-count"
        ),
        pytest.param("от и до", Question(words=(("от",), ("и",), ("до",))), id="unless-there-are-no-others"),
        pytest.param('"от и до"', Question(words=(("от", "и", "до"),)), id="nor-in-a-phrase"),
        pytest.param("«два слова", Question(words=(("два", "слов"),)), id="an-open-quote"),
        pytest.param("a@b.test", Question(words=(("a", "b", "test"),)), id="an-address-is-a-phrase"),
        pytest.param("from:ivan", Question(senders=(("ivan",),)), id="from"),
        pytest.param("From: ivan", Question(senders=(("ivan",),)), id="from-with-a-blank"),
        pytest.param(
            'от:"Иван Петров" x', Question(senders=(("ива", "петр"),), words=(("x",),)), id="a-full-name"
        ),
        pytest.param("to:@acme.test", Question(recipients=(("acm", "test"),)), id="to-a-domain"),
        pytest.param("Re:тема", Question(words=(("re", "тем"),)), id="a-colon-that-is-no-key-of-ours"),
        pytest.param("http://x.test/a", Question(words=(("http", "x", "test", "a"),)), id="a-link"),
        pytest.param("has:file", Question(with_file=True), id="file"),
        pytest.param("есть:вложения", Question(with_file=True), id="file-in-russian"),
        pytest.param("has:cat", Question(words=(("has", "cat"),)), id="has-something-else"),
        pytest.param("since:2026-11-01", Question(since=date(2026, 11, 1)), id="a-date"),
        pytest.param("с:1.11.2026", Question(since=date(2026, 11, 1)), id="a-date-in-russian"),
        pytest.param("с:01.11.2026 с:2026-11-05", Question(since=date(2026, 11, 5)), id="the-later-date"),
        pytest.param("since:31.02.2026", Question(unclear="31.02.2026"), id="no-such-day"),
        pytest.param("x since:вчера", Question(words=(("x",),), unclear="вчера"), id="a-date-in-words"),
    ],
)
def test_how_it_is_read(typed: str, read: Question) -> None:
    assert question.read(typed) == read


def all_stems(read: Question) -> list[str]:
    return [stem for phrase in (*read.words, *read.senders, *read.recipients) for stem in phrase]


@given(TYPED)
def test_whatever_is_typed_comes_to_letters_and_digits(typed: str) -> None:
    read = question.read(typed)
    assert all(stem and stem.isalnum() and len(stem) <= 3 * stems.LONGEST for stem in all_stems(read))
    assert all((*read.words, *read.senders, *read.recipients))
    assert max(map(len, (read.words, read.senders, read.recipients))) <= 16


@given(TYPED)
def test_what_is_kept_of_it_reads_the_same_and_is_one_visible_line(typed: str) -> None:
    kept = question.clean(typed)
    assert len(kept) <= question.LONGEST
    assert kept == question.clean(kept)
    assert kept.isprintable()
    assert question.read(kept) == question.read(typed)


@given(st.lists(st.text(string.ascii_lowercase + "абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=3), max_size=5))
def test_words_are_found_in_any_order_whatever_stands_between(words: list[str]) -> None:
    assert set(question.read(" , ".join(words)).words) == set(question.read(" ".join(reversed(words))).words)


def test_ten_thousand_characters_take_no_time() -> None:
    for typed in ('"' * 10_000, "from:" * 2_000, "a:" * 5_000, "«" * 10_000, "от: " * 2_500, "1." * 5_000):
        began = time.process_time()
        question.read(typed)
        assert time.process_time() - began < 1
