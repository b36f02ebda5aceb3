"""Answering and writing: from a notice to a letter on its way, and what its message says afterwards."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import app, push, say
from bot.delivery import DeliveryBoard
from bot.sandbox import answers as refusals
from bot.sandbox.people import Message
from bot.views import press
from storage import alerts, answers, bounces, mailboxes, models, people, records, sending, team
from sync_engine.rules.letter import parse_letter
from sync_engine.work import indexing
from tests import make
from tests.bot import make as bot_make
from tests.bot import screens
from tests.bot.stage import ANNA, BORIS, GUEST, Stage, announce, in_the_end

CLIENT = "petrov@client.test"


@pytest.fixture
async def notice(play: Stage) -> Message:
    """What told Anna of a letter."""
    await announce(play, ANNA, subjects=("Заказ 17",))
    told = play.chats.post(ANNA, (await play.hear(ANNA, "/start", "Здравствуйте")).content)
    await models.Notice.all().update(state="sent", message_id=told.id, at=datetime.now(UTC))
    return told


@pytest.fixture
async def board(play: Stage) -> AsyncIterator[DeliveryBoard]:
    async with play.speaking() as application, DeliveryBoard(application, play.deps) as running:
        yield running


async def reply(play: Stage, to: Message, text: str, part: str, who: int = ANNA) -> Message:
    after = play.chats.say(who, text, reply_to=to.id).id
    return await play.chats.until(who, lambda shown: part in shown.text, after=after)


async def the_answer() -> records.Answer:
    (row,) = await models.Answer.all()
    found = await answers.get(row.id)
    assert found is not None
    return found


async def octets(answer: records.Answer) -> bytes:
    raw = await sending.octets(answer.id)
    assert raw is not None
    return raw


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
    forged = play.chats.post(
        ANNA,
        notice.content,
        keyboard=(({"text": "Ответить", "callback_data": press.to(press.ANSWER, letter.id)},),),
    )
    asked = await play.press(ANNA, forged, "Ответить", "Что написать")
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


async def test_a_new_letter(play: Stage) -> None:
    anna = await people.find(ANNA)
    assert anna
    for address in ("anna@acme.test", "sales@acme.test"):
        await mailboxes.add(make.new_mailbox(address), anna.id)
    await play.hear(ANNA, "/write", "Кому напишем?")
    await play.hear(ANNA, "a@client.test b@client.test", "только одному получателю")
    asked = await play.hear(ANNA, "new@client.test", "С какого ящика")
    await play.press(ANNA, asked, "sales@acme.test", "Какая тема")
    await play.hear(ANNA, "Предложение", "Что написать")
    ready = await play.hear(ANNA, "Здравствуйте!", "Письмо готово")
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer = await the_answer()
    assert (answer.sender, answer.to, answer.letter_id) == ("sales@acme.test", "new@client.test", None)


async def test_the_card_is_seen_before_a_letter_is_written(play: Stage, notice: Message) -> None:
    await indexing.catch_up()
    asked = await play.hear(ANNA, "/write", "Кому напишем?")
    asked = await play.hear(ANNA, "new@client.test", "Какая тема")
    assert "Новый контакт" in asked.text
    await play.hear(ANNA, f"/write {CLIENT.upper()}", "Пока одно письмо")
    await models.Mailbox.all().update(mode="personal")
    boris = await people.find(BORIS)
    assert boris
    await mailboxes.add(make.new_mailbox("boris@acme.test"), boris.id)
    asked = await play.hear(BORIS, f"/write {CLIENT}", "Какая тема")
    assert "Новый контакт" in asked.text, "he learnt of letters that are not for him"
    asked = await play.hear(BORIS, "/write anna@acme.test", "Какая тема")
    assert "контакт" not in asked.text


async def test_who_else_is_known_at_the_domain_of_a_new_contact(play: Stage, notice: Message) -> None:
    await indexing.catch_up()
    asked = await play.hear(ANNA, "/write new@client.test", "Какая тема")
    assert f"С client.test переписка уже есть:\n• Пётр Петров · {CLIENT}" in asked.text
    boris = await people.find(BORIS)
    assert boris
    await models.Mailbox.all().update(mode="personal")
    await mailboxes.add(make.new_mailbox("boris@acme.test"), boris.id)
    asked = await play.hear(BORIS, "/write new@client.test", "Какая тема")
    assert CLIENT not in asked.text, "he learnt of letters that are not for him"


async def test_at_a_domain_of_everybodys_nobody_else_is_named(play: Stage) -> None:
    await announce(play, ANNA, sender=records.Contact("Пётр", "petr@gmail.com"))
    await indexing.catch_up()
    asked = await play.hear(ANNA, "/write new@gmail.com", "Какая тема")
    assert "Новый контакт" in asked.text
    assert "petr@gmail.com" not in asked.text


async def test_nobody_writes_without_a_mailbox(play: Stage) -> None:
    await play.hear(BORIS, "/write", "Писать пока не с чего")


async def test_a_mailbox_for_reading_says_what_to_do(play: Stage, notice: Message) -> None:
    await models.Mailbox.all().update(can_send=False)
    await reply(play, notice, "Текст", "только для чтения")
    assert await models.Answer.all().count() == 0


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


async def test_its_message_follows_it(play: Stage, notice: Message, board: DeliveryBoard) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer, now = await the_answer(), datetime.now(UTC)

    async def says(part: str) -> Message:
        play.engine.answers_changed.set()
        return await play.chats.until(ANNA, lambda m: part in m.text and m.id == ready.id, after=ready.id - 1)

    await sending.begin(answer.mailbox_id, now + timedelta(minutes=1))
    await says("Отправляю…")
    await sending.postpone(answer.id, now + timedelta(hours=1), "later", "451 <Later>", now)
    await says("Ответ сервера: 451 <Later>")
    await sending.begin(answer.mailbox_id, now + timedelta(hours=2))
    await sending.unknown(answer.id, "unanswered", now)
    shown = await says("Неизвестно, ушло ли письмо")
    await play.press(ANNA, shown, "Проверить", "Ищу письмо")
    assert play.engine.checked == [answer.mailbox_id]
    await play.press(ANNA, shown, "Отправить ещё раз", "Попробую снова")
    await sending.begin(answer.mailbox_id, datetime.now(UTC) + timedelta(minutes=1))
    await sending.refused(answer.id, "recipient", "550 No such user", now)
    shown = await says("Проверьте, нет ли в нём опечатки")
    await play.press(ANNA, shown, "Исправить", "Письмо готово")


async def test_no_edit_says_the_same_again(play: Stage, notice: Message, board: DeliveryBoard) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer = await the_answer()
    await sending.begin(answer.mailbox_id, datetime.now(UTC) + timedelta(minutes=1))
    await sending.sent(answer.id, "250 OK", datetime.now(UTC), None)

    async def settled() -> bool:
        play.engine.answers_changed.set()
        return not await answers.moving(10)

    await in_the_end(settled)
    texts = [str(each.params["text"]) for each in play.chats.calls_of("editMessageText", chat_id=ANNA)]
    assert len(texts) == len(set(texts))


async def test_a_signature_stands_below_letters(play: Stage, notice: Message) -> None:
    box = await models.Mailbox.first()
    assert box is not None
    start = play.chats.post(
        ANNA,
        notice.content,
        keyboard=(({"text": "x", "callback_data": press.to(press.SIGNATURE, box.id)},),),
    )
    await play.press(ANNA, start, "x", "Её пока нет")
    await play.hear(ANNA, "я" * 1001, "слишком длинная")
    await play.hear(ANNA, "Анна\nАкме", "Подпись запомнил")
    ready = await reply(play, notice, "Текст", "Письмо готово")
    assert "Анна\nАкме" in ready.text
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    assert parse_letter(await octets(await the_answer())).text == "Текст\n\n-- \nАнна\nАкме"


async def test_the_senders_name_stands_before_the_address(play: Stage, notice: Message) -> None:
    box = await models.Mailbox.first()
    assert box is not None
    start = play.chats.post(
        ANNA,
        notice.content,
        keyboard=(({"text": "x", "callback_data": press.to(press.SENDER_NAME, box.id)},),),
    )
    await play.press(ANNA, start, "x", "видит только адрес")
    await play.hear(ANNA, "Анна\nПетрова", "Клиенты увидят имя Анна Петрова")
    ready = await reply(play, notice, "Текст", "Письмо готово")
    assert "Анна Петрова <anna@acme.test>" in ready.text
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    sender = parse_letter(await octets(await the_answer())).sender
    assert (sender.name, sender.address) == ("Анна Петрова", "anna@acme.test")


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


async def test_a_letter_may_go_from_any_of_a_hundred_mailboxes(play: Stage) -> None:
    anna = await people.find(ANNA)
    assert anna
    for number in range(101):
        await mailboxes.add(make.new_mailbox(f"{number:03}@acme.test"), anna.id)
    asked = await play.hear(ANNA, "/write new@client.test", "С какого ящика")
    while "100@acme.test" not in asked.labels:
        asked = await play.press(ANNA, asked, "›", "new@client.test")
    assert "Новый контакт" in asked.text  # who that is stays above the list
    await play.press(ANNA, asked, "100@acme.test", "Какая тема")


async def told_of(play: Stage, **facts: Any) -> Message:
    """What told Anna of a letter that a site sent for a client."""
    site = records.Contact("Сайт", "noreply@site.test")
    await announce(play, ANNA, subjects=("Заявка",), sender=site, **facts)
    shown = play.chats.post(ANNA, (await play.hear(ANNA, "/start", "Здравствуйте")).content)
    await models.Notice.all().update(state="sent", message_id=shown.id, at=datetime.now(UTC))
    return shown


async def test_an_answer_goes_where_the_letter_asks_for_it(play: Stage) -> None:
    told = await told_of(play, reply_to=CLIENT)
    ready = await reply(play, told, "Текст", "Письмо готово")
    assert f"Кому: {CLIENT}" in ready.text
    assert "Письмо пришло с noreply@site.test, но отвечать просят на этот адрес." in ready.text
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer = await the_answer()
    assert answer.to == CLIENT
    assert [each.address for each in parse_letter(await octets(answer)).to] == [CLIENT]


async def test_the_question_for_the_text_says_so_too(play: Stage) -> None:
    told = await told_of(play, reply_to=CLIENT)
    letter = await models.Letter.get()
    data = press.to(press.ANSWER, letter.id)
    forged = play.chats.post(ANNA, told.content, keyboard=(({"text": "x", "callback_data": data},),))
    asked = await play.press(ANNA, forged, "x", f"Что написать {CLIENT}")
    assert "пришло с noreply@site.test" in asked.text


@pytest.mark.parametrize("ours", ["anna@acme.test", "anna+site@acme.test", "boss@ours.test"])
async def test_an_answer_never_goes_to_ourselves(play: Stage, ours: str) -> None:
    await team.mark("ours.test", datetime.now(UTC))
    told = await told_of(play, reply_to=ours)
    ready = await reply(play, told, "Текст", "Письмо готово")
    assert "Кому: noreply@site.test" in ready.text
    assert "отвечать просят" not in ready.text


async def test_what_the_server_said_stands_at_a_letter_that_went(
    play: Stage, notice: Message, board: DeliveryBoard
) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer = await the_answer()
    await sending.begin(answer.mailbox_id, datetime.now(UTC) + timedelta(minutes=1))
    await sending.sent(answer.id, f"250 2.0.0 <Ok>\r\n{'queued ' * 40}", datetime.now(UTC), None)
    play.engine.answers_changed.set()
    shown = await play.chats.until(ANNA, lambda m: "✅ Отправлено" in m.text)
    (line,) = [each for each in shown.text.splitlines() if each.startswith("Ответ сервера: ")]
    assert line.startswith("Ответ сервера: 250 2.0.0 <Ok> queued")
    assert len(line) <= 120


@pytest.mark.parametrize("gone", ["blocked", "chat not found"])
async def test_a_chat_that_is_closed_is_asked_once(
    play: Stage, notice: Message, board: DeliveryBoard, gone: str
) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer = await the_answer()
    if gone == "blocked":
        play.chats.block(ANNA)
    else:
        play.chats.fail(refusals.bad_request(gone), method="editMessageText", chat_id=ANNA)
        play.chats.fail(refusals.bad_request(gone), method="sendMessage", chat_id=ANNA)
    await sending.begin(answer.mailbox_id, datetime.now(UTC) + timedelta(minutes=1))
    play.engine.answers_changed.set()
    await in_the_end(models.Person.filter(telegram_id=ANNA, unreachable_at__not_isnull=True).exists)
    assert await answers.moving(10) == []
    if gone == "chat not found":  # they come back, and the board leaves them alone for a while still
        await models.Person.all().update(unreachable_at=None)
        assert [each.id for each in await answers.moving(10)] == [answer.id]


async def bounced(answer: records.Answer, reason: str = "recipient") -> None:
    now = datetime.now(UTC)
    await sending.begin(answer.mailbox_id, now + timedelta(minutes=1))
    await sending.sent(answer.id, "250 OK", now, None)
    bounce = records.Bounce(message_id=answer.message_id, reply="550 5.1.1 <No>", reason=reason)
    for _ in range(2):  # servers along the way may say so each
        await bounces.note(answer.mailbox_id, bounce, now)


async def test_a_letter_that_came_back_is_told_in_a_message_of_its_own(play: Stage, notice: Message) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    going = await play.press(ANNA, ready, "Отправить", "Отправлю через")
    await bounced(await the_answer())
    async with play.speaking() as application, push.Pusher(application, play.deps):
        told = await play.chats.until(ANNA, lambda m: "Письмо не дошло" in m.text, after=going.id)
        await in_the_end(models.Alert.filter(state="sent").exists)
    for part in (CLIENT, "Re: Заказ 17", "Проверьте, нет ли в нём опечатки", "550 5.1.1 <No>"):
        assert part in told.text
    assert await models.Alert.all().count() == 1
    assert await alerts.people_due(datetime.now(UTC) + timedelta(days=1)) == []
    ready = await play.press(ANNA, told, "Исправить", "Письмо готово")
    assert ready.id == told.id


async def test_who_was_removed_hears_of_no_letter(play: Stage, notice: Message) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer = await the_answer()
    await people.remove(ANNA, datetime.now(UTC), erase=False)
    await bounced(answer)
    assert not await models.Alert.exists()


@pytest.mark.parametrize("here", [True, False])
async def test_a_letter_that_came_back_says_so_when_it_is_read(
    play: Stage, notice: Message, here: bool
) -> None:
    """Sent here or with another program."""
    letter = await models.Letter.get()
    await models.Letter.all().update(direction="out", message_id="<1@acme.test>")
    if here:
        await answers.intend(make.answer(letter.mailbox_id, (await people.everyone())[0].id))
    bounce = records.Bounce(message_id="<1@acme.test>", reply="452 4.2.2 full", reason="full")
    await bounces.note(letter.mailbox_id, bounce, datetime.now(UTC))
    data = press.to(press.READ_BELOW, letter.id)
    forged = play.chats.post(ANNA, notice.content, keyboard=(({"text": "x", "callback_data": data},),))
    shown = await play.press(ANNA, forged, "x", "Отправлено с anna@acme.test")
    assert "Письмо не дошло" in shown.text
    assert "переполнен ящик" in shown.text
    assert "Ответ сервера: 452 4.2.2 full" in shown.text
