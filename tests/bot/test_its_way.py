"""What the message of a letter says while it goes, when it went, and when it came back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import push
from bot.delivery import DeliveryBoard
from bot.sandbox import answers as refusals
from bot.sandbox.people import Message
from bot.views import press
from storage import alerts, answers, bounces, models, people, records, sending
from tests import make
from tests.bot.answering import CLIENT, reply, the_answer, with_button
from tests.bot.stage import ANNA, Stage, in_the_end


async def test_its_message_follows_it(play: Stage, notice: Message, board: DeliveryBoard) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer, now = await the_answer(), datetime.now(UTC)

    async def says(part: str) -> Message:
        play.engine.answers_changed.set()
        return await play.chats.until(ANNA, lambda m: part in m.text and m.id == ready.id, after=ready.id - 1)

    await sending.begin(answer.mailbox_id, now + timedelta(minutes=1))
    await says("Отправляю…")
    await sending.postpone(answer.id, now + timedelta(hours=1), "letter", "451 <Later>", now)
    shown = await says("Ответ сервера: 451 <Later>")
    assert "Пока не отправлено. Попробую снова" in shown.text
    assert "Сервер просит подождать" in shown.text
    await sending.begin(answer.mailbox_id, now + timedelta(hours=2))
    await sending.postpone(answer.id, now + timedelta(hours=3), "smtp_unreachable", "", now)
    shown = await says("исходящей почты не отвечает")
    assert "Сервер просит подождать" not in shown.text
    await sending.begin(answer.mailbox_id, now + timedelta(hours=4))
    await sending.unknown(answer.id, "unanswered", now)
    shown = await says("Неизвестно, ушло ли письмо")
    await play.press(ANNA, shown, "Проверить", "Ищу письмо")
    assert play.engine.checked == [answer.mailbox_id]
    shown = await play.press(ANNA, shown, "Отправить ещё раз", "Отправляю ещё раз")
    assert "подождать" not in shown.text
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


async def bounced(answer: records.Answer, reason: str = "recipient", address: str = "") -> None:
    now = datetime.now(UTC)
    await sending.begin(answer.mailbox_id, now + timedelta(minutes=1))
    await sending.sent(answer.id, "250 OK", now, None)
    bounce = records.Bounce(
        message_id=answer.message_id, address=address, reply="550 5.1.1 <No>", reason=reason
    )
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


async def test_a_copy_that_did_not_arrive_is_told_as_that(play: Stage, notice: Message) -> None:
    ready = await reply(play, notice, "Текст", "Письмо готово")
    await play.press(ANNA, ready, "Копия", "Кому отправить копию")
    ready = await play.hear(ANNA, "v@client.test", "Письмо готово")
    going = await play.press(ANNA, ready, "Отправить", "Отправлю через")
    answer = await the_answer()
    await bounced(answer, address="v@client.test")
    async with play.speaking() as application, push.Pusher(application, play.deps):
        told = await play.chats.until(
            ANNA, lambda m: "Копия для v@client.test не дошла" in m.text, after=going.id
        )
        await in_the_end(models.Alert.filter(state="sent").exists)
    for part in (f"Само письмо для {CLIENT} ушло", "Re: Заказ 17", "нет ли в нём опечатки", "550 5.1.1 <No>"):
        assert part in told.text
    assert "Исправить" not in str(told.keyboard)
    assert await models.Alert.all().count() == 1
    assert await models.Answer.filter(state="sent").exists()
    assert await models.Answered.exists()


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
    forged = with_button(play, notice, data)
    shown = await play.press(ANNA, forged, "x", "Отправлено с anna@acme.test")
    assert "Письмо не дошло" in shown.text
    assert "переполнен ящик" in shown.text
    assert "Ответ сервера: 452 4.2.2 full" in shown.text


async def test_a_letter_of_another_program_says_whom_it_did_not_reach(play: Stage, notice: Message) -> None:
    letter = await models.Letter.get()
    to = [["", "a@client.test"], ["", "б@клиент.test"]]
    await models.Letter.all().update(direction="out", message_id="<1@acme.test>", to=to)
    bounce = records.Bounce(
        message_id="<1@acme.test>", address="б@xn--e1affem4a.test", reply="452 4.2.2 full", reason="full"
    )
    await bounces.note(letter.mailbox_id, bounce, datetime.now(UTC))
    data = press.to(press.READ_BELOW, letter.id)
    forged = with_button(play, notice, data)
    shown = await play.press(ANNA, forged, "x", "Отправлено с anna@acme.test")
    assert "Письмо не дошло до б@xn--e1affem4a.test" in shown.text
    await bounces.note(letter.mailbox_id, replace(bounce, address="a@client.test"), datetime.now(UTC))
    shown = await play.press(ANNA, forged, "x", "Письмо не дошло, вернулся отчёт")
    assert "xn--" not in shown.text.partition("вернулся")[2]
