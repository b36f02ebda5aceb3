"""Writing to somebody, known or new, and what stands around the text."""

from datetime import UTC, datetime

from bot.sandbox.people import Message
from bot.views import press
from storage import mailboxes, models, people, records, team
from sync_engine.rules.letter import parse_letter
from sync_engine.work import indexing
from tests import make
from tests.bot.answering import CLIENT, octets, reply, the_answer, with_button
from tests.bot.stage import ANNA, BORIS, Stage, announce


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


async def test_a_colleague_is_no_new_contact(play: Stage, notice: Message) -> None:
    await team.mark("acme.test", datetime.now(UTC))
    asked = await play.hear(ANNA, "/write Olga@Acme.test", "Какая тема")
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


async def test_a_signature_stands_below_letters(play: Stage, notice: Message) -> None:
    box = await models.Mailbox.first()
    assert box is not None
    start = with_button(play, notice, press.to(press.SIGNATURE, box.id))
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
    start = with_button(play, notice, press.to(press.SENDER_NAME, box.id))
    await play.press(ANNA, start, "x", "видит только адрес")
    await play.hear(ANNA, "Анна\nПетрова", "Клиенты увидят имя Анна Петрова")
    ready = await reply(play, notice, "Текст", "Письмо готово")
    assert "Анна Петрова <anna@acme.test>" in ready.text
    await play.press(ANNA, ready, "Отправить", "Отправлю через")
    sender = parse_letter(await octets(await the_answer())).sender
    assert (sender.name, sender.address) == ("Анна Петрова", "anna@acme.test")
