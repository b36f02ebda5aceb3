"""What was kept out of contact cards, "this one is a client", and another try of what could not be read."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.people import Message
from storage import batches, client_marks, folders, letters, mailboxes, models, people, records, turns
from sync_engine import errors
from tests import make
from tests.bot.stage import ANNA, BORIS, Stage, in_the_end

SHOP = records.Contact(name="Магазин", address="News@Shop.test")


async def holding(who: int, *found: records.Letter, mode: records.Mode = "personal") -> records.Mailbox:
    """A mailbox of this person that holds these letters and was checked just now."""
    person = await people.find(who)
    assert person
    mailbox_id = await mailboxes.add(make.new_mailbox("boris@acme.test", mode=mode), person.id)
    job = await turns.begin(mailbox_id)
    assert job
    inbox = (await folders.marks(mailbox_id))[0]
    await batches.commit(job, records.Batch(folder_id=inbox.folder_id, letters=found), make.NOW)
    now = datetime.now(UTC)
    await models.Mailbox.filter(id=mailbox_id).update(imported_at=now, last_check=now)
    box = await mailboxes.get(mailbox_id)
    assert box
    return box


def newsletter(uid: int, **facts: Any) -> records.Letter:
    plain: dict[str, Any] = {"origin": "bulk", "client": False, "sender": SHOP, "subject": f"Скидки {uid}"}
    return make.letter(uid, **(plain | facts))


def held(uid: int) -> records.Letter:
    nobody = records.Contact(name="", address="")
    return make.letter(
        uid, status="quarantined", quarantine_reason="not_given", sender=nobody, subject="", text=""
    )


async def opened(play: Stage, who: int, label: str = "boris@acme.test") -> Message:
    """The screen of the mailbox."""
    listed = await play.hear(who, "/mailboxes", "1 ящик")
    return await play.press(who, listed, next(each for each in listed.labels if label in each), label)


async def forged(play: Stage, who: int, data: str, part: str) -> Message:
    """A button from elsewhere: what comes of pressing it."""
    await play.hear(who, "/start", "Здравствуйте")
    button = {"text": "old", "callback_data": data}
    old = play.chats.post(who, play.chats.messages(who)[0].content, keyboard=((button,),))
    return await play.press(who, old, "old", part)


async def no_try_runs() -> bool:
    return not any(task.get_name().startswith("read-again") for task in asyncio.all_tasks())


# -- kept out --------------------------------------------------------------------------------------


async def test_a_newsletter_becomes_a_clients_letter_and_back(play: Stage) -> None:
    box = await holding(BORIS, make.letter(99), *(newsletter(uid) for uid in range(100, 109)))
    screen = await opened(play, BORIS)
    assert "рассылки 9" in screen.text
    listed = await play.press(BORIS, screen, "Без уведомлений · 9", "Скидки 108")
    assert "Заказ" not in listed.text
    listed = await play.press(BORIS, listed, "›", "9. Магазин — Скидки 100")
    letter = await play.press(BORIS, listed, "9", "Почему без уведомления: рассылка")
    letter = await play.press(BORIS, letter, "Это клиент", "буду сообщать")
    assert await client_marks.marked(box.id) == {"news@shop.test"}
    letter = await play.press(BORIS, letter, "Всё-таки не клиент", "больше не считаю")
    assert await client_marks.marked(box.id) == frozenset()
    await play.press(BORIS, letter, "‹ К списку", "9. Магазин — Скидки 100")


async def test_a_mark_is_taken_back_from_the_list_of_marks(play: Stage) -> None:
    box = await holding(BORIS, newsletter(100))
    await client_marks.add(box.id, SHOP.address, box.owner.id)
    listed = await play.press(BORIS, await opened(play, BORIS), "Без уведомлений · 1", "теперь клиент")
    marked = await play.press(BORIS, listed, "Отмечены клиентами · 1", "Нажмите на адрес")
    await play.press(BORIS, marked, "✕ news@shop.test", "Отметок больше нет")
    assert await client_marks.marked(box.id) == frozenset()


async def test_a_member_may_say_so_of_a_corporate_mailbox(play: Stage) -> None:
    box = await holding(ANNA, newsletter(100, origin="forwarded"), mode="corporate")
    listed = await play.press(BORIS, await opened(play, BORIS), "Без уведомлений · 1", "с другого ящика")
    letter = await play.press(BORIS, listed, "1", "Почему без уведомления")
    await play.press(BORIS, letter, "Это клиент", "буду сообщать")
    boris = await people.find(BORIS)
    assert boris
    mark = await models.ClientMark.get(mailbox_id=box.id)
    assert mark.person_id == boris.id


async def test_an_administrator_sees_how_many_of_a_personal_mailbox_and_not_which(play: Stage) -> None:
    box = await holding(BORIS, newsletter(100), held(101))
    screen = await opened(play, ANNA)
    assert "рассылки 1" in screen.text
    assert not [label for label in screen.labels if "Без уведомлений" in label or "Карантин" in label]
    stored = await letters.one(box.id, "inbox", records.Uid(100))
    assert stored
    await client_marks.add(box.id, SHOP.address, box.owner.id)
    (mark,) = await client_marks.listing(box.id)
    for data, part in (
        *((f"{action}:{box.id}_0", "boris@acme.test") for action in ("kept", "held", "marked")),
        *((f"{action}:{stored.id}_0", "больше нет") for action in ("keptone", "client", "noclient", "again")),
        (f"unmark:{mark.id}_0", "boris@acme.test"),
    ):
        shown = await forged(play, ANNA, data, part)
        assert "Скидки" not in shown.text
        assert "shop" not in shown.text.lower()
    assert await client_marks.marked(box.id) == {"news@shop.test"}
    assert play.reader.asked == []


async def test_a_button_of_what_one_may_not_see_or_is_gone_leads_nowhere(play: Stage) -> None:
    await holding(ANNA, newsletter(100))
    for data in ("kept:1_0", "keptone:1_0", "held:1_0", "again:1_0", "keptone:999_0", "unmark:999_0"):
        shown = await forged(play, BORIS, data, "больше нет")
        assert "acme" not in shown.text


async def test_a_page_that_is_not_there_becomes_the_last(play: Stage) -> None:
    box = await holding(BORIS, newsletter(100))
    await forged(play, BORIS, f"kept:{box.id}_7", "1. Магазин")
    await models.Letter.all().delete()
    await forged(play, BORIS, f"kept:{box.id}_0", "Таких писем нет")


# -- quarantine ------------------------------------------------------------------------------------


async def test_a_quarantined_letter_is_read_on_another_try(play: Stage) -> None:
    box = await holding(BORIS, held(101), make.letter(102))
    inbox = (await folders.marks(box.id))[0]

    async def read() -> None:
        await letters.read_again(inbox.folder_id, make.letter(101, subject="Нашлось"))

    play.reader.work = read
    play.reader.gate.clear()
    screen = await opened(play, BORIS)
    assert "у меня 1.\nВ карантине 1 письмо" in screen.text
    listed = await play.press(BORIS, screen, "Карантин · 1", "не видно")
    assert "Почтовый сервер его не отдаёт" in listed.text
    trying = await play.press(BORIS, listed, "Попробовать ещё раз", "Пробую прочитать")
    assert "‹ Ящик" in trying.labels
    play.reader.gate.set()
    read_now = await play.chats.until(BORIS, lambda message: "Получилось" in message.text)
    assert read_now.id == trying.id
    assert "Нашлось" in read_now.text
    assert "Здесь пусто" in read_now.text
    assert play.reader.asked == [("inbox", 101)]


async def test_a_letter_that_still_cannot_be_read_says_why(play: Stage) -> None:
    await holding(BORIS, held(101), held(102))
    listed = await play.press(BORIS, await opened(play, BORIS), "Карантин · 2", "не видно")
    await play.press(BORIS, listed, "Попробовать ещё раз: 2", "Пока не получается")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        pytest.param(errors.ServerUnreachable(), "Почтовый сервер не отвечает", id="server-away"),
        pytest.param(errors.MailboxPaused(), "Этот ящик на паузе", id="paused"),
        pytest.param(errors.Locked(), "занят другой процесс", id="a-sync-takes-long"),
    ],
)
async def test_a_try_that_cannot_be_made_says_so(play: Stage, trouble: Exception, said: str) -> None:
    await holding(BORIS, held(101))
    play.reader.trouble = trouble
    listed = await play.press(BORIS, await opened(play, BORIS), "Карантин · 1", "не видно")
    shown = await play.press(BORIS, listed, "Попробовать ещё раз", "попробовать не удалось")
    assert said in shown.text
    assert "Попробовать ещё раз" in shown.labels


async def test_a_mistake_of_ours_does_not_leave_a_try_hanging(play: Stage) -> None:
    await holding(BORIS, held(101))
    play.reader.trouble = ZeroDivisionError()
    listed = await play.press(BORIS, await opened(play, BORIS), "Карантин · 1", "не видно")
    await play.press(BORIS, listed, "Попробовать ещё раз", "попробовать не удалось")


async def test_pressing_twice_asks_the_server_once(play: Stage) -> None:
    await holding(BORIS, held(101))
    play.reader.gate.clear()
    listed = await play.press(BORIS, await opened(play, BORIS), "Карантин · 1", "не видно")
    trying = await play.press(BORIS, listed, "Попробовать ещё раз", "Пробую прочитать")
    await play.chats.pressed(BORIS, trying.id, "Попробовать ещё раз")
    await play.hear(BORIS, "/status", "boris@acme.test")
    assert len(play.reader.asked) == 1
    play.reader.gate.set()
    await play.chats.until(BORIS, lambda message: "Пока не получается" in message.text)


async def test_whoever_was_removed_meanwhile_does_not_see_the_letter(play: Stage) -> None:
    await holding(BORIS, held(101))
    play.reader.gate.clear()
    listed = await play.press(BORIS, await opened(play, BORIS), "Карантин · 1", "не видно")
    await play.press(BORIS, listed, "Попробовать ещё раз", "Пробую прочитать")
    await people.remove(BORIS, datetime.now(UTC), erase=False)
    edits = len(play.chats.calls_of("editMessageText", chat_id=BORIS))
    play.reader.gate.set()
    await in_the_end(no_try_runs)
    assert len(play.chats.calls_of("editMessageText", chat_id=BORIS)) == edits


# -- watching --------------------------------------------------------------------------------------


async def test_a_mailbox_that_is_watched_live_says_so(play: Stage) -> None:
    box = await holding(BORIS)
    now = datetime.now(UTC)
    await models.Mailbox.filter(id=box.id).update(watched_until=now.replace(year=now.year + 1))
    await play.hear(BORIS, "/status", "Слежу вживую")
    await models.Mailbox.filter(id=box.id).update(paused_at=now)
    shown = await play.hear(BORIS, "/status", "На паузе")
    assert "вживую" not in shown.text
