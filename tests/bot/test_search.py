"""Searching letters in the chat."""

from datetime import timedelta
from typing import Any

import pytest

from storage import models, records
from tests import make
from tests.bot.stage import ANNA, BORIS, Stage
from tests.storage import letters_in

pytestmark = pytest.mark.both_databases

MINUTE = timedelta(minutes=1)


def letter(uid: int, **changes: Any) -> records.Letter:
    plain = {"subject": f"Договор {uid}", "received": make.NOW + (uid - 200) * MINUTE}
    return make.letter(uid, **(plain | changes))


async def test_what_is_found_comes_by_pages_and_opens(play: Stage) -> None:
    await letters_in.mailbox_of(
        BORIS, *(letter(uid) for uid in range(100, 109)), letter(120, subject="Другое")
    )
    found = await play.hear(BORIS, "/search договоры", "Нашлось 9 писем")
    assert "Другое" not in found.text
    assert "1. ← Пётр Петров — Договор 108" in found.text
    assert "на boris@acme.test" in found.text
    found = await play.press(BORIS, found, "›", "9. ← Пётр Петров — Договор 100")
    opened = await play.press(BORIS, found, "9", "Добрый день")
    assert opened.id != found.id
    assert "Договор 100" in opened.text


async def test_without_words_it_asks_for_them_and_shows_how_to_narrow_it_down(play: Stage) -> None:
    await letters_in.mailbox_of(
        BORIS, letter(100), letter(101, sender=records.Contact("Ли", "li@client.test"))
    )
    asked = await play.hear(BORIS, "/search", "Что ищем?")
    assert "от:петров" in asked.text
    assert "есть:файл" in asked.text
    await play.hear(BORIS, "договор от:ли", "Нашлось 1 письмо")
    again = await play.hear(BORIS, "/search от:петров", "Нашлось 1 письмо")
    await play.press(BORIS, again, "Искать ещё", "Что ищем?")
    await play.hear(BORIS, "/status", "boris@acme.test")
    assert not [each for each in play.chats.messages(BORIS) if "остановились" in each.text]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("договор с:вчера", "Не понял дату «вчера»", id="a-date-in-words"),
        pytest.param("!!!", "Что ищем?", id="no-word-in-it"),
    ],
)
async def test_what_cannot_be_understood_is_asked_for_again(play: Stage, typed: str, said: str) -> None:
    await letters_in.mailbox_of(BORIS, letter(100))
    await play.hear(BORIS, f"/search {typed}", said)
    await play.hear(BORIS, "договор", "Нашлось 1 письмо")


async def test_a_date_is_midnight_by_the_teams_clock(play: Stage) -> None:
    await letters_in.mailbox_of(BORIS, letter(100, received=make.NOW.replace(day=19, hour=21, minute=30)))
    await play.hear(BORIS, "/search с:20.11.2026", "Нашлось 1 письмо")
    await play.hear(BORIS, "/search с:21.11.2026", "Ничего не нашлось")


async def test_what_was_typed_is_shown_as_text(play: Stage) -> None:
    await play.hear(BORIS, "/search <b>&amp;", "<b>&amp;")


async def test_many_letters_are_said_to_be_many(play: Stage) -> None:
    await letters_in.mailbox_of(BORIS, *(letter(uid, received=make.NOW) for uid in range(100, 305)))
    found = await play.hear(BORIS, "/search договор", "показываю 200 самых новых")
    assert "1 / 25" in found.labels


async def test_newsletters_and_sent_letters_are_found_and_marked(play: Stage) -> None:
    to = (records.Contact("Ли", "li@client.test"), records.Contact("", "b@client.test"))
    await letters_in.mailbox_of(
        BORIS,
        letter(100, origin="bulk", client=False),
        letter(101, direction="out", client=False, to=to),
    )
    found = await play.hear(BORIS, "/search договор", "Нашлось 2 письма")
    assert "на boris@acme.test · рассылка" in found.text
    assert "→ Ли и ещё 1 — Договор 101\nОтправлено" in found.text


async def test_nobody_finds_letters_of_anothers_own_mailbox(play: Stage) -> None:
    await letters_in.mailbox_of(BORIS, letter(100))
    await letters_in.mailbox_of(BORIS, letter(101), address="sales@acme.test", mode="corporate")
    await play.hear(BORIS, "/search договор", "Нашлось 2 письма")
    found = await play.hear(ANNA, "/search договор", "Нашлось 1 письмо")  # an administrator
    assert "Договор 101" in found.text
    assert "Договор 100" not in found.text


async def test_the_search_of_another_and_a_forgotten_one_are_not_shown(play: Stage) -> None:
    await letters_in.mailbox_of(BORIS, letter(100))
    await play.hear(BORIS, "/search договор", "Нашлось 1 письмо")
    (asked,) = await models.Asked.all()
    for who, number in ((ANNA, asked.id), (BORIS, 999)):
        start = await play.hear(who, "/start", "Здравствуйте")
        button = {"text": "old", "callback_data": f"found:{number}_0"}
        old = play.chats.post(who, start.content, keyboard=((button,),))
        shown = await play.press(who, old, "old", "Этот поиск я уже забыл")
        assert "договор" not in shown.text.lower()
