"""Summaries of late letters, and alerts about mailboxes: told in the one loop that tells of letters."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import push
from bot.sandbox import answers
from storage import erasing, mailboxes, models, people
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end, told
from tests.make import new_mailbox

HOUR = timedelta(hours=1)


async def announce_late(stage: Stage, *who: int, subjects: tuple[str, ...], bundle: str = "b") -> None:
    """Letters of a catch-up: their notices share a bundle and become due together."""
    later = datetime.now(UTC) + HOUR
    await announce(stage, *who, subjects=subjects, due=later)
    await models.Notice.filter(due_at=later).update(bundle=bundle, due_at=datetime.now(UTC))
    stage.engine.notices_ready.set()


async def alert(stage: Stage, who: int, kind: str, *, ago: timedelta = timedelta(0), **facts: object) -> int:
    """The engine found out something about a mailbox of this person; the id of the mailbox."""
    person = await people.find(who)
    assert person
    box = await mailboxes.find("boris@acme.test")
    mailbox_id = box.id if box else await mailboxes.add(new_mailbox("boris@acme.test"), person.id)
    moment = datetime.now(UTC) - ago
    plain: dict[str, Any] = {
        "mailbox_id": mailbox_id,
        "person_id": person.id,
        "state": "waiting",
        "reason": None,
        "made_at": moment,
        "worked_at": moment - HOUR,
        "due_at": moment,
    }
    await models.Alert.create(kind=kind, **(plain | facts))
    stage.engine.notices_ready.set()
    return mailbox_id


async def all_told() -> bool:
    waiting = [await kind.exists(state="waiting") for kind in (models.Alert, models.Notice)]
    return not any(waiting)


# -- summaries -------------------------------------------------------------------------------------


async def test_late_letters_come_as_one_message(pushing: Stage) -> None:
    subjects = tuple(f"Письмо {number}" for number in range(37))
    await announce_late(pushing, ANNA, BORIS, subjects=subjects)
    for who in (ANNA, BORIS):
        card = await pushing.chats.until(who, lambda message: "Накопилось 37 писем" in message.text)
        assert "anna@acme.test" in card.text
        named = [line for line in card.text.splitlines() if line.startswith("•")]
        assert named == [f"• Пётр Петров — Письмо {number}" for number in range(36, 26, -1)]
        assert card.labels == ("Открыть письма", "Ящик")
        assert not card.link_preview
    await in_the_end(all_told)
    assert await models.Notice.filter(state="in_summary", message_id=card.id).count() == 37
    assert len(told(pushing, ANNA)) == len(told(pushing, BORIS)) == 1


async def test_every_letter_of_a_summary_can_be_opened_from_it(play: Stage) -> None:
    subjects = tuple(f"Письмо {number}" for number in range(12))
    play.chats.say(ANNA, "/start")
    async with play.speaking() as application, push.Pusher(application, play.deps):
        await announce_late(play, ANNA, subjects=subjects)
        card = await play.chats.until(ANNA, lambda message: "Накопилось 12 писем" in message.text)
        await in_the_end(all_told)
    listed = await play.press(ANNA, card, "Открыть письма", "1. Пётр Петров — Письмо 11")
    assert listed.id != card.id  # the summary may be edited when somebody answers
    below = await play.press(ANNA, listed, "›", "12. Пётр Петров — Письмо 0")
    assert below.id == listed.id
    letter = await play.press(ANNA, listed, "11", "Пришло на anna@acme.test")
    assert "Письмо 1" in letter.text.splitlines()
    await play.press(ANNA, letter, "‹ К списку", "12. Пётр Петров — Письмо 0")


async def test_a_summary_opens_for_nobody_but_who_was_told(play: Stage) -> None:
    play.chats.say(ANNA, "/start")
    async with play.speaking() as application, push.Pusher(application, play.deps):
        await announce_late(play, ANNA, subjects=("Раз", "Два", "Три", "Четыре"))
        card = await play.chats.until(ANNA, lambda message: "Накопилось 4 письма" in message.text)
    await play.hear(BORIS, "/start", "Здравствуйте")
    button = card.keyboard[0][0]
    for data in (button["callback_data"], str(button["callback_data"]).replace("toldall", "toldone")):
        forged = {"text": "old", "callback_data": data}
        old = play.chats.post(BORIS, play.chats.messages(BORIS)[0].content, keyboard=((forged,),))
        shown = await play.press(BORIS, old, "old", "больше нет")
        assert "Пётр" not in shown.text


async def test_letters_of_a_bundle_that_come_after_its_summary_are_told_too(pushing: Stage) -> None:
    await announce_late(pushing, ANNA, subjects=("Раз", "Два", "Три", "Четыре"))
    await pushing.chats.until(ANNA, lambda message: "Накопилось 4 письма" in message.text)
    await announce_late(pushing, ANNA, subjects=("Пять",))
    second = await pushing.chats.until(ANNA, lambda message: "Ещё одно письмо" in message.text)
    assert [line for line in second.text.splitlines() if "•" in line] == ["• Пётр Петров — Пять"]
    assert second.labels[0] == "Открыть письмо"
    await in_the_end(models.Notice.filter(state="in_summary", message_id=second.id).exists)
    assert not await models.Notice.exists(state="waiting")


async def test_a_summary_in_flight_is_written_down_for_all_its_letters(
    pushing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "_PAUSES", (HOUR,))
    pushing.chats.fail(answers.DROPPED, method="sendMessage", chat_id=ANNA)
    await announce_late(pushing, ANNA, subjects=("Раз", "Два", "Три", "Четыре"))
    tried = models.Notice.filter(tries=1, due_at__gt=datetime.now(UTC) + HOUR / 2)

    async def every_one() -> bool:
        return await tried.count() == 4

    await in_the_end(every_one)
    assert told(pushing, ANNA) == []


async def test_letters_before_and_after_a_summary_keep_their_order(pushing: Stage) -> None:
    later = datetime.now(UTC) + HOUR
    await announce(pushing, ANNA, subjects=("До",), due=later)
    await models.Notice.all().update(due_at=later + HOUR)
    await announce(pushing, ANNA, subjects=("Раз", "Два"), due=later)
    await models.Notice.filter(due_at=later).update(bundle="b")
    await announce(pushing, ANNA, subjects=("После",), due=later + HOUR)
    await models.Notice.all().update(due_at=datetime.now(UTC))
    pushing.engine.notices_ready.set()
    await pushing.chats.until(ANNA, lambda message: "После" in message.text)
    firsts = [text.splitlines()[0] for text in told(pushing, ANNA, "")]
    assert ["Накопилось" in first for first in firsts] == [False, True, False]


# -- alerts ----------------------------------------------------------------------------------------


async def test_the_owner_is_told_once_that_it_broke_and_once_that_it_works(pushing: Stage) -> None:
    await alert(pushing, BORIS, "unreachable", ago=3 * HOUR, reason="server_unreachable")
    broke = await pushing.chats.until(BORIS, lambda message: "Пропала связь" in message.text)
    assert "boris@acme.test" in broke.text
    assert "Почтовый сервер не отвечает" in broke.text
    assert broke.labels == ("Проверить сейчас",)
    await alert(pushing, BORIS, "works")
    works = await pushing.chats.until(BORIS, lambda message: "снова на связи" in message.text)
    assert "Последняя удачная проверка была " in works.text
    await in_the_end(all_told)
    assert [len(told(pushing, who)) for who in (BORIS, ANNA)] == [2, 0]


async def test_a_refused_password_can_be_mended_from_its_alert(play: Stage) -> None:
    play.chats.say(BORIS, "/start")
    async with play.speaking() as application, push.Pusher(application, play.deps):
        await alert(play, BORIS, "auth_failed", reason="sign_in_refused")
        broke = await play.chats.until(BORIS, lambda message: "перестала пускать" in message.text)
        await play.press(BORIS, broke, "Новый пароль", "Пришлите пароль")
        await play.hear(BORIS, "n3w", "Новый пароль подошёл")
    assert play.connector.tried == [("boris@acme.test", "n3w")]


async def test_an_administrator_is_not_offered_the_password_of_a_personal_mailbox(pushing: Stage) -> None:
    await alert(pushing, BORIS, "works", state="sent")
    await alert(pushing, ANNA, "auth_failed", reason="sign_in_refused")
    broke = await pushing.chats.until(ANNA, lambda message: "перестала пускать" in message.text)
    assert "только владелец" in broke.text
    assert "Новый пароль" not in broke.labels


async def test_what_broke_is_told_before_the_letters_that_came_after_it(pushing: Stage) -> None:
    later = datetime.now(UTC) + HOUR
    await announce(pushing, BORIS, due=later)
    await alert(pushing, BORIS, "unreachable", reason="server_unreachable", due_at=later)
    await alert(pushing, BORIS, "works", due_at=later)
    now = datetime.now(UTC)
    await models.Notice.all().update(due_at=now)
    await models.Alert.all().update(due_at=now)
    pushing.engine.notices_ready.set()
    await pushing.chats.until(BORIS, lambda message: "Заказ" in message.text)
    order = [text.split()[0] for text in told(pushing, BORIS)]
    assert order == ["📡", "✅", "✉️"]


async def test_an_alert_comes_again_after_a_cut_line(pushing: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "_PAUSES", (timedelta(0),))
    pushing.chats.fail(answers.DROPPED, method="sendMessage", chat_id=BORIS)
    await alert(pushing, BORIS, "moved")
    await in_the_end(models.Alert.filter(tries__gte=1).exists)
    pushing.engine.notices_ready.set()
    await pushing.chats.until(BORIS, lambda message: "переехал" in message.text)
    assert len(told(pushing, BORIS)) == 1


async def test_whoever_blocked_the_bot_is_left_alone(pushing: Stage) -> None:
    pushing.chats.block(BORIS)
    await alert(pushing, BORIS, "unreachable", reason="server_unreachable")
    await in_the_end(all_told)
    await alert(pushing, BORIS, "works", state="dropped")
    assert (await models.Person.get(telegram_id=BORIS)).unreachable_at is not None
    assert len(pushing.chats.calls_of("sendMessage", chat_id=BORIS)) == 1


async def test_an_alert_telegram_refuses_holds_up_nothing(pushing: Stage) -> None:
    refused = answers.bad_request("something is wrong with this one")
    pushing.chats.fail(refused, method="sendMessage", chat_id=BORIS)
    await alert(pushing, BORIS, "unreachable", reason="server_unreachable")
    await alert(pushing, BORIS, "works")
    await pushing.chats.until(BORIS, lambda message: "снова на связи" in message.text)
    await in_the_end(all_told)
    assert {row.state for row in await models.Alert.all()} == {"dropped", "sent"}


async def test_nothing_is_told_of_a_mailbox_that_was_disconnected_meanwhile(pushing: Stage) -> None:
    later = datetime.now(UTC) + HOUR
    gone = await alert(pushing, BORIS, "unreachable", reason="server_unreachable", due_at=later)
    await erasing.begin(gone, datetime.now(UTC))
    await models.Alert.all().update(due_at=datetime.now(UTC))
    await announce(pushing, BORIS)
    await pushing.chats.until(BORIS, lambda message: "Заказ" in message.text)
    assert len(told(pushing, BORIS)) == 1
