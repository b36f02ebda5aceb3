"""/why: what happened to a letter, told to who may know it."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from bot.views import why
from bot.views.pages import PAGE
from storage import client_marks, models, people
from storage.records import Contact
from sync_engine.rules import origin
from tests import make
from tests.bot.stage import ANNA, BORIS, Stage, announce
from tests.bot.test_reading import holding, pressed

pytestmark = pytest.mark.both_databases


async def test_a_letter_that_was_told_of(play: Stage) -> None:
    await announce(play, ANNA)
    at = datetime.now(UTC)
    await models.Notice.all().update(state="sent", at=at)
    listed = await play.hear(ANNA, "/why", "Последние письма")
    shown = await play.press(ANNA, listed, "1", "письмо клиента")
    assert "Анна: уведомление отправлено в " in shown.text
    assert "Заказ" in shown.text


async def test_why_a_letter_was_not_told_of(play: Stage) -> None:
    ids = await holding(
        BORIS,
        make.letter(100, origin="bulk", client=False),
        make.letter(101, new=False),
        make.letter(102, status="quarantined", quarantine_reason="empty"),
        make.letter(103, origin="own", client=False),
    )
    for letter, said in zip(
        ids, ("Это рассылка", "до подключения ящика", "в карантине", "кто-то из команды"), strict=True
    ):
        await pressed(play, BORIS, f"why:{letter}", said)


async def test_a_letter_that_was_sent_is_known_by_whom_it_went_to(play: Stage) -> None:
    to = (Contact("Priya Nair", "priya@client.test"),)
    sender = Contact("Boris", "boris@acme.test")
    await holding(BORIS, make.letter(100, direction="out", client=False, sender=sender, to=to))
    listed = await play.hear(BORIS, "/why", "→ Priya Nair — Заказ")
    await play.press(BORIS, listed, "1", "🔎 Priya Nair — Заказ")


async def test_words_find_a_letter_whatever_their_case(play: Stage) -> None:
    await holding(BORIS, make.letter(100, subject="Счёт за май"), make.letter(101, subject="Другое"))
    shown = await play.hear(BORIS, "/why СЧЁТ петров", "Нашлось")
    assert "Счёт за май" in shown.text
    assert "Другое" not in shown.text


async def test_pages_of_what_was_found_are_turned(play: Stage) -> None:
    letters = [make.letter(100 + each, subject=f"Счёт {each}") for each in range(PAGE + 2)]
    await holding(BORIS, *letters, make.letter(90, subject="Другое"))
    first = await play.hear(BORIS, "/why счёт", "Нашлось")
    assert f"· {PAGE + 2}" in first.text
    second = await play.press(BORIS, first, "›", f"{PAGE + 2}.")
    assert second.text.startswith("Нашлось")
    assert second.labels == ("9", "10", "‹", "2 / 2", "‹ К письмам")
    await models.Asked.all().delete()
    await play.press(BORIS, second, "‹", "Последние письма")


async def test_the_pages_of_anothers_words_are_not_turned(play: Stage) -> None:
    await announce(play, ANNA, subjects=("Тайна",))
    await holding(BORIS, make.letter(101, subject="Тайна моя"), make.letter(102, subject="Смета"))
    await play.hear(ANNA, "/why тайна", "Нашлось")
    number = (await models.Asked.get()).id
    shown = await pressed(play, BORIS, f"whyfound:{number}_0", "Последние письма")
    assert "Тайна моя" in shown.text
    assert "Смета" in shown.text
    assert "3. " not in shown.text


async def test_what_in_the_letter_tells_where_it_is_from_and_who_knew_better(play: Stage) -> None:
    forwarded: dict[str, Any] = {"origin": "forwarded", "origin_reason": "gmail_forward", "client": False}
    first, second = await holding(
        BORIS, make.letter(100, **forwarded), make.letter(101, **(forwarded | {"client": True}))
    )
    shown = await pressed(play, BORIS, f"why:{first}", "след пересылки Gmail")
    assert "отметили клиентом" not in shown.text
    boris = await people.find(BORIS)
    assert boris
    mailbox = await models.Mailbox.get()
    await client_marks.add(mailbox.id, "petrov@client.test", boris.id)
    shown = await pressed(play, BORIS, f"why:{second}", "отметили клиентом: Boris")
    await play.press(BORIS, shown, "Карточка", "Пётр Петров")


def test_every_reason_of_a_judgement_has_its_words() -> None:
    assert set(why.SIGNS) == set(get_args(origin.Reason)) - {"sent_folder"}


async def test_a_letter_that_is_not_here_may_be_somewhere_else(play: Stage) -> None:
    await holding(BORIS, make.letter(100))
    shown = await play.hear(BORIS, "/why сидоров", "у меня нет")
    assert "в спаме" in shown.text
    assert "boris@acme.test: ещё не проверялся" in shown.text


async def test_an_administrator_learns_when_and_not_what(play: Stage) -> None:
    await holding(BORIS, make.letter(100, subject="Тайна"))
    listed = await play.hear(ANNA, "/why", "Последние письма")
    times = await play.press(ANNA, listed, "Когда и что: boris@acme.test", "Ящик чужой")
    shown = await play.press(ANNA, times, "1", "Письмо в чужом ящике")
    said = listed.text + times.text + shown.text
    assert "Тайна" not in said
    assert "petrov@" not in said
    assert "Пётр" not in said
    assert "Прочитать целиком" not in shown.labels


async def test_a_member_learns_nothing_of_others(play: Stage) -> None:
    (letter,) = await holding(ANNA, make.letter(100))
    await pressed(play, BORIS, f"why:{letter}", "больше нет")
    await pressed(play, BORIS, "whys:1_0", "больше нет")
    assert await people.find(BORIS)
