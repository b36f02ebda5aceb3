"""/start, /help, /settings, /cancel, free text, and buttons out of date."""

import json

import pytest

from bot.handlers.commands import MENU
from bot.sandbox.entities import Formatted
from storage import mailboxes, people
from tests.bot.stage import ANNA, BORIS, Stage
from tests.make import new_mailbox


async def test_start_offers_what_comes_next(play: Stage) -> None:
    first = await play.hear(ANNA, "/start", "Начнём с ящика")
    assert "➕ Подключить ящик" in first.labels
    anna = await people.find(ANNA)
    assert anna is not None
    await mailboxes.add(new_mailbox(), anna.id)
    again = await play.hear(ANNA, "/start", "под присмотром")
    assert "Состояние" in again.labels


async def test_the_menu_of_commands_follows_role_and_language(play: Stage) -> None:
    await play.hear(BORIS, "/start", "Здравствуйте")
    settings = await play.hear(BORIS, "/settings", "Тихих часов нет")
    await play.press(BORIS, settings, "English", "No quiet hours")
    await play.hear(BORIS, "/help", "What is where")
    calls = play.chats.calls_of("setMyCommands")
    commands = [json.loads(str(call.params["commands"])) for call in calls]
    assert [each["command"] for each in commands[0]] == list(MENU)
    assert commands[0][1]["description"] == "подключить ящик"
    assert commands[-1][1]["description"] == "connect a mailbox"
    assert all(json.loads(str(call.params["scope"])) == {"type": "chat", "chat_id": BORIS} for call in calls)


async def test_the_chosen_language_stays(play: Stage) -> None:
    settings = await play.hear(BORIS, "/settings", "Тихих часов нет")
    await play.press(BORIS, settings, "English", "No quiet hours")
    await play.hear(BORIS, "/status", "There is no mailbox yet")
    boris = await people.find(BORIS)
    assert boris is not None
    assert boris.language == "en"


@pytest.mark.parametrize("typed", ["👍", "купи слона"])
async def test_what_nobody_knows_is_not_guessed_at(play: Stage, typed: str) -> None:
    said = await play.hear(BORIS, typed, "На это у меня нет ответа")
    assert "Вопросы и ответы" in said.labels


async def test_nothing_to_cancel(play: Stage) -> None:
    await play.hear(BORIS, "/cancel", "Отменять нечего")


async def test_every_screen_has_a_way_on(play: Stage) -> None:
    screen = await play.hear(BORIS, "/help", "Что здесь где")
    for label, part in (
        ("Состояние", "Ни одного ящика"),
        ("‹ В начало", "Здравствуйте"),
        ("Помощь", "Что здесь где"),
        ("Ящики", "Ни одного ящика"),
        ("‹ В начало", "Здравствуйте"),
        ("Настройки", "Тихих часов нет"),
        ("‹ В начало", "Здравствуйте"),
        ("➕ Подключить ящик", "Какой ящик"),
    ):
        screen = await play.press(BORIS, screen, label, part)


async def test_an_unknown_button_gets_a_fresh_screen(play: Stage) -> None:
    await play.hear(BORIS, "/start", "Здравствуйте")
    button = {"text": "?", "callback_data": "of-another-version:1"}
    old = play.chats.post(BORIS, Formatted("old"), keyboard=((button,),))
    shown = await play.press(BORIS, old, "?", "Эта кнопка устарела")
    assert shown.id > old.id
