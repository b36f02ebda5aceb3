"""When somebody answers a client, the notice of everybody says so (issue of two answers to one letter)."""

from datetime import UTC, datetime, timedelta

from bot import push
from bot.sandbox import answers
from storage import models
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end
from tests.bot.test_bursts import none_waiting, numbered, says
from tests.bot.test_summaries_and_alerts import announce_late


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


async def answered(subject: str, name: str | None = None) -> None:
    """Somebody answered the letter, from here or (None) with another program."""
    letter = await models.Letter.get(subject=subject)
    by = await models.Person.get(name=name) if name else None
    await models.Answered.create(letter_id=letter.id, person=by, at=letter.received + timedelta(minutes=3))
    await models.Notice.filter(letter_id=letter.id).update(edit_due=datetime.now(UTC))


async def settled() -> bool:
    return not await models.Notice.exists(edit_due__not_isnull=True)


async def test_the_message_of_a_burst_says_who_answered_which_letter(pushing: Stage) -> None:
    await announce(pushing, ANNA, BORIS, subjects=numbered(1, 6))
    for who in (ANNA, BORIS):
        await pushing.chats.until(who, says("Ещё 3 письма"))
    await in_the_end(none_waiting)
    await answered("Письмо 5", "Boris")
    pushing.engine.notices_ready.set()
    for who in (ANNA, BORIS):
        shown = await pushing.chats.until(who, says("↩️"))
        named = [line for line in shown.text.splitlines() if "•" in line]
        assert named == [
            "• Пётр Петров — Письмо 6",
            "• Пётр Петров — Письмо 5 ↩️ Boris",
            "• Пётр Петров — Письмо 4",
        ]
        assert "Ещё 3 письма" in shown.text
    await in_the_end(settled)
    await announce(pushing, ANNA, BORIS, subjects=numbered(7, 7))
    for who in (ANNA, BORIS):
        shown = await pushing.chats.until(who, says("Ещё 4 письма"))
        assert "Письмо 5 ↩️ Boris" in shown.text


async def test_the_summary_of_late_letters_says_it_too_and_each_edit_something_new(pushing: Stage) -> None:
    await announce_late(pushing, ANNA, BORIS, subjects=numbered(1, 12))
    for who in (ANNA, BORIS):
        await pushing.chats.until(who, lambda message: "Накопилось 12 писем" in message.text)
    await in_the_end(none_waiting)
    await answered("Письмо 1", "Boris")  # not among those that are named
    await answered("Письмо 12")
    pushing.engine.notices_ready.set()
    for who in (ANNA, BORIS):
        shown = await pushing.chats.until(who, lambda message: "на 2 из 12" in message.text)
        assert "• Пётр Петров — Письмо 12 ↩️" in shown.text.splitlines()
        assert "Накопилось 12 писем" in shown.text
    await in_the_end(settled)
    for who in (ANNA, BORIS):
        edits = pushing.chats.calls_of("editMessageText", chat_id=who)
        assert [each.error for each in edits] == [None]


async def test_what_a_burst_is_about_to_show_needs_no_edit_of_its_own(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=numbered(1, 6))
    await pushing.chats.until(ANNA, says("Ещё 3 письма"))
    await in_the_end(none_waiting)
    await answered("Письмо 5")
    await announce(pushing, ANNA, subjects=numbered(7, 7))
    shown = await pushing.chats.until(ANNA, says("Ещё 4 письма"))
    await in_the_end(settled)
    assert "Письмо 5 ↩️" in pushing.chats.messages(ANNA)[-1].text
    assert shown.id == pushing.chats.messages(ANNA)[-1].id
    edits = pushing.chats.calls_of("editMessageText", chat_id=ANNA)
    assert [each.error for each in edits] == [None] * len(edits)


async def test_the_list_of_a_summary_and_its_letters_say_who_answered(play: Stage) -> None:
    play.chats.say(ANNA, "/start")
    async with play.speaking() as application, push.Pusher(application, play.deps):
        await announce_late(play, ANNA, BORIS, subjects=numbered(1, 4))
        card = await play.chats.until(ANNA, lambda message: "Накопилось 4 письма" in message.text)
        await in_the_end(none_waiting)
    await answered("Письмо 3", "Boris")
    listed = await play.press(ANNA, card, "Открыть письма", "2. Пётр Петров — Письмо 3 ↩️ Boris")
    assert listed.id != card.id, "the next edit of the summary would take the list away"
    letter = await play.press(ANNA, listed, "2", "Пришло на anna@acme.test")
    assert "Ответ отправлен через 3 минуты: Boris" in letter.text
    await play.press(ANNA, letter, "Прочитать", "↩️ Ответ отправлен через 3 минуты: Boris")
