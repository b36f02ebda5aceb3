"""When somebody answers a client, the notice of everybody says so (issue of two answers to one letter)."""

from datetime import UTC, datetime, timedelta

from bot.sandbox import answers
from storage import models
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end


async def test_the_notice_of_each_says_who_answered_and_after_how_long(pushing: Stage) -> None:
    await announce(pushing, ANNA, BORIS, subjects=("Смета",))
    for who in (ANNA, BORIS):
        await pushing.chats.until(who, lambda message: "Смета" in message.text)

    async def both_told() -> bool:
        return await models.Notice.filter(state="sent").count() == 2

    await in_the_end(both_told)
    letter = await models.Letter.get()
    boris = await models.Person.get(telegram_id=BORIS)
    await models.Answered.create(
        letter_id=letter.id, person_id=boris.id, at=letter.received + timedelta(minutes=12)
    )
    await models.Notice.all().update(edit_due=datetime.now(UTC))
    pushing.engine.notices_ready.set()
    anna_sees = await pushing.chats.until(ANNA, lambda message: "↩️" in message.text)
    boris_sees = await pushing.chats.until(BORIS, lambda message: "↩️" in message.text)
    assert anna_sees.text.splitlines()[-1] == f"↩️ Ответ отправлен через 12 минут: {boris.name}"
    assert boris_sees.text.splitlines()[-1] == "↩️ Вы ответили через 12 минут"
    assert "Смета" in anna_sees.text

    async def shown() -> bool:
        return not await models.Notice.exists(edit_due__not_isnull=True)

    await in_the_end(shown)
    for who in (ANNA, BORIS):
        assert len(pushing.chats.calls_of("sendMessage", chat_id=who)) == 1
        assert len(pushing.chats.calls_of("editMessageText", chat_id=who)) == 1


async def test_an_edit_that_telegram_does_not_take_now_comes_later(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=("Смета",))
    await pushing.chats.until(ANNA, lambda message: "Смета" in message.text)
    await in_the_end(models.Notice.filter(state="sent").exists)
    letter = await models.Letter.get()
    await models.Answered.create(letter_id=letter.id, at=letter.received)
    pushing.chats.fail(answers.too_many_requests(1), method="editMessageText", chat_id=ANNA)
    await models.Notice.all().update(edit_due=datetime.now(UTC))
    pushing.engine.notices_ready.set()
    await pushing.chats.until(ANNA, lambda message: "↩️ Ответ отправлен через минуту" in message.text)
