"""What of a letter is folded: everything the person had before, and nothing they have not."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import quoting

NEW = "Берём двести штук, счёт на ООО «Ромашка»."
LINES = st.sampled_from(
    (
        *("", NEW, "> раньше", ">> ещё раньше", "-- ", "С уважением,", "Иван", "_____", "Цены такие:"),
        *("-----Original Message-----", "From: a@b.test", "Sent: Monday", "To: c@d.test", "Subject: x"),
        *("23.11.2026, Анна пишет:", "On 5 May 2026, A <a@b.test> wrote:", "От: Анна", "Отправлено с iPhone"),
    )
)


def shown(text: str) -> str:
    return "\n".join(piece.text for piece in quoting.pieces(text) if not piece.folded)


def folded(text: str) -> str:
    return "\n".join(piece.text for piece in quoting.pieces(text) if piece.folded)


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("> Сколько берёте?\n> Анна", id="bare-marks"),
        pytest.param(
            "On Mon, 23 Nov 2026 at 10:15, Anna <anna@acme.test>\nwrote:\n\n> How many?", id="gmail"
        ),
        pytest.param("пн, 23 нояб. 2026 г. в 10:15, Анна <anna@acme.test>:\n\n> Сколько?", id="gmail-ru"),
        pytest.param('23.11.2026, 10:15, "Анна" <anna@acme.test> пишет:\n> Сколько?', id="yandex"),
        pytest.param(
            "-----Original Message-----\nFrom: Anna\nSent: Monday\nTo: Petr\nSubject: Order\n\nHow many?",
            id="outlook",
        ),
        pytest.param(
            "________________________________\nОт: Анна <anna@acme.test>\nОтправлено: 23 ноября\n"
            "Кому: Пётр\nТема: Заказ\n\nСколько?",
            id="outlook-ru",
        ),
        pytest.param(
            "-------- Пересылаемое сообщение --------\n23.11.2026, 10:15, Анна:\n\nСколько?", id="passed-on"
        ),
        pytest.param("Отправлено из мобильной Почты Mail.ru", id="mailru-mobile"),
        pytest.param("Отправлено с iPhone\n\n> Сколько?", id="phone-and-quote"),
        pytest.param("-- \nПётр Иванов\nООО «Ромашка»\n+7 900 000-00-00", id="signature"),
        pytest.param("С уважением,\nПётр Иванов", id="farewell"),
        pytest.param("Best regards,\nPetr", id="farewell-en"),
    ],
)
def test_what_is_quoted_or_signed_is_folded(rest: str) -> None:
    text = f"Анна, добрый день!\n\n{NEW}\n\n{rest}"
    assert NEW in shown(text)
    assert rest.strip("_\n") in folded(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("> Сколько берёте?\n\nДвести.\n\n> Когда?\n\nВо вторник.", id="answers-between"),
        pytest.param("> Сколько?\n\n" + NEW, id="answer-below"),
        pytest.param("Цены такие:\n100\n200", id="colon-of-ones-own"),
        pytest.param("От: нас\nспасибо за работу", id="a-line-like-a-field"),
        pytest.param("С уважением отнеситесь к срокам.\nЖдём " + "товар\n" * 20, id="not-a-farewell"),
        pytest.param("--\n" + "Новая строка о деле\n" * 20, id="too-long-for-a-signature"),
    ],
)
def test_what_is_new_is_in_view(text: str) -> None:
    own = [line for line in text.split("\n") if line and not line.startswith((">", "--"))]
    view = shown(text)
    assert [line for line in own if line not in view] == []


@pytest.mark.parametrize(
    "text", ["> всё\n> чужое", "-- \nИван", "С уважением,\nИван", "Отправлено с iPhone", ""]
)
def test_a_letter_with_nothing_of_its_own_is_in_view(text: str) -> None:
    assert shown(text) == text


@given(st.lists(LINES, max_size=40).map("\n".join))
def test_nothing_is_lost_and_what_is_new_stays_in_view_above_quotes(text: str) -> None:
    pieces = quoting.pieces(text)
    assert "\n".join(piece.text for piece in pieces) == text
    assert all(one.folded != other.folded for one, other in itertools.pairwise(pieces))
    assert shown(text).strip() or not text.strip()


@given(st.text(alphabet=st.sampled_from("> \n-:аbОт@."), max_size=300))
def test_any_text_comes_back_whole(text: str) -> None:
    assert "\n".join(piece.text for piece in quoting.pieces(text)) == text
