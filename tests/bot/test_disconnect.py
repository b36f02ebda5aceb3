"""A mailbox is disconnected in the chat: with it go its letters and, where wanted, our messages about it."""

from datetime import UTC, datetime, timedelta

from bot import push
from bot.sandbox.people import Message
from storage import erasing, mailboxes, models
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end, told


async def told_to_both(play: Stage, *subjects: str) -> int:
    """Anna and Boris have a message of each letter; the id of their mailbox, a shared one."""
    for who in (ANNA, BORIS):
        await play.hear(who, "/start", "Здравствуйте")
    await announce(play, ANNA, BORIS, subjects=subjects)
    async with play.speaking() as application, push.Pusher(application, play.deps):
        for who in (ANNA, BORIS):
            await play.chats.until(who, lambda message: subjects[-1] in message.text)
        await in_the_end(nothing_waits)
    mailbox = await mailboxes.find("anna@acme.test")
    assert mailbox
    await models.Mailbox.filter(id=mailbox.id).update(mode="corporate")
    return mailbox.id


async def nothing_waits() -> bool:
    return not await models.Notice.exclude(state="sent").exists()


async def asked(play: Stage, mailbox_id: int) -> Message:
    listed = await play.hear(ANNA, "/mailboxes", "1 ящик")
    screen = await play.press(ANNA, listed, f"box:{mailbox_id}", "anna@acme.test")
    return await play.press(ANNA, screen, "Отключить", "Сотру здесь")


async def test_our_messages_about_it_go_from_every_chat(play: Stage) -> None:
    mailbox_id = await told_to_both(play, "Счёт", "Договор")
    question = await asked(play, mailbox_id)
    shown = await play.press(ANNA, question, "Стереть и убрать сообщения (4)", "Стёрто 2 письма")
    assert "Из чатов убрал 4 своих сообщения" in shown.text
    for who in (ANNA, BORIS):
        assert told(play, who, "Счёт") + told(play, who, "Договор") == []
    assert await models.Letter.all().count() == 0
    assert await mailboxes.everything() == []


async def test_messages_stay_where_only_the_letters_are_to_go(play: Stage) -> None:
    mailbox_id = await told_to_both(play, "Счёт")
    question = await asked(play, mailbox_id)
    shown = await play.press(ANNA, question, "Да, отключить и стереть", "Стёрто 1 письмо")
    assert "Из чатов" not in shown.text
    assert len(told(play, BORIS, "Счёт")) == 1


async def test_messages_too_old_for_a_bot_to_delete_are_not_offered(play: Stage) -> None:
    mailbox_id = await told_to_both(play, "Счёт")
    await models.Notice.all().update(at=datetime.now(UTC) - timedelta(hours=49))
    question = await asked(play, mailbox_id)
    assert question.labels == ("Да, отключить и стереть", "Нет, оставить")
    assert await erasing.messages(mailbox_id, datetime.now(UTC) - timedelta(hours=50)) != {}
