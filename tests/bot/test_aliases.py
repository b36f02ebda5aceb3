"""Further addresses of a mailbox: who may name them, and what is taken for one."""

import pytest

from bot.sandbox.people import Message
from bot.views import aliases as view
from bot.views import press
from storage import aliases, batches, folders, mailboxes, people, records, turns
from sync_engine.policy import POLICY
from tests.bot.stage import ANNA, BORIS, Stage
from tests.make import NOW, letter, new_mailbox

ADDRESS = "boris@acme.test"


async def own(who: int, mode: records.Mode = "personal") -> int:
    person = await people.find(who)
    assert person is not None
    return await mailboxes.add(new_mailbox(ADDRESS, mode=mode), person.id)


async def forge(play: Stage, who: int, data: str, part: str) -> Message:
    """`who` presses a button that sends `data`, wherever they may have it from."""
    start = await play.hear(who, "/start", "Здравствуйте")
    button = {"text": "x", "callback_data": data}
    return await play.press(who, play.chats.post(who, start.content, keyboard=((button,),)), "x", part)


async def named() -> tuple[str, ...]:
    mailbox = await mailboxes.find(ADDRESS)
    assert mailbox is not None
    return mailbox.aliases


async def test_an_address_is_added_and_taken_out_again(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    boxes = await play.hear(BORIS, "/mailboxes", "1 ящик")
    screen = await play.press(BORIS, boxes, f"box:{mailbox_id}", ADDRESS)
    screen = await play.press(BORIS, screen, "Другие адреса", "info@example.com")
    await play.press(BORIS, screen, "➕ Добавить адрес", "На какой ещё адрес")
    added = await play.hear(BORIS, "Info <INFO@Acme.Test>", "теперь тоже ваш адрес")
    assert await named() == ("info@acme.test",)
    assert "info@acme.test" in await mailboxes.own_addresses()
    assert await people.dialogue(BORIS) is None
    await play.press(BORIS, added, "✕ info@acme.test", "убрал")
    assert await named() == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("почта@acme.test", "не на латинице", id="cyrillic"),
        pytest.param("info@xn--80ak6aa92e.test", "не на латинице", id="punycode"),
        pytest.param("info", "Пришлите другой адрес", id="no-address"),
    ],
)
async def test_what_is_no_address_is_asked_for_again(play: Stage, typed: str, said: str) -> None:
    mailbox_id = await own(BORIS)
    await forge(play, BORIS, press.to(press.ALIAS_ADD, mailbox_id), "На какой ещё адрес")
    await play.hear(BORIS, typed, said)
    await play.hear(BORIS, "info@acme.test", "теперь тоже ваш адрес")
    assert await named() == ("info@acme.test",)


@pytest.mark.parametrize(
    ("owner", "mode", "who", "shown"),
    [
        pytest.param(ANNA, "personal", BORIS, "больше нет", id="colleague"),
        pytest.param(BORIS, "personal", ANNA, "личный, Boris", id="administrator"),
        pytest.param(ANNA, "corporate", BORIS, "корпоративный", id="member-of-corporate"),
    ],
)
async def test_nobody_else_names_or_sees_them(
    play: Stage, owner: int, mode: records.Mode, who: int, shown: str
) -> None:
    mailbox_id = await own(owner, mode)
    await aliases.add(mailbox_id, "info@acme.test", POLICY.aliases)
    for data in (
        press.to(press.ALIASES, mailbox_id),
        press.to(press.ALIAS_ADD, mailbox_id),
        press.to_page(press.ALIAS_OFF, mailbox_id, view.mark("info@acme.test")),
    ):
        screen = await forge(play, who, data, shown)
        assert "info@acme.test" not in f"{screen.text} {screen.labels}"
    assert await people.dialogue(who) is None
    assert await named() == ("info@acme.test",)


PETROV = "petrov@client.test"


async def letters_of_petrov(mailbox_id: int, count: int = 2) -> None:
    job = await turns.begin(mailbox_id)
    assert job
    inbox = (await folders.marks(mailbox_id))[0]
    several = tuple(letter(uid) for uid in range(100, 100 + count))
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=several), NOW)


async def test_a_clients_address_is_asked_about_before_it_is_an_own_one(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    await letters_of_petrov(mailbox_id)
    await forge(play, BORIS, press.to(press.ALIAS_ADD, mailbox_id), "На какой ещё адрес")
    asked = await play.hear(BORIS, "Petrov@Client.test", "уже пришло 2 письма")
    assert await named() == ()
    await play.press(BORIS, asked, "Нет", "не добавил")
    assert await named() == ()
    assert await people.dialogue(BORIS) is None
    await forge(play, BORIS, press.to(press.ALIAS_ADD, mailbox_id), "На какой ещё адрес")
    asked = await play.hear(BORIS, PETROV, "уже пришло 2 письма")
    await play.press(BORIS, asked, "Да, мой", "теперь тоже ваш адрес")
    assert await named() == (PETROV,)
    assert await people.dialogue(BORIS) is None


async def test_another_address_may_be_typed_in_place_of_an_answer(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    await letters_of_petrov(mailbox_id)
    await forge(play, BORIS, press.to(press.ALIAS_ADD, mailbox_id), "На какой ещё адрес")
    asked = await play.hear(BORIS, PETROV, "уже пришло 2 письма")
    await play.hear(BORIS, "info@acme.test", "теперь тоже ваш адрес")
    await play.press(BORIS, asked, "Да, мой", "устарела")
    assert await named() == ("info@acme.test",)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        pytest.param("personal", "теперь тоже ваш адрес", id="a-colleagues-own-mailbox-tells-nothing"),
        pytest.param("corporate", "уже пришло 1 письмо", id="one-that-everybody-reads"),
    ],
)
async def test_only_letters_the_person_may_read_are_counted(
    play: Stage, mode: records.Mode, said: str
) -> None:
    anna = await people.find(ANNA)
    assert anna
    await letters_of_petrov(await mailboxes.add(new_mailbox("anna@acme.test", mode=mode), anna.id), 1)
    mailbox_id = await own(BORIS)
    await forge(play, BORIS, press.to(press.ALIAS_ADD, mailbox_id), "На какой ещё адрес")
    await play.hear(BORIS, PETROV, said)


async def test_who_lost_the_right_while_asked_names_none(play: Stage) -> None:
    mailbox_id = await own(ANNA, "corporate")
    await letters_of_petrov(mailbox_id)
    await forge(play, ANNA, press.to(press.ALIAS_ADD, mailbox_id), "На какой ещё адрес")
    asked = await play.hear(ANNA, PETROV, "уже пришло 2 письма")
    await people.put(ANNA, "member", "ru")
    await play.press(ANNA, asked, "Да, мой", "корпоративный")
    assert await named() == ()


async def test_an_old_button_takes_out_no_other_address(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    for alias in ("info@acme.test", "order@acme.test"):
        await aliases.add(mailbox_id, alias, POLICY.aliases)
    data = press.to_page(press.ALIAS_OFF, mailbox_id, view.mark("info@acme.test"))
    for said in ("убрал", "тоже считаю вашими"):
        await forge(play, BORIS, data, said)
    assert await named() == ("order@acme.test",)


async def test_who_lost_the_right_meanwhile_names_none(play: Stage) -> None:
    mailbox_id = await own(ANNA, "corporate")
    await forge(play, ANNA, press.to(press.ALIAS_ADD, mailbox_id), "На какой ещё адрес")
    await people.put(ANNA, "member", "ru")
    await play.hear(ANNA, "info@acme.test", "корпоративный")
    assert await named() == ()
    assert await people.dialogue(ANNA) is None


async def test_there_are_so_many_at_most_each_once(play: Stage) -> None:
    mailbox_id = await own(BORIS)
    assert await aliases.add(mailbox_id, "a@acme.test", 2)
    assert await aliases.add(mailbox_id, "a@acme.test", 2)
    assert await aliases.add(mailbox_id, ADDRESS, 2)
    assert await aliases.add(mailbox_id, "b@acme.test", 2)
    assert not await aliases.add(mailbox_id, "c@acme.test", 2)
    assert await named() == ("a@acme.test", "b@acme.test")
