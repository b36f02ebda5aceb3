"""Letters in hand and put aside: each card's buttons are about its own letter, and none is ever lost."""

from datetime import UTC, datetime

import pytest

from bot.sandbox import answers as refusals
from bot.sandbox import files
from bot.sandbox.people import Message
from bot.views import press
from storage import answers, models, people, records, shown_letters
from tests.bot.answering import reply
from tests.bot.stage import ANNA, Stage, announce, in_the_end

A, B = "petrov@client.test", "sidorova@other.test"


async def notice_of(play: Stage, sender: str, subject: str) -> Message:
    """What told Anna of a letter."""
    await announce(play, ANNA, subjects=(subject,), sender=records.Contact("Клиент", sender))
    told = play.chats.post(ANNA, (await play.hear(ANNA, "/start", "Здравствуйте")).content)
    row = await models.Notice.all().order_by("-id").first()
    assert row
    await models.Notice.filter(id=row.id).update(state="sent", message_id=told.id, at=datetime.now(UTC))
    return told


@pytest.fixture
async def notices(play: Stage) -> tuple[Message, Message]:
    return await notice_of(play, A, "Заказ 17"), await notice_of(play, B, "Доставка")


async def two_cards(play: Stage, notices: tuple[Message, Message]) -> tuple[Message, Message]:
    first = await reply(play, notices[0], "Цена 100", "Письмо готово")
    return first, await reply(play, notices[1], "Цена 200", "Письмо готово")


async def sent() -> list[tuple[str, str]]:
    return [(each.to, each.preview) for each in await models.Answer.all().order_by("id")]


async def here(play: Stage, card: Message, label: str, part: str) -> Message:
    """A button is pressed; what its own message says then."""
    await play.chats.pressed(ANNA, card.id, label)
    return await play.chats.until(ANNA, lambda m: m.id == card.id and part in m.text, after=card.id - 1)


def button(play: Stage, to: Message, data: str) -> Message:
    """A message with a button that sends this."""
    return play.chats.post(ANNA, to.content, keyboard=(({"text": "x", "callback_data": data},),))


async def test_send_sends_what_its_own_card_shows(play: Stage, notices: tuple[Message, Message]) -> None:
    first, second = await two_cards(play, notices)
    going = await here(play, first, "Отправить", "Отправлю через")
    assert (going.id, await sent()) == (first.id, [(A, "Цена 100")])
    # The other one is in hand still.
    second = await play.hear(ANNA, "со скидкой", "Цена 200\n\nсо скидкой")
    await here(play, second, "Отправить", "Отправлю через")
    assert await sent() == [(A, "Цена 100"), (B, "Цена 200\n\nсо скидкой")]


async def test_each_buttons_question_is_about_its_own_card(
    play: Stage, notices: tuple[Message, Message]
) -> None:
    first, second = await two_cards(play, notices)
    asked = await here(play, first, "Другой текст", f"Что написать {A}")
    assert asked.id == first.id
    ready = await play.hear(ANNA, "Цена 150", "Цена 150")
    await here(play, ready, "Отправить", "Отправлю через")
    await here(play, second, "Отправить", "Отправлю через")
    assert await sent() == [(A, "Цена 150"), (B, "Цена 200")]


async def test_a_file_is_taken_out_of_the_letter_it_is_shown_in(
    play: Stage, notices: tuple[Message, Message]
) -> None:
    said = play.chats.say(ANNA, "Макет", file=files.document("a.pdf", b"A"), reply_to=notices[0].id)
    first = await play.chats.until(ANNA, lambda shown: "a.pdf" in shown.text, after=said.id)
    said = play.chats.say(ANNA, "Счёт", file=files.document("b.pdf", b"B"), reply_to=notices[1].id)
    second = await play.chats.until(ANNA, lambda shown: "b.pdf" in shown.text, after=said.id)
    assert "a.pdf" not in second.text
    play.chats.press(ANNA, first.id, "✖ a.pdf")
    await play.chats.until(ANNA, lambda m: m.id == first.id and "a.pdf" not in m.text, after=first.id - 1)
    await here(play, second, "Отправить", "Отправлю через")
    assert await sent() == [(B, "Счёт\n📎 b.pdf")]


async def test_cancel_throws_away_the_letter_of_its_own_card(
    play: Stage, notices: tuple[Message, Message]
) -> None:
    first, second = await two_cards(play, notices)
    await here(play, first, "Отмена", "отменил")
    await here(play, second, "Отправить", "Отправлю через")
    assert await sent() == [(B, "Цена 200")]


async def test_a_card_that_shows_less_than_the_letter_now_says_sends_nothing(
    play: Stage, notices: tuple[Message, Message]
) -> None:
    old = await reply(play, notices[0], "Цена 100", "Письмо готово")
    await play.hear(ANNA, "Нет, 200", "Нет, 200")
    stale = await here(play, old, "Отправить", "устарела")
    assert (stale.id, await sent()) == (old.id, [])
    shown = await here(play, stale, "К письму", "Нет, 200")
    await here(play, shown, "Отправить", "Отправлю через")
    assert await sent() == [(A, "Цена 100\n\nНет, 200")]


async def test_a_reply_to_a_card_goes_on_with_its_letter(
    play: Stage, notices: tuple[Message, Message]
) -> None:
    first, second = await two_cards(play, notices)
    ready = await reply(play, first, "и доставка", "Цена 100\n\nи доставка")
    await here(play, ready, "Отправить", "Отправлю через")
    await here(play, second, "Отправить", "Отправлю через")
    assert await sent() == [(A, "Цена 100\n\nи доставка"), (B, "Цена 200")]


@pytest.mark.parametrize("away", ["/status", "/connect", "/search", press.SEARCH, press.CONTACT_FIND, "box"])
async def test_a_letter_left_for_something_else_is_there_with_its_files(
    play: Stage, notices: tuple[Message, Message], away: str
) -> None:
    said = play.chats.say(ANNA, "Макет", file=files.document("a.pdf", b"A"), reply_to=notices[0].id)
    card = await play.chats.until(ANNA, lambda shown: "a.pdf" in shown.text, after=said.id)
    box = await models.Mailbox.first()
    assert box
    if away.startswith("/"):
        aside = await play.hear(ANNA, away, "отложил")
    else:
        data = press.to(press.PASSWORD, box.id) if away == "box" else away
        aside = await play.press(ANNA, button(play, notices[0], data), "x", "отложил")
    assert A in aside.text
    shown = await here(play, aside, "К письму", "Письмо готово")
    assert "a.pdf" in shown.text
    stale = await here(play, card, "Отправить", "устарела")
    assert (stale.id, await sent()) == (card.id, [])
    await here(play, shown, "Отправить", "Отправлю через")
    assert await sent() == [(A, "Макет\n📎 a.pdf")]


async def test_the_card_of_a_letter_put_aside_works(play: Stage, notices: tuple[Message, Message]) -> None:
    card = await reply(play, notices[0], "Цена 100", "Письмо готово")
    await play.hear(ANNA, "/status", "отложил")
    await here(play, card, "Отправить", "Отправлю через")
    assert await sent() == [(A, "Цена 100")]


async def test_a_letter_without_a_word_of_its_writer_is_simply_left(
    play: Stage, notices: tuple[Message, Message]
) -> None:
    letter = await models.Letter.first()
    assert letter
    asks = button(play, notices[0], press.to(press.ANSWER, letter.id))
    await play.press(ANNA, asks, "x", "Что написать")
    await play.hear(ANNA, "/status", "anna@acme.test")
    assert await models.Draft.all().count() == 0
    assert not [m for m in play.chats.messages(ANNA) if "отложил" in m.text.lower() and "Письмо" in m.text]


async def test_a_second_undo_makes_no_second_letter(play: Stage, notices: tuple[Message, Message]) -> None:
    ready = await reply(play, notices[0], "Цена 100", "Письмо готово")
    going = await here(play, ready, "Отправить", "Отправлю через")
    (answer,) = await models.Answer.all()
    for _ in range(2):
        play.chats.press(ANNA, going.id, press.to(press.UNDO, answer.id))
    await play.hear(ANNA, "два", "Цена 100\n\nдва")
    assert await models.Draft.all().count() == 1


@pytest.mark.parametrize(("action", "asks"), [(press.SIGNATURE, "Её пока нет"), (press.SENDER_NAME, "адрес")])
async def test_what_is_typed_after_leaving_a_question_answers_it_no_more(
    play: Stage, notices: tuple[Message, Message], action: str, asks: str
) -> None:
    box = await models.Mailbox.first()
    assert box
    asked = await play.press(ANNA, button(play, notices[0], press.to(action, box.id)), "x", asks)
    await play.press(ANNA, asked, "‹ Ящик", "anna@acme.test")
    await play.hear(ANNA, "как поймать слона", "")
    box = await models.Mailbox.get(id=box.id)
    assert (box.signature, box.sender_name) == ("", "")
    assert await people.dialogue(ANNA) is None


async def test_a_reply_to_an_opened_letter_answers_it(play: Stage, notices: tuple[Message, Message]) -> None:
    letter = await models.Letter.get(subject="Доставка")
    opened = await play.press(
        ANNA, button(play, notices[0], press.to(press.READ_BELOW, letter.id)), "x", "Доставка"
    )
    ready = await reply(play, opened, "Спасибо, цена 100 рублей", "Письмо готово")
    assert B in ready.text
    assert await models.Question.all().count() == 0
    # The message shows another letter now, along the chain or of a list.
    other = await models.Letter.get(subject="Заказ 17")
    await shown_letters.note(1, opened.id, other.id, datetime.now(UTC))
    assert A in (await reply(play, opened, "Цена 200 рублей", "Письмо готово")).text
    # Who may not read it any more answers nothing.
    await models.Mailbox.all().update(owner_id=2)
    await reply(play, opened, "Цена 300 рублей", "больше нет")


async def test_a_reply_to_a_summary_asks_to_open_the_letter(
    play: Stage, notices: tuple[Message, Message]
) -> None:
    summary = play.chats.post(ANNA, notices[0].content)
    await models.Notice.all().update(message_id=summary.id, bundle="b")
    said = await reply(play, summary, "Спасибо, цена 100 рублей", "несколько писем")
    assert await models.Question.all().count() == 0
    listed = await play.press(ANNA, said, "Показать письма", "anna@acme.test")
    opened = await play.press(ANNA, listed, "1", "Добрый день")
    assert B in (await reply(play, opened, "Цена 100 рублей", "Письмо готово")).text
    await in_the_end(models.ShownLetter.filter(message_id=opened.id).exists)
    await play.press(ANNA, opened, "‹ К списку", "1. ")

    async def shows_none() -> bool:
        return await shown_letters.told_by(1, opened.id) is None

    await in_the_end(shows_none)


@pytest.mark.parametrize("seconds", [30, 4], ids=["the screen is given up", "the screen waits"])
async def test_undo_is_done_while_telegram_wants_a_pause(
    play: Stage, notices: tuple[Message, Message], seconds: int
) -> None:
    ready = await reply(play, notices[0], "Цена 100", "Письмо готово")
    going = await here(play, ready, "Отправить", "Отправлю через")
    play.chats.fail(refusals.too_many_requests(seconds), method="sendMessage", chat_id=ANNA)
    play.chats.say(ANNA, "/help")
    await play.chats.news.until(
        lambda: next((call for call in play.chats.calls_of("sendMessage") if call.error), None), 10
    )
    pressed = await play.chats.pressed(ANNA, going.id, "Вернуть", timeout=2)
    assert pressed.answer
    assert "не уйдёт" in pressed.answer
    (answer,) = await answers.moving(5)  # so its card says so after the pause
    assert (answer.state, answer.message) == ("undone", going.id)
    pressed = await play.chats.pressed(ANNA, going.id, "Вернуть")
    assert pressed.answer
    assert "уже не получится" not in pressed.answer


async def test_cancel_of_something_else_in_the_same_message_throws_no_letter_away(
    play: Stage, notices: tuple[Message, Message]
) -> None:
    ready = await reply(play, notices[0], "Цена 100", "Письмо готово")
    await models.Mailbox.all().update(owner_id=2)
    shown = await here(play, ready, "Другой текст", "Писать пока не с чего")
    shown = await here(play, shown, "Ящики", "1 ящик")
    shown = await here(play, shown, "➕ Подключить ящик", "адрес")
    await here(play, shown, "Отмена", "отменил")
    assert await people.dialogue(ANNA) is None
    assert await models.Draft.all().count() == 1
