"""Somebody who was not invited (rule H4): the way in, answers that are everybody's, and no more of them than
a person needs."""

import pytest

from bot.views import press
from storage import mailboxes, models, people
from sync_engine.policy import POLICY, Policy
from tests.bot.stage import GUEST, Stage, told
from tests.make import stored_mailbox

WAY_IN = "an administrator for a"


async def test_the_way_in_is_told_with_the_number_an_administrator_may_ask_for(play: Stage) -> None:
    said = await play.hear(GUEST, "/start", WAY_IN)
    assert str(GUEST) in said.text
    assert said.labels == ("Questions and answers",)


async def test_answers_of_everybody_are_given_and_none_of_the_account(play: Stage) -> None:
    await stored_mailbox()
    said = await play.hear(GUEST, "how often is the mailbox checked?", "minutes")
    assert said.labels == ("Questions and answers",)
    assert "acme.test" not in said.text
    assert await people.find(GUEST) is None


async def test_the_menu_of_topics_is_open_and_leads_back_to_the_door(play: Stage) -> None:
    await stored_mailbox()
    door = await play.hear(GUEST, "/start", WAY_IN)
    menu = await play.press(GUEST, door, "Questions and answers", "in your own words")
    group = await play.press(GUEST, menu, "When letters come", "When letters come")
    answer = await play.press(GUEST, group, "How soon new letters come", "minutes")
    assert "acme.test" not in answer.text
    assert answer.labels == ("‹ When letters come",)
    group = await play.press(GUEST, answer, "‹ When letters come", "When letters come")
    menu = await play.press(GUEST, group, "‹ Questions and answers", "in your own words")
    await play.press(GUEST, menu, "‹ Start", WAY_IN)
    assert len(told(play, GUEST)) == 1


async def test_what_may_be_meant_is_offered_and_what_is_not_known_is_not_guessed(play: Stage) -> None:
    near = await play.hear(GUEST, "server trouble", "Is it one of these")
    assert near.labels[-1] == "Questions and answers"
    play.chats.press(GUEST, near.id, near.labels[0])
    await play.chats.until(GUEST, lambda shown: shown.labels[-1:] == ("‹ Connecting a mailbox",))
    said = await play.hear(GUEST, "how much is a subscription", "no answer")
    assert WAY_IN in said.text


async def test_nothing_they_ask_is_kept_or_passed_on(play: Stage) -> None:
    said = await play.hear(GUEST, "how much is a subscription", "no answer")
    forged = play.chats.post(
        GUEST, said.content, keyboard=(({"text": "x", "callback_data": press.to(press.ASK_ADMIN, 1)},),)
    )
    await play.press(GUEST, forged, "x", WAY_IN)
    assert await models.Question.all().count() == 0


@pytest.mark.parametrize(
    "data", [press.STATUS, press.to(press.MAILBOX, 1), press.CONNECT, "topic:x", "topics:"]
)
async def test_no_other_button_leads_anywhere(play: Stage, data: str) -> None:
    box = await stored_mailbox()
    start = await play.hear(GUEST, "/start", WAY_IN)
    forged = play.chats.post(GUEST, start.content, keyboard=(({"text": "x", "callback_data": data},),))
    shown = await play.press(GUEST, forged, "x", WAY_IN)
    assert box.address not in shown.text
    assert await mailboxes.get(box.id) == box


async def test_presses_in_the_menu_are_no_questions_and_have_an_end(play: Stage) -> None:
    object.__setattr__(play.deps, "policy", Policy(guest_presses_per_hour=3, guest_questions_per_hour=2))
    door = await play.hear(GUEST, "/start", WAY_IN)
    menu = await play.press(GUEST, door, "Questions and answers", "in your own words")
    group = await play.press(GUEST, menu, "When letters come", "When letters come")
    menu = await play.press(GUEST, group, "‹ Questions and answers", "in your own words")
    for _ in range(3):
        await play.press(GUEST, menu, "When letters come", "take a break")
    await play.hear(GUEST, "how often is the mailbox checked?", f"{POLICY.new_letter_minutes} minutes")
    assert len(told(play, GUEST, "take a break")) == 1
