"""Answers to letters that ask for them at another address."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.people import Message
from bot.views import press
from storage import models, records, team
from sync_engine.rules.letter import parse_letter
from tests.bot.answering import CLIENT, octets, reply, the_answer, with_button
from tests.bot.stage import ANNA, Stage, announce


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
    forged = with_button(play, told, data)
    asked = await play.press(ANNA, forged, "x", f"Что написать {CLIENT}")
    assert "пришло с noreply@site.test" in asked.text


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        pytest.param("evil@bad.test.", "evil@bad.test", id="a-dot-too-many"),
        pytest.param("boss@\u0441lient.test", "boss@xn--lient-0ye.test", id="another-alphabet"),
        pytest.param("site@xn--lient-0ye.test", "site@xn--lient-0ye.test", id="in-ascii"),
    ],
)
@pytest.mark.parametrize("as_read", [True, False], ids=["as-read", "as-older-versions-kept-it"])
async def test_no_spelling_of_the_address_hides_that_it_is_another(
    play: Stage, asked: str, to: str, as_read: bool
) -> None:
    kept = parse_letter(f"From: noreply@site.test\r\nReply-To: {asked}\r\n\r\nx".encode()).reply_to
    told = await told_of(play, reply_to=kept if as_read else asked)
    ready = await reply(play, told, "Текст", "Письмо готово")
    assert f"Кому: {to}" in ready.text
    assert "Письмо пришло с noreply@site.test, но отвечать просят на этот адрес." in ready.text
    assert ("похожие буквы" in ready.text) == ("xn--" in to)


async def test_a_sender_without_an_address_hides_nothing(play: Stage) -> None:
    await announce(play, ANNA, subjects=("Заявка",), sender=records.Contact("Boss", ""), reply_to=CLIENT)
    letter = await models.Letter.get()
    data = press.to(press.ANSWER, letter.id)
    start = await play.hear(ANNA, "/start", "Здравствуйте")
    forged = with_button(play, start, data)
    asked = await play.press(ANNA, forged, "x", f"Что написать {CLIENT}")
    assert "пришло с Boss" in asked.text


@pytest.mark.parametrize("domain", ["Клиент.test", "клиент.test.", "xn--e1affem4a.test"])
async def test_the_senders_own_address_in_another_spelling_is_no_other(play: Stage, domain: str) -> None:
    sender = records.Contact("", "a@клиент.test")
    await announce(play, ANNA, subjects=("Заявка",), sender=sender, reply_to=f"a@{domain}")
    data = press.to(press.ANSWER, (await models.Letter.get()).id)
    start = await play.hear(ANNA, "/start", "Здравствуйте")
    forged = with_button(play, start, data)
    asked = await play.press(ANNA, forged, "x", "Что написать a@xn--e1affem4a.test")
    assert "отвечать просят" not in asked.text


@pytest.mark.parametrize(
    "ours", ["anna@acme.test", "anna+site@acme.test", "boss@ours.test", "boss@ours.test.", "anna@Acme.test."]
)
async def test_an_answer_never_goes_to_ourselves(play: Stage, ours: str) -> None:
    await team.mark("ours.test", datetime.now(UTC))
    told = await told_of(play, reply_to=ours)
    ready = await reply(play, told, "Текст", "Письмо готово")
    assert "Кому: noreply@site.test" in ready.text
    assert "отвечать просят" not in ready.text
