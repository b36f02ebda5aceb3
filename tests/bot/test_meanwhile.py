"""Something else is begun while a mailbox is being connected: neither takes what is said to the other."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.sandbox.people import Message
from bot.views import press
from storage import mailboxes, models, people
from storage.records import Server
from sync_engine import errors
from tests.bot.answering import CLIENT, reply
from tests.bot.stage import BORIS, Stage, announce, in_the_end
from tests.bot.test_connect import send_secret, to_secret

ADDRESS, SLOW = "boris@acme.test", "boris@unknown.test"  # the servers of the second are looked for
ASKS_PASSWORD = (
    "Пришлите пароль",
    "пароль можно прислать",
    "ещё раз: прежнего",
    "Пробую войти",
    "Пришлите его",
)


@pytest.fixture
async def letter(play: Stage) -> Message:
    """What told Boris of one, in a mailbox from which he can write."""
    await announce(play, BORIS, subjects=("Заказ 17",))
    told = play.chats.post(BORIS, (await play.hear(BORIS, "/start", "Здравствуйте")).content)
    row = await models.Notice.all().order_by("-id").first()
    assert row
    await models.Notice.filter(id=row.id).update(state="sent", message_id=told.id, at=datetime.now(UTC))
    found = await models.Letter.get()
    keyboard = (({"text": "Ответить", "callback_data": f"answer:{found.id}"},),)
    return play.chats.edit(BORIS, told.id, told.content, keyboard)


async def signing_in(play: Stage) -> Message:
    """A password was given, and the server takes its time."""
    await to_secret(play)
    play.connector.gate.clear()
    return await send_secret(play, "s3cret", "Пробую войти")


async def looking(play: Stage) -> Message:
    play.connector.network.gate.clear()
    play.connector.network.srv["unknown.test"] = (
        Server(host="imap.unknown.test", port=993, security="tls"),
        Server(host="smtp.unknown.test", port=465, security="tls"),
    )
    await play.hear(BORIS, "/connect", "Какой ящик")
    return await play.hear(BORIS, SLOW, "Ищу")


async def write(play: Stage, letter: Message) -> None:
    await play.hear(BORIS, f"/write {CLIENT}", "тема")


async def answer_by_reply(play: Stage, letter: Message) -> None:
    await reply(play, letter, "Цена 100", "Письмо готово", BORIS)


async def answer_by_button(play: Stage, letter: Message) -> None:
    await play.press(BORIS, letter, "Ответить", "Что написать")


async def search(play: Stage, letter: Message) -> None:
    await play.hear(BORIS, "/search", "Что ищем")


async def anew(play: Stage, letter: Message) -> None:
    await play.hear(BORIS, "/connect", "Какой ящик")


MEANWHILE = [write, answer_by_reply, answer_by_button, search, anew]
ENDS: dict[str, list[Exception]] = {
    "refused": [errors.SignInRefused()],
    "away": [errors.ServerUnreachable()],
    "folder": [errors.SentFolderUnknown(("Gesendet",))],
    "taken": [errors.AlreadyConnected()],
    "connected": [],
}


async def over(play: Stage) -> bool:
    """Nothing is under way or in hand, and Telegram has nothing for us."""
    tasks = {task.get_name() for task in asyncio.all_tasks()}
    busy = any(name == "an update" or name.startswith("trial-") for name in tasks)
    return not busy and len(play.chats.updates) == 0


async def quiet(play: Stage) -> None:
    async def is_quiet() -> bool:
        return await over(play)

    await in_the_end(is_quiet)


def newest(play: Stage) -> Message:
    return [each for each in play.chats.messages(BORIS) if each.from_bot][-1]


@pytest.mark.parametrize("begun", MEANWHILE)
@pytest.mark.parametrize("end", ENDS)
async def test_a_sign_in_that_ends_meanwhile_takes_nothing_over(
    play: Stage, letter: Message, begun: Callable[[Stage, Message], Awaitable[None]], end: str
) -> None:
    card = await signing_in(play)
    play.connector.troubles = list(ENDS[end])
    await begun(play, letter)
    at = await people.dialogue(BORIS)
    play.connector.gate.set()
    await quiet(play)
    assert await people.dialogue(BORIS) == at
    told = newest(play)
    assert told.id > card.id
    assert not any(part in told.text for part in ASKS_PASSWORD)
    assert "смотрите ниже" in next(each.text for each in play.chats.messages(BORIS) if each.id == card.id)
    said = play.chats.say(BORIS, "в пятницу")
    await play.chats.until(BORIS, lambda _: True, after=said.id)
    assert play.connector.tried == [(ADDRESS, "s3cret")]
    assert said.id in {each.id for each in play.chats.messages(BORIS)}
    assert (await mailboxes.find(ADDRESS) is not None) == (end == "connected")


@pytest.mark.parametrize("begun", MEANWHILE)
async def test_a_search_that_ends_meanwhile_takes_nothing_over(
    play: Stage, letter: Message, begun: Callable[[Stage, Message], Awaitable[None]]
) -> None:
    await looking(play)
    await begun(play, letter)
    at = await people.dialogue(BORIS)
    play.connector.network.gate.set()
    told = await play.chats.until(BORIS, lambda shown: "ждёт вас" in shown.text)
    assert await people.dialogue(BORIS) == at
    said = play.chats.say(BORIS, "в пятницу")
    await play.chats.until(BORIS, lambda _: True, after=said.id)
    assert play.connector.tried == []
    asked = await play.press(BORIS, told, "Продолжить", "Пришлите пароль")
    await send_secret(play, "s3cret", "подключён")
    assert (asked.id, play.connector.tried) == (told.id, [(SLOW, "s3cret")])


async def test_a_letter_begun_meanwhile_waits_for_who_goes_on_with_the_mailbox(
    play: Stage, letter: Message
) -> None:
    await signing_in(play)
    play.connector.troubles = list(ENDS["refused"])
    await write(play, letter)
    play.connector.gate.set()
    told = await play.chats.until(BORIS, lambda shown: "не получилось" in shown.text)
    await play.press(BORIS, told, "Продолжить", "пароль можно прислать")
    aside = await play.chats.until(BORIS, lambda shown: "отложил" in shown.text)
    await send_secret(play, "right", "подключён")
    assert play.connector.tried == [(ADDRESS, "s3cret"), (ADDRESS, "right")]
    await play.press(BORIS, aside, "К письму", "тема")


async def test_after_a_trouble_of_the_network_the_same_is_tried_by_two_presses(
    play: Stage, letter: Message
) -> None:
    await signing_in(play)
    play.connector.troubles = list(ENDS["away"])
    await write(play, letter)
    play.connector.gate.set()
    told = await play.chats.until(BORIS, lambda shown: "не отвечает" in shown.text)
    await play.chats.pressed(BORIS, told.id, "Продолжить")
    shown = await play.chats.until(BORIS, lambda shown: "Попробовать ещё раз" in shown.labels)
    await play.press(BORIS, shown, "Попробовать ещё раз", "подключён")
    assert play.connector.tried == [(ADDRESS, "s3cret"), (ADDRESS, "s3cret")]


async def test_a_password_that_waits_for_another_try_is_shown_to_no_other_server(play: Stage) -> None:
    await signing_in(play)
    play.connector.troubles = list(ENDS["away"])
    await play.hear(BORIS, "/connect", "Какой ящик")
    play.connector.gate.set()
    await play.chats.until(BORIS, lambda shown: "не отвечает" in shown.text)
    asked = await play.hear(BORIS, "sales@acme.test", "Пришлите пароль")
    old = play.chats.post(BORIS, asked.content, keyboard=(({"text": "x", "callback_data": press.RETRY},),))
    await play.press(BORIS, old, "x", "sales@acme.test ещё раз")
    assert play.connector.tried == [(ADDRESS, "s3cret")]


async def test_a_button_to_go_on_is_good_once(play: Stage, letter: Message) -> None:
    await signing_in(play)
    play.connector.troubles = list(ENDS["refused"])
    await write(play, letter)
    play.connector.gate.set()
    told = await play.chats.until(BORIS, lambda shown: "не получилось" in shown.text)
    again = play.chats.post(BORIS, told.content, keyboard=told.keyboard)
    await play.press(BORIS, told, "Продолжить", "пароль можно прислать")
    await play.press(BORIS, again, "Продолжить", "кнопка устарела")


async def test_what_came_of_it_is_shown_below_what_was_shown_meanwhile(play: Stage) -> None:
    card = await signing_in(play)
    status = await play.hear(BORIS, "/status", "Ни одного ящика")
    play.connector.troubles = list(ENDS["refused"])
    play.connector.gate.set()
    told = await play.chats.until(BORIS, lambda shown: "пароль можно прислать" in shown.text)
    assert card.id < status.id < told.id
    await send_secret(play, "right", "подключён")


async def test_cancel_ends_the_newest_first(play: Stage, letter: Message) -> None:
    card = await signing_in(play)
    await write(play, letter)
    await play.hear(BORIS, "/cancel", "отменил")
    assert (await models.Draft.all().count(), await people.dialogue(BORIS)) == (0, None)
    assert "Пробую войти" in next(each.text for each in play.chats.messages(BORIS) if each.id == card.id)
    await play.hear(BORIS, "/cancel", "отменил")
    await play.chats.until(BORIS, lambda shown: shown.id == card.id and "Вход отменён" in shown.text)
    await play.hear(BORIS, "/cancel", "Отменять нечего")
    assert await mailboxes.find(ADDRESS) is None


async def test_the_button_of_its_card_ends_a_sign_in_and_leaves_the_letter(
    play: Stage, letter: Message
) -> None:
    card = await signing_in(play)
    await write(play, letter)
    shown = await play.press(BORIS, card, "Отмена", "отменил")
    assert shown.id == card.id
    await play.hear(BORIS, "Доставка", "Что написать")
    assert len(play.connector.tried) == 1


async def test_another_sign_in_takes_the_place_of_the_first_and_its_card_says_so(play: Stage) -> None:
    card = await signing_in(play)
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, "sales@acme.test", "Пришлите пароль")
    second = play.chats.say(BORIS, "an0ther")
    await play.chats.until_gone(BORIS, second.id)
    await play.chats.until(BORIS, lambda shown: shown.id == card.id and "другое подключение" in shown.text)
    play.connector.gate.set()
    await play.chats.until(BORIS, lambda shown: "sales@acme.test подключён" in shown.text)
    assert await mailboxes.find(ADDRESS) is None


async def test_a_reply_to_a_letter_is_never_a_password(play: Stage, letter: Message) -> None:
    await to_secret(play)
    await answer_by_reply(play, letter)
    assert play.connector.tried == []


async def test_a_letter_that_is_begun_leaves_the_mailbox_connected(play: Stage, letter: Message) -> None:
    await signing_in(play)
    await write(play, letter)
    play.connector.gate.set()
    told = await play.chats.until(BORIS, lambda shown: f"{ADDRESS} подключён" in shown.text)
    assert told == newest(play)
    await play.hear(BORIS, "Доставка", "Что написать")
    await play.hear(BORIS, "Во вторник", "Письмо готово")


@pytest.mark.parametrize("seed", range(8))
async def test_no_word_reaches_a_sign_in_unless_a_password_was_asked_for_last(
    play: Stage, letter: Message, seed: int
) -> None:
    dice, said, asked = random.Random(seed), 0, set()
    play.connector.gate.clear()
    play.connector.network.gate.clear()

    async def type_(text: str, reply_to: int | None = None) -> None:
        play.chats.say(BORIS, text, reply_to=reply_to)
        await asyncio.sleep(0)

    for _ in range(30):
        act = dice.choice(
            ("type", "type", "type", "connect", "slow", "write", "reply", "press", "press", "end")
        )
        if act == "type":
            said += 1
            question = next(
                each
                for each in reversed(play.chats.messages(BORIS))
                if each.from_bot and "отложил" not in each.text
            )
            if any(part in question.text for part in ASKS_PASSWORD):
                asked.add(f"word {said}")
            await type_(f"word {said}")
        elif act in ("connect", "slow"):
            await type_("/connect")
            await handled(play)
            await type_(ADDRESS if act == "connect" else SLOW)
        elif act == "write":
            await type_(dice.choice((f"/write {CLIENT}", "/search", "/status", "/cancel")))
        elif act == "reply":
            await type_("Цена 100", letter.id)
        elif act == "press":
            below = [each for each in play.chats.messages(BORIS) if each.from_bot][-3:]
            labels = ("Продолжить", "Попробовать ещё раз", "Отмена", "К письму", "Другой адрес", "Ответить")
            found = [(m, label) for m in below for label in m.labels if label in labels]
            if found:
                message, label = dice.choice(found)
                await play.chats.pressed(BORIS, message.id, label)
        else:
            play.connector.troubles = dice.choice(list(ENDS.values())[:4]).copy()
            for gate in (play.connector.gate, play.connector.network.gate):
                gate.set()
            await quiet(play)
            play.connector.gate.clear()
            play.connector.network.gate.clear()
        await handled(play)
    assert {secret for _, secret in play.connector.tried} <= asked


async def handled(play: Stage) -> None:
    """Everything that was said or pressed; what is under way goes on."""

    async def is_handled() -> bool:
        tasks = {task.get_name() for task in asyncio.all_tasks()}
        return "an update" not in tasks and len(play.chats.updates) == 0

    await in_the_end(is_handled)
