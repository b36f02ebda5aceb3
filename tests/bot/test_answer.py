"""Answering: from a notice to a letter on its way."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot import app, say
from bot.sandbox.people import Message
from bot.views import answer as view
from bot.views import press
from storage import models, people, records, sending
from sync_engine.rules.letter import parse_letter
from tests.bot import make as bot_make
from tests.bot import screens
from tests.bot.answering import CLIENT, octets, reply, the_answer, with_button
from tests.bot.stage import ANNA, BORIS, GUEST, Stage, announce
from tests.make import NOW


async def test_a_reply_to_the_notice_is_shown_and_sent(play: Stage, notice: Message) -> None:
    ready = await reply(play, notice, "Счёт вышлю <сегодня>", "Письмо готово")
    for part in (CLIENT, "anna@acme.test", "Re: Заказ 17", "Счёт вышлю <сегодня>"):
        assert part in ready.text
    going = await play.press(ANNA, ready, "Отправить", "Отправлю через 10 секунд")
    assert going.id == ready.id
    answer = await the_answer()
    assert (answer.state, answer.message) == ("waiting", ready.id)
    assert answer.due_at - answer.made_at == timedelta(seconds=10)
    assert play.engine.woken
    letter = parse_letter(await octets(answer))
    original = await models.Letter.get(id=answer.letter_id)
    assert letter.in_reply_to == original.message_id
    assert letter.references == (original.message_id,)
    assert letter.text == "Счёт вышлю <сегодня>"
    assert [each.address for each in (letter.sender, *letter.to)] == ["anna@acme.test", CLIENT]
    assert await people.dialogue(ANNA) is None


async def test_what_is_taken_back_can_be_changed_and_sent(play: Stage, notice: Message) -> None:
    ready = await reply(play, notice, "Первый", "Письмо готово")
    going = await play.press(ANNA, ready, "Отправить", "Отправлю через")
    back = await play.press(ANNA, going, "Вернуть", "Письмо готово")
    assert (await the_answer()).state == "undone"
    await play.press(ANNA, back, "Другой текст", "Что написать")
    ready = await play.hear(ANNA, "Второй", "Письмо готово")
    assert "Первый" not in ready.text
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    assert [each.preview async for each in models.Answer.all().order_by("id")] == ["Первый", "Второй"]


async def test_the_button_asks_for_the_text_below_the_letter(play: Stage, notice: Message) -> None:
    letter = await models.Letter.first()
    assert letter is not None
    forged = with_button(play, notice, press.to(press.ANSWER, letter.id))
    asked = await play.press(ANNA, forged, "x", "Что написать")
    assert asked.id > forged.id
    await play.hear(ANNA, "Раз", "Письмо готово")
    ready = await play.hear(ANNA, "Два", "Раз\n\nДва")
    assert "Re: Заказ 17" in ready.text


async def test_one_cc_and_a_subject_of_ones_own(play: Stage, notice: Message) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    await play.press(ANNA, ready, "Копия", "Кому отправить копию")
    await play.hear(ANNA, "v@client.test, w@client.test", "только одному получателю")
    await play.hear(ANNA, "не адрес", "Не похоже на адрес")
    ready = await play.hear(ANNA, "Vera <v@client.test>", "Копия: v@client.test")
    await play.press(ANNA, ready, "Другая тема", "Какая тема")
    ready = await play.hear(ANNA, "Новая\nтема", "Новая тема")
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    letter = parse_letter(await octets(await the_answer()))
    assert letter.subject == "Новая тема"
    assert [each.address for each in letter.cc] == ["v@client.test"]


async def test_a_mailbox_for_reading_says_what_to_do(play: Stage, notice: Message) -> None:
    await models.Mailbox.all().update(can_send=False)
    await reply(play, notice, "Текст", "только для чтения")
    assert await models.Answer.all().count() == 0


@pytest.mark.parametrize(
    ("state", "said", "wrong"),
    [
        ({"paused_at": NOW}, "Включить его может администратор", "Включите"),
        ({"can_send": False}, "Обновить пароль может администратор", "обновите пароль"),
    ],
    ids=["paused", "for-reading"],
)
async def test_a_member_is_told_who_can_mend_the_mailbox(
    play: Stage, state: dict[str, object], said: str, wrong: str
) -> None:
    await announce(play, ANNA, BORIS)
    told = play.chats.post(BORIS, (await play.hear(BORIS, "/start", "Здравствуйте")).content)
    boris = await people.find(BORIS)
    assert boris
    rows = models.Notice.filter(person_id=boris.id)
    await rows.update(state="sent", message_id=told.id, at=datetime.now(UTC))
    ready = await reply(play, told, "Текст", "Письмо готово", who=BORIS)
    await play.press(BORIS, ready, "Отправить", "Отправлю через")
    await models.Mailbox.all().update(**state)
    refused = await reply(play, told, "Ещё", said, who=BORIS)
    assert wrong not in refused.text
    answer = await the_answer()
    await sending.begin(answer.mailbox_id, datetime.now(UTC) + timedelta(minutes=1))
    reason = "paused" if "paused_at" in state else "cannot_send"
    await sending.refused(answer.id, reason, "", datetime.now(UTC))
    shown = view.standing(play.deps.voice("ru"), await the_answer())
    assert "может администратор" in shown.text


async def test_a_sender_whom_mail_from_here_does_not_reach(play: Stage) -> None:
    sender = records.Contact("Пётр", '"petr petrov"@client.test')
    await announce(play, ANNA, sender=sender)
    told = play.chats.post(ANNA, (await play.hear(ANNA, "/start", "Здравствуйте")).content)
    await models.Notice.all().update(state="sent", message_id=told.id, at=datetime.now(UTC))
    refused = await reply(play, told, "Текст", "на адрес отправителя отсюда не написать")
    assert "больше нет" not in refused.text


async def test_a_colleague_answers_from_a_corporate_mailbox_only(play: Stage, notice: Message) -> None:
    boris = await people.find(BORIS)
    assert boris
    letter = await models.Letter.first()
    assert letter is not None
    theirs = await play.hear(BORIS, "/start", "Здравствуйте")
    await models.Notice.create(
        letter_id=letter.id,
        person_id=boris.id,
        state="sent",
        message_id=theirs.id,
        due_at=datetime.now(UTC),
    )
    await reply(play, theirs, "Текст", "больше нет", who=BORIS)
    await models.Mailbox.all().update(mode="corporate")
    ready = await reply(play, theirs, "Текст", "Письмо готово", who=BORIS)
    await play.press(BORIS, ready, "Отправить", "Отправлю через")
    assert (await the_answer()).person.id == boris.id


async def test_it_outlives_a_restart(stage: Stage) -> None:
    await announce(stage, ANNA)
    async with app.running(stage.build(), stage.deps):
        told = await stage.hear(ANNA, "/start", "Здравствуйте")
        await models.Notice.all().update(state="sent", message_id=told.id)
        ready = await reply(stage, told, "Текст", "Письмо готово")
    async with app.running(stage.build(), stage.deps):
        await stage.press(ANNA, ready, "Отправить", "Отправлю через")
    assert (await the_answer()).state == "waiting"


async def test_a_second_press_sends_no_second_letter(play: Stage, notice: Message) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    for _ in range(2):
        play.chats.press(ANNA, ready.id, press.SEND)
    last = await play.hear(ANNA, "/start", "Здравствуйте")
    assert await models.Answer.all().count() == 1
    shown = await play.chats.until(ANNA, lambda m: m.id == ready.id, after=ready.id - 1)
    assert "Отправлю через" in shown.text, "what became of it is not seen any more"
    assert last.id == ready.id + 2, "something else was said"


async def test_a_letter_that_came_is_not_passed_on_from_a_letter_in_hand(
    play: Stage, notice: Message
) -> None:
    """Rule L4: the bot's own message, forwarded to it while something is written."""
    ready = await reply(play, notice, "Текст", "Письмо готово")
    message = play.chats.to_api(play.chats.say(GUEST, "Письмо клиента"))
    me = {"id": play.chats.bot.id, "is_bot": True, "first_name": "Postroom"}
    origin = {"type": "user", "date": message["date"], "sender_user": me}
    anna = play.chats.people[ANNA]
    passed_on = {**message, "from": anna.to_user(), "chat": anna.to_chat(), "forward_origin": origin}
    play.chats.updates.add("message", passed_on)
    play.chats.news.wake()
    told = await play.chats.until(ANNA, lambda m: "Переслать" in m.text, after=ready.id)
    assert "в своей почте" in told.text
    again = await play.hear(ANNA, "Ещё слово", "Ещё слово")
    assert "Письмо клиента" not in again.text


def test_no_screen_offers_to_pass_a_letter_on() -> None:
    """Rule L4."""
    for language in say.LANGUAGES:
        voice = bot_make.voice(language)
        for name, screen in screens.SCREENS.items():
            buttons = [button for row in screen(voice).rows for button in row]
            asking = press.to(press.MENU_TOPIC, "")  # the question why there is no such thing
            labels = " ".join(each.label for each in buttons if not each.data.startswith(asking)).lower()
            assert not re.search(r"переслать|пересылк|forward", labels), name


async def test_a_word_that_is_no_reply_is_none(play: Stage, notice: Message) -> None:
    await play.hear(ANNA, "Просто текст", "нет ответа")
    other = await play.hear(ANNA, "/start", "Здравствуйте")
    await reply(play, other, "Купи слона", "нет ответа")
