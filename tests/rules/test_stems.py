"""Words without their endings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import stems


@pytest.mark.parametrize(
    "words",
    [
        "договор договора договору договором договоре договоры договоров договорам",
        "счёт счета СЧЕТУ счетов",
        "Иванов Иванова Иванову Ивановым Ивановы Ивановых Ивановой",
        "Пушкин Пушкина Пушкину",
        "оплатить оплатили оплата оплату",
        "invoice invoices Invoiced invoicing",
        "order orders ordered ordering",
        "ﬁle file files",
    ],
)
def test_forms_of_a_word_meet(words: str) -> None:
    assert len(set(stems.stems(words, 100))) == 1


@pytest.mark.parametrize("words", ["договор уговор", "счёт расчёт", "invoice voice", "1 2", "абв abc"])
def test_different_words_do_not(words: str) -> None:
    assert len(set(stems.stems(words, 100))) == 2


def test_what_is_no_letter_or_digit_parts_words_and_no_more_are_taken_than_wanted() -> None:
    assert stems.stems("a_b-c.d@e\0f", 4) == ("a", "b", "c", "d")


@given(st.text())
def test_nothing_but_letters_and_digits_is_left(text: str) -> None:
    assert all(each and each.isalnum() for each in stems.stems(text, 1000))


@given(st.text(), st.text())
def test_a_word_has_its_stem_wherever_it_stands(before: str, word: str) -> None:
    alone = stems.stems(word, 1000)
    assert stems.stems(f"{before} {word}", 1_000_000)[-len(alone) :] == alone or not alone
