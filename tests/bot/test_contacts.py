"""Contacts and their cards in the chat."""

from typing import Any

import pytest

from bot.sandbox.people import Message
from bot.views import contacts, doors, press
from storage import batches, folders, models, records, turns
from storage.records import Contact
from tests import make
from tests.bot import make as bot_make
from tests.bot.stage import ANNA, BORIS, Stage
from tests.storage import letters_in

pytestmark = pytest.mark.both_databases

PETROV, SMITH = Contact("Пётр Петров", "petrov@client.test"), Contact("John Smith", "john@client.test")


def came(uid: int, sender: Contact = PETROV, **changes: Any) -> records.Letter:
    plain = {
        "subject": f"Заказ {uid}",
        "received": make.NOW.replace(hour=0, minute=uid - 100),
        "sender": sender,
    }
    return make.letter(uid, **(plain | changes))


def sent(uid: int, *to: Contact, **changes: Any) -> records.Letter:
    return came(uid, Contact("", "boris@acme.test"), direction="out", client=False, to=to, **changes)


async def forged(play: Stage, who: int, data: str, part: str) -> Message:
    start = await play.hear(who, "/start", "Здравствуйте")
    old = play.chats.post(who, start.content, keyboard=(({"text": "old", "callback_data": data},),))
    return await play.press(who, old, "old", part)


async def test_from_the_list_to_the_card_its_letters_and_conversations(play: Stage) -> None:
    await letters_in.mailbox_of(
        BORIS,
        *(came(uid, chain="a") for uid in range(100, 108)),
        sent(109, PETROV, chain="b", subject="Счёт", preview="Высылаю  счёт\nна оплату"),
        came(110, SMITH),
    )
    listed = await play.hear(BORIS, "/contacts", "Контакты · 2")
    assert list(listed.labels[:2]) == ["John Smith", "Пётр Петров"]
    card = await play.press(BORIS, listed, listed.labels[1], "От клиента 8 · от нас 1")
    assert "👤 Пётр Петров\npetrov@client.test" in card.text
    assert "1. → Счёт\nОтправлено" in card.text
    assert "2. ← Заказ 107\nПришло" in card.text
    assert "John" not in card.text
    card = await play.press(BORIS, card, "›", "9. ← Заказ 100")
    chains = await play.press(BORIS, card, "Цепочки · 2", "Заказ 107 · 8 писем")
    assert "1. Счёт · 1 письмо\n→ Высылаю счёт на оплату\nОтправлено" in chains.text
    opened = await play.press(BORIS, chains, "2", "Добрый день")
    assert "Заказ 107" in opened.text
    card = await play.press(BORIS, chains, "‹ Карточка", "От клиента 8")
    await play.press(BORIS, card, "‹ Контакты", "Контакты · 2")


async def test_contacts_are_found_by_a_name(play: Stage) -> None:
    await letters_in.mailbox_of(BORIS, came(100), came(101, SMITH))
    found = await play.hear(BORIS, "/contacts пётр", "Нашёлся 1 контакт")
    assert found.labels[0] == "Пётр Петров"
    await play.press(BORIS, found, "Все контакты", "Контакты · 2")
    asked = await play.press(BORIS, found, "Найти по имени", "Кого ищем?")
    found = await play.hear(BORIS, "JOHN", "Нашёлся 1 контакт")
    assert found.id > asked.id
    await play.hear(BORIS, "/contacts нет таких", "Никого не нашлось")


def test_namesakes_are_told_apart_by_their_addresses() -> None:
    shown = contacts.listing(
        bot_make.voice(), [line("Пётр Петров", "a@x.test"), line("пётр петров", "b@x.test"), line()], 0, 3
    )
    assert [row[0].label for row in shown.rows[:3]] == ["a@x.test", "b@x.test", "John Smith"]


def line(name: str = SMITH.name, address: str = SMITH.address) -> records.ContactLine:
    return records.ContactLine(id=1, name=name, address=address, last=make.NOW)


async def test_pages_of_a_search_stay_with_what_was_looked_for(play: Stage) -> None:
    people_ = [Contact(f"Клиент {number}", f"c{number}@client.test") for number in range(9)]
    await letters_in.mailbox_of(
        BORIS, *(came(100 + number, who) for number, who in enumerate(people_)), came(120, SMITH)
    )
    found = await play.hear(BORIS, "/contacts клиент", "Нашлось 9 контактов")
    assert found.labels[0] == "Клиент 8"
    await play.chats.pressed(BORIS, found.id, "›")
    page = await play.chats.until(BORIS, lambda shown: "Клиент 0" in shown.labels)
    assert page.id == found.id
    assert "Нашлось 9 контактов" in page.text


async def test_a_newcomer_is_told_how_contacts_come(play: Stage) -> None:
    await play.hear(BORIS, "/contacts", "Здесь пока пусто")


async def test_under_a_letter_that_has_only_just_come_there_is_its_card_already(play: Stage) -> None:
    mailbox_id = await letters_in.mailbox_of(BORIS, came(100))
    job = await turns.begin(mailbox_id)
    assert job
    inbox = (await folders.marks(mailbox_id))[0]
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=(came(101),)), make.NOW)
    letter = await models.Letter.get(uid=101)
    button = doors.card(bot_make.voice(), letter.id)
    assert button.label == "Карточка"
    card = await forged(play, BORIS, button.data, "От клиента 2")
    assert "1. ← Заказ 101" in card.text


async def test_the_letter_stays_when_its_card_is_opened(play: Stage) -> None:
    await letters_in.mailbox_of(BORIS, came(100))
    letter = await models.Letter.get(uid=100)
    notice = play.chats.post(
        BORIS,
        (await play.hear(BORIS, "/start", "Здравствуйте")).content,
        keyboard=(({"text": "Карточка", "callback_data": press.to(press.CARD_OF, letter.id)},),),
    )
    card = await play.press(BORIS, notice, "Карточка", "Пока одно письмо")
    assert card.id > notice.id


async def test_a_newsletter_has_no_card(play: Stage) -> None:
    await letters_in.mailbox_of(BORIS, came(100, origin="bulk", client=False))
    letter = await models.Letter.get(uid=100)
    await forged(play, BORIS, press.to(press.CARD_OF, letter.id), "нет карточки")


async def test_nobody_sees_a_contact_of_anothers_own_mailbox(play: Stage) -> None:
    await letters_in.mailbox_of(BORIS, came(100, Contact("Тайный Пётр", PETROV.address)), came(101, SMITH))
    await letters_in.mailbox_of(BORIS, came(102), address="sales@acme.test", mode="corporate")
    petrov, smith = [await models.Contact.get(address=each.address) for each in (PETROV, SMITH)]
    secret = await models.Letter.get(uid=100)
    listed = await play.hear(ANNA, "/contacts", "Контакты · 1")  # an administrator
    card = await play.press(ANNA, listed, "Пётр Петров", "Пока одно письмо")
    assert "Заказ 102" in card.text
    for data in (press.to_page(press.CARD, smith.id, 0), press.to_page(press.CHAINS, smith.id, 0)):
        await forged(play, ANNA, data, "Такого контакта здесь нет")
    await forged(play, ANNA, press.to(press.CARD_OF, secret.id), "нет карточки")
    chains = await forged(play, ANNA, press.to_page(press.CHAINS, petrov.id, 0), "Заказ 102 · 1 письмо")
    assert "Заказ 100" not in chains.text
    await forged(play, ANNA, press.to_page(press.READ, secret.id, 0), "здесь больше нет")
    said = "".join(each.text for each in play.chats.messages(ANNA))
    assert "Тайный" not in said
    assert "Заказ 100" not in said
    assert "John" not in said
