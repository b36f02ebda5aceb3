"""The preview is what the writer says, not what their program put around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import body

OWN = "Анна, цена подходит."


@pytest.mark.parametrize(
    ("text", "own"),
    [
        pytest.param(f"{OWN}\n\n> старое\n> письмо", OWN, id="marked-lines"),
        pytest.param(f"> старое\n\n{OWN}", OWN, id="answer-below"),
        pytest.param(f"> первый вопрос\nда\n> второй\n{OWN}", f"да\n{OWN}", id="answers-between"),
        pytest.param(f"{OWN}\n\n23.11.2026 10:15, Иван Петров пишет:\n> старое", OWN, id="thunderbird-ru"),
        pytest.param(f"{OWN}\n\n23.11.2026 10:15 вы писали:\n\n> старое", OWN, id="the-bat-ru"),
        pytest.param(f"{OWN}\n\nИван Петров писал(а) 23.11.2026 10:15:\n> старое", OWN, id="roundcube-ru"),
        pytest.param(
            f"{OWN}\n\nпн, 23 нояб. 2026 г. в 10:15, Иван Петров <ivan@acme.test>:\n\n> старое",
            OWN,
            id="gmail-ru",
        ),
        pytest.param(
            f"{OWN}\n\nпн, 23 нояб. 2026 г. в 10:15, Иван Петров\n<ivan@acme.test>:\n\n> старое",
            OWN,
            id="gmail-ru-wrapped",
        ),
        pytest.param(
            f"{OWN}\n\nПонедельник, 23 ноября 2026, 10:15 +03:00 от Иван <ivan@acme.test>:\n\nстарое",
            OWN,
            id="mail-ru-unmarked",
        ),
        pytest.param(
            f'{OWN}\n\n23.11.2026, 10:15, "Иван" <ivan@acme.test>:\nстарое', OWN, id="yandex-unmarked"
        ),
        pytest.param(
            f"{OWN}\n\nOn Mon, 23 Nov 2026 at 10:15, Ivan <i@a.ru> wrote:\n\n> old", OWN, id="gmail-en"
        ),
        pytest.param(
            f"{OWN}\n\nOn Mon, 23 Nov 2026 at 10:15, Ivan Petrov <ivan@acme.test>\nwrote:\n\n> old",
            OWN,
            id="wrapped-en",
        ),
        pytest.param(f"{OWN}\n\n-----Original Message-----\nFrom: Ivan\nold", OWN, id="outlook-divider"),
        pytest.param(
            f"{OWN}\n\n---------- Forwarded message ---------\nFrom: Ivan\nold", OWN, id="forwarded-en"
        ),
        pytest.param(
            f"{OWN}\n\n-------- Пересылаемое сообщение --------\n23.11.2026, Иван:\nстарое",
            OWN,
            id="forwarded-ru",
        ),
        pytest.param(
            f"{OWN}\n\n________________\nОт: Иван\nОтправлено: вчера\nКому: Анна\nТема: цена\n\nстарое",
            OWN,
            id="outlook-header-ru",
        ),
        pytest.param(
            f"{OWN}\n\nFrom: Ivan <i@a.ru>\nSent: Monday\nTo: Anna\nSubject: price\n\nold",
            OWN,
            id="outlook-header-en",
        ),
        pytest.param(
            f"{OWN}\n\n*От:* Иван <i@a.ru>\n*Дата:* вчера\n*Кому:* Анна\n\nстарое",
            OWN,
            id="outlook-header-starred",
        ),
        pytest.param(
            "От: кого ждать машину?\nВодитель не звонил.", None, id="a-line-that-begins-like-a-header"
        ),
        pytest.param(
            "Вот что он написал:\nцена высокая", None, id="a-sentence-that-ends-like-an-introduction"
        ),
        pytest.param("Встреча 23.11.2026 в 10:15:\nадрес тот же", None, id="a-date-before-a-list"),
        pytest.param("--\nпросто черта", None, id="dashes-are-no-divider"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_own_words_are_told_from_quotes(text: str, own: str | None) -> None:
    found, quoted = body.split_quote(text)
    assert found == (text if own is None else own)
    assert bool(quoted) == (found != text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Добрый  день!\n\n\nЖдём   счёт.", "Добрый день! Ждём счёт.", id="blanks-collapse"),
        pytest.param("Ждём счёт.\n-- \nИван Петров\n+7 900", "Ждём счёт.", id="signature-mark"),
        pytest.param("Ждём счёт.\n--\nИван", "Ждём счёт.", id="signature-mark-without-blank"),
        pytest.param("Ждём счёт.\n\nС уважением,\nИван\nООО Ромашка", "Ждём счёт.", id="farewell-ru"),
        pytest.param("Ждём счёт.\nС наилучшими пожеланиями, Иван", "Ждём счёт.", id="farewell-with-a-name"),
        pytest.param("See below.\n\nKind regards,\nIvan", "See below.", id="farewell-en"),
        pytest.param("Ждём счёт.\n\nОтправлено с iPhone", "Ждём счёт.", id="device-ru"),
        pytest.param("Ждём счёт.\n\nSent from my phone\n> старое", "Ждём счёт.", id="device-en"),
        pytest.param("Мнение:\nС уважением отношусь.", "Мнение: С уважением отношусь.", id="no-farewell"),
        pytest.param("С уважением,\nИван", "С уважением, Иван", id="nothing-but-a-signature"),
        pytest.param("Спасибо!\n\nКогда отгрузка?", "Спасибо! Когда отгрузка?", id="thanks-are-no-farewell"),
        pytest.param(
            "Hi,\nRegards\n" + "line\n" * 20, "Hi, Regards" + " line" * 20, id="too-long-for-a-signature"
        ),
        pytest.param("> только\n> цитата", "только цитата", id="nothing-but-a-quote"),
        pytest.param(
            "---------- Forwarded message ---------\nFrom: Ivan <i@a.ru>\nSubject: price\n\nНужна цена.",
            "Нужна цена.",
            id="nothing-but-a-forward",
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_preview_is_what_the_writer_says(text: str, shown: str) -> None:
    assert body.preview(text, 400) == shown


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        pytest.param(60, "Пришлите, пожалуйста, счёт на оплату.", id="fits"),
        pytest.param(30, "Пришлите, пожалуйста, счёт на…", id="cut-at-a-word"),
        pytest.param(23, "Пришлите, пожалуйста…", id="no-comma-before-the-dots"),
        pytest.param(5, "Приш…", id="inside-a-long-word"),
    ],
)
def test_a_preview_is_cut_at_a_word(limit: int, shown: str) -> None:
    assert body.preview("Пришлите, пожалуйста, счёт на оплату.", limit) == shown


def test_a_preview_is_the_same_however_long_the_letter_goes_on() -> None:
    text = f"{OWN}\n\n23.11.2026 10:15, Иван пишет:\n" + "> старое письмо\n" * 300 + "И ещё одно: срок?"
    assert body.preview(text, 400) == f"{OWN} И ещё одно: срок?"
    assert body.preview("слово " * 5000, 20) == body.preview("слово " * 50, 20)


LINES = [
    "> q",
    "On 23 Nov 2026 10:15 a@b.ru wrote:",
    "От: a",
    "Кому: b",
    "Тема: c",
    "-- ",
    "С уважением,",
    "",
    "слово",
    "____",
]


@given(
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=20)), max_size=30).map("\n".join),
    st.integers(1, 60),
)
def test_no_line_is_lost_and_no_preview_too_long(text: str, limit: int) -> None:
    own, quoted = body.split_quote(text)
    kept = sorted(line for part in (own, quoted) for line in part.split("\n") if line)
    assert kept == sorted(line for line in text.split("\n") if line)
    assert len(body.preview(text, limit)) <= limit
    assert "\n" not in body.preview(text, limit)
