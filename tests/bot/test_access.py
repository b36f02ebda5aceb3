"""Who may use the bot (rule H4), at the door and inside."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import models, people
from sync_engine.policy import POLICY
from tests.bot.stage import BORIS, GUEST, Stage, in_the_end, told
from tests.make import stored_mailbox

SOON = timedelta(minutes=5)


EVERYTHING = ["/start", "/connect", "/status", "/mailboxes", "/settings", "/cancel", "hello", "/start x"]


@pytest.mark.parametrize("typed", EVERYTHING)
async def test_who_was_not_invited_meets_the_door_only(play: Stage, typed: str) -> None:
    await stored_mailbox()
    said = await play.hear(GUEST, typed, "an administrator for a")
    assert said.labels == ("Questions and answers",)
    assert "acme.test" not in said.text
    assert await people.find(GUEST) is None


async def test_who_was_not_invited_is_answered_so_often_an_hour_and_told_once_when_again(play: Stage) -> None:
    for _ in range(POLICY.guest_questions_per_hour + 5):
        play.chats.say(GUEST, "hello")
    await play.hear(BORIS, "/start", "Здравствуйте")
    await play.chats.until(GUEST, lambda message: "take a break" in message.text)
    await people.add_invite("good", "member", datetime.now(UTC) + SOON)
    await play.hear(GUEST, "/start good", "Hello, Kate!")  # an invite is no question
    assert len(told(play, GUEST, "an administrator for a")) == POLICY.guest_questions_per_hour
    assert len(told(play, GUEST, "take a break")) == 1


async def test_an_invite_lets_in_once_and_in_time(play: Stage) -> None:
    await people.add_invite("good", "member", datetime.now(UTC) + SOON)
    await people.add_invite("late", "member", datetime.now(UTC) - SOON)
    await play.hear(GUEST, "/start late", "no longer works")
    await play.hear(GUEST, "/start good", "Hello, Kate!")
    guest = await people.find(GUEST)
    assert guest is not None
    assert (guest.role, guest.language, guest.name) == ("member", "en", "Kate")
    await people.remove(GUEST, datetime.now(UTC), erase=False)
    await play.hear(GUEST, "/start good", "no longer works")


async def test_the_claim_link_makes_the_first_administrator_and_dies(play: Stage) -> None:
    await models.Person.all().delete()
    await people.add_invite("claim", "admin", datetime.now(UTC) + SOON, claim=True)
    await play.hear(GUEST, "/start claim", "Hello, Kate!")
    kate = await people.find(GUEST)
    assert kate is not None
    assert kate.is_admin
    await play.hear(BORIS, "/start claim", "уже не действует")


async def test_a_removed_persons_buttons_die_at_once(play: Stage) -> None:
    screen = await play.hear(BORIS, "/start", "Здравствуйте")
    await people.remove(BORIS, datetime.now(UTC), erase=False)
    shown = await play.press(BORIS, screen, "➕ Подключить ящик", "закрытый бот")
    assert shown.labels == ("Вопросы и ответы",)
    assert await people.dialogue(BORIS) is None


async def test_groups_are_not_answered(play: Stage) -> None:
    said = play.chats.say(BORIS, "/status")
    await play.chats.until(BORIS, lambda message: message.id > said.id)
    group = {"id": -100, "type": "group", "title": "Sales"}
    message = {"message_id": 1, "chat": group, "from": {"id": BORIS, "is_bot": False, "first_name": "B"}}
    entity = {"type": "bot_command", "offset": 0, "length": 7}
    play.chats.updates.add("message", {**message, "date": 0, "text": "/status", "entities": [entity]})
    play.chats.news.wake()
    await play.hear(BORIS, "/help", "Что здесь где")
    assert [call for call in play.chats.calls if call.chat_id == -100] == []


async def test_an_administrator_of_the_settings_is_met_in_the_language_of_their_telegram(play: Stage) -> None:
    await people.put(GUEST, "admin", "ru")
    await play.hear(GUEST, "/start", "Hello, Kate!")
    kate = await people.find(GUEST)
    assert kate is not None
    assert (kate.language, kate.name) == ("en", "Kate")


async def test_blocking_the_bot_is_noted_and_coming_back_too(play: Stage) -> None:
    await play.hear(BORIS, "/start", "Здравствуйте")
    play.chats.block(BORIS)
    unreachable = models.Person.filter(telegram_id=BORIS, unreachable_at__not_isnull=True)
    await in_the_end(unreachable.exists)
    await play.hear(BORIS, "/help", "Что здесь где")
    assert not await unreachable.exists()
