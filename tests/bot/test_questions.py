"""Votes under answers, questions passed to administrators and their answers, what is not known (rule H1)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import app, inquiries
from bot.sandbox.people import Message
from bot.sandbox.people import Person as Somebody
from storage import models, people, questions
from sync_engine.policy import POLICY
from tests.bot.stage import ANNA, BORIS, Stage, told

OLGA = 10  # another administrator
QUESTION = "сколько стоит подписка"


@pytest.fixture
async def desk(stage: Stage) -> AsyncIterator[tuple[Stage, inquiries.InquiryBoard]]:
    """The bot runs, with two administrators; questions are carried when a test says so."""
    stage.chats.add(Somebody(id=OLGA, first_name="Olga", language_code="en"))
    await people.put(OLGA, "admin", "en", "Olga")
    for who in (ANNA, BORIS, OLGA):
        stage.chats.say(who, "/start")
    application = stage.build()
    async with app.running(application, stage.deps):
        for who, words in ((ANNA, "Здравствуйте"), (BORIS, "Здравствуйте"), (OLGA, "Hello")):
            await stage.chats.until(who, lambda shown, part=words: part in shown.text)  # type: ignore[misc]
        yield stage, inquiries.InquiryBoard(application, stage.deps)


Desk = tuple[Stage, inquiries.InquiryBoard]


async def passed_on(desk: Desk) -> None:
    play, board = desk
    said = await play.hear(BORIS, QUESTION, "нет ответа")
    await play.press(BORIS, said, "Спросить администратора", "Передал администраторам")
    await board.carry()


def card(play: Stage, who: int) -> Message:
    """The newest message of the bot that shows an administrator the question."""
    return next(
        each for each in reversed(play.chats.messages(who)) if each.from_bot and QUESTION in each.text
    )


async def test_a_question_goes_to_the_administrators_and_the_answer_comes_back(desk: Desk) -> None:
    play, board = desk
    await passed_on(desk)
    assert "Boris спрашивает" in card(play, ANNA).text
    assert "Boris asks" in card(play, OLGA).text
    after = play.chats.say(ANNA, "Спросите Олю: это к ней <b>&", reply_to=card(play, ANNA).id).id
    await play.chats.until(ANNA, lambda shown: "Передаю ответ" in shown.text, after=after)
    await board.carry()
    (answer,) = told(play, BORIS, "На ваш вопрос отвечает Анна")
    assert QUESTION in answer
    assert "Спросите Олю: это к ней <b>&" in answer
    assert "Анна answers" in card(play, OLGA).text
    assert card(play, OLGA).labels == ()
    assert "Отвечает Анна" in card(play, ANNA).text


async def test_nothing_is_told_twice(desk: Desk) -> None:
    """Nor by a board that was started anew."""
    play, board = desk
    anna = await people.find(ANNA)
    assert anna
    await passed_on(desk)
    await board.carry()
    assert len(told(play, OLGA, QUESTION)) == 1
    await questions.answer(1, anna.id, "Так.")
    await board.carry()
    async with play.speaking() as application:
        await inquiries.InquiryBoard(application, play.deps).carry()
    assert len(told(play, BORIS, "На ваш вопрос отвечает")) == 1


async def test_the_second_administrator_hears_that_it_was_answered(desk: Desk) -> None:
    play, board = desk
    await passed_on(desk)
    asked = await play.press(OLGA, card(play, OLGA), "Answer", "What shall I answer?")
    anna = await people.find(ANNA)
    assert anna
    await questions.answer(1, anna.id, "Спросите Олю.")
    await play.hear(OLGA, "It is free.", "has answered this one already")
    await board.carry()
    assert [text for text in told(play, BORIS, "На ваш вопрос") if "free" in text] == []
    assert asked.labels == ("Cancel",)


async def test_by_the_button_until_it_is_text_that_can_be_passed(desk: Desk) -> None:
    play, board = desk
    await passed_on(desk)
    await play.press(OLGA, card(play, OLGA), "Answer", "What shall I answer?")
    await play.hear(OLGA, "x" * (POLICY.question_answer + 1), "too long")
    await play.hear(OLGA, "It is free.", "passing your answer")
    await board.carry()
    assert len(told(play, BORIS, "It is free.")) == 1
    await play.hear(OLGA, "как часто проверяется почта?", "минут")  # the dialogue is over


async def test_a_restart_loses_no_question_and_no_answer(desk: Desk) -> None:
    play, _ = desk
    said = await play.hear(BORIS, QUESTION, "нет ответа")
    await play.press(BORIS, said, "Спросить администратора", "Передал администраторам")
    async with play.speaking() as application:
        await inquiries.InquiryBoard(application, play.deps).carry()
    assert QUESTION in card(play, ANNA).text


async def test_who_blocked_the_bot_gets_the_answer_when_they_are_back(desk: Desk) -> None:
    play, board = desk
    await passed_on(desk)
    boris = await people.find(BORIS)
    assert boris
    await people.mark_unreachable(boris.id, datetime.now(UTC))
    after = play.chats.say(ANNA, "Так.", reply_to=card(play, ANNA).id).id
    await play.chats.until(ANNA, lambda shown: "чат со мной закрыт" in shown.text, after=after)
    await board.carry()
    assert told(play, BORIS, "На ваш вопрос") == []
    await play.hear(BORIS, "/start", "Здравствуйте")
    await board.carry()
    assert len(told(play, BORIS, "На ваш вопрос")) == 1


async def test_one_administrator_who_blocked_the_bot_keeps_no_other_from_the_question(desk: Desk) -> None:
    play, board = desk
    play.chats.block(ANNA)
    await passed_on(desk)
    assert QUESTION in card(play, OLGA).text
    assert told(play, ANNA, QUESTION) == []
    await board.carry()
    assert len(told(play, OLGA, QUESTION)) == 1


async def test_questions_of_a_removed_person_are_gone(desk: Desk) -> None:
    play, _ = desk
    await passed_on(desk)
    await people.remove(BORIS, datetime.now(UTC), erase=False)
    (kept,) = await models.Question.all()
    assert kept.text == ""
    after = play.chats.say(ANNA, "Так.", reply_to=card(play, ANNA).id).id
    await play.chats.until(ANNA, lambda shown: "больше нет" in shown.text, after=after)


async def test_who_is_no_administrator_any_more_answers_nothing(desk: Desk) -> None:
    play, _ = desk
    await passed_on(desk)
    shown = card(play, OLGA)
    await people.put(OLGA, "member", "en")
    after = play.chats.say(OLGA, "So.", reply_to=shown.id).id
    await play.chats.until(OLGA, lambda said: "administrators only" in said.text, after=after)
    await play.press(OLGA, shown, "Answer", "administrators only")
    assert [each.answer for each in await models.Question.all()] == [None]


async def test_so_many_an_hour_and_once_each(desk: Desk) -> None:
    play, board = desk
    said = [
        await play.hear(BORIS, f"{QUESTION} {number}", "нет ответа")
        for number in range(POLICY.questions_passed_per_hour + 1)
    ]
    await play.press(BORIS, said[0], "Спросить администратора", "Передал")
    for each in said[:-1]:
        before = len(told(play, BORIS, "Передал"))
        await play.chats.pressed(BORIS, each.id, "Спросить администратора")
        await play.chats.until(
            BORIS,
            lambda shown, count=before: "Передал" in shown.text and len(told(play, BORIS, "Передал")) > count,  # type: ignore[misc]
        )
    await play.press(BORIS, said[-1], "Спросить администратора", "за час")
    await board.carry()
    assert len(told(play, ANNA, "спрашивает")) == POLICY.questions_passed_per_hour


async def test_the_only_administrator_is_not_sent_to_themselves(play: Stage) -> None:
    said = await play.hear(ANNA, QUESTION, "нет ответа")
    assert "Спросить администратора" not in said.labels


# -- votes, and what is not known ------------------------------------------------------------------


async def vote(play: Stage, said: Message, label: str, then: str) -> Message:
    await play.chats.pressed(BORIS, said.id, label)
    return await play.chats.until(BORIS, lambda shown: then in shown.labels, after=said.id - 1)


async def test_a_vote_can_be_changed_and_one_that_did_not_help_leads_to_an_administrator(play: Stage) -> None:
    said = await play.hear(BORIS, "как часто проверяется почта?", "минут")
    voted = await vote(play, said, "👍 Помогло", "✅ Помогло")
    assert "Спросить администратора" not in voted.labels
    voted = await vote(play, voted, "👎 Не помогло", "✅ Не помогло")
    await play.press(BORIS, voted, "Спросить администратора", "Передал администраторам")
    assert [each.vote for each in await models.Question.all()] == ["missed"]


async def test_administrators_read_what_was_not_answered_and_not_who_asked(play: Stage) -> None:
    await play.hear(BORIS, QUESTION, "нет ответа")
    said = await play.hear(BORIS, "как часто проверяется почта?", "минут")
    await vote(play, said, "👎 Не помогло", "✅ Не помогло")
    account = await play.hear(ANNA, "/admin", "Все ящики")
    shown = await play.press(ANNA, account, "Вопросы без ответа", "Что спрашивали")
    assert "Всего: 2 · 👍 0 · 👎 1 · без ответа 1" in shown.text
    assert QUESTION in shown.text
    assert "ответил: Как быстро приходят новые письма" in shown.text
    assert "Boris" not in shown.text


async def test_no_secret_is_kept_and_what_is_old_goes(play: Stage) -> None:
    await play.hear(BORIS, "мой пароль Zx9kLmm22 не подходит, почему", "парол")
    await play.hear(BORIS, "abcdefghijklmnop", "нет ответа")
    (kept,) = await models.Question.all()
    assert "Zx9" not in kept.text
    await questions.drop_old(kept.at)
    assert await models.Question.all().count() == 1
    await questions.drop_old(kept.at + timedelta(seconds=1))
    assert await models.Question.all().count() == 0


async def test_of_one_person_only_the_latest_are_kept(stage: Stage) -> None:
    stage.deps = replace(stage.deps, policy=replace(POLICY, questions_of_person=2))
    async with app.running(stage.build(), stage.deps):
        for number in range(4):
            await stage.hear(BORIS, f"{QUESTION} {number}", "нет ответа")
    kept = await models.Question.all().order_by("id")
    assert [each.text[-1] for each in kept] == ["2", "3"]
