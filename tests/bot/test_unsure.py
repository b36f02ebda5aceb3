"""A message of which nobody knows whether it arrived comes once more, never a third time; and a chat that
Telegram wants left alone is left alone by everybody."""

from datetime import timedelta

import httpx
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bot import parking, push
from bot.sandbox import answers
from storage import models, people
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end, told
from tests.bot.test_summaries_and_alerts import alert


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "_PAUSES", (timedelta(0),))


async def settled() -> bool:
    waiting = [await kind.exists(state="waiting") for kind in (models.Alert, models.Notice)]
    return not any(waiting)


async def test_a_lost_answer_is_one_repeat(pushing: Stage) -> None:
    pushing.chats.fail(answers.UNANSWERED, method="sendMessage", chat_id=ANNA)
    await announce(pushing, ANNA)
    await in_the_end(settled)
    assert len(told(pushing, ANNA, "Заказ")) == 2
    assert (await models.Notice.get()).state == "sent"


async def test_lost_answers_are_one_repeat_and_no_more(pushing: Stage) -> None:
    pushing.chats.fail(answers.UNANSWERED, method="sendMessage", chat_id=ANNA, times=3)
    await announce(pushing, ANNA)
    await alert(pushing, BORIS, "moved")
    await in_the_end(settled)
    assert len(told(pushing, ANNA, "Заказ")) == 2
    notice = await models.Notice.get()
    assert (notice.state, notice.why) == ("sent", "not_confirmed")


async def test_an_alert_is_repeated_once_too(pushing: Stage) -> None:
    pushing.chats.fail(answers.UNANSWERED, method="sendMessage", chat_id=BORIS, times=5)
    await alert(pushing, BORIS, "moved")
    await in_the_end(settled)
    assert len(told(pushing, BORIS)) == 2


async def test_the_repeat_waits_until_telegram_is_there(pushing: Stage) -> None:
    """While nothing is answered, nothing is risked: however long that is, the letter is told."""
    pushing.chats.fail(answers.DROPPED, method="sendMessage", chat_id=ANNA)
    pushing.chats.fail(answers.DROPPED, method="getMe", times=6)
    await announce(pushing, ANNA)
    await in_the_end(settled, timeout=60)
    assert len(pushing.chats.calls_of("sendMessage", chat_id=ANNA)) == 2
    assert len(told(pushing, ANNA, "Заказ")) == 1


async def test_a_gateway_that_says_no_may_say_so_often(pushing: Stage) -> None:
    pushing.chats.fail(answers.bad_gateway(), method="sendMessage", chat_id=ANNA, times=5)
    await announce(pushing, ANNA)
    await in_the_end(settled, timeout=60)
    assert len(told(pushing, ANNA, "Заказ")) == 1
    assert (await models.Notice.get()).why is None


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        pytest.param(caused(NetworkError("x"), httpx.ConnectError("x")), False, id="no-connection"),
        pytest.param(caused(TimedOut(), httpx.ConnectTimeout("x")), False, id="no-connection-in-time"),
        pytest.param(caused(TimedOut(), httpx.PoolTimeout("x")), False, id="no-free-connection"),
        pytest.param(caused(NetworkError("x"), httpx.ProxyError("x")), False, id="the-proxy-refused"),
        pytest.param(NetworkError("Bad Gateway"), False, id="an-answer-that-says-no"),
        pytest.param(caused(TimedOut(), httpx.ReadTimeout("x")), True, id="no-answer-in-time"),
        pytest.param(caused(NetworkError("x"), httpx.RemoteProtocolError("x")), True, id="cut-before-it"),
        pytest.param(caused(NetworkError("x"), httpx.ReadError("x")), True, id="cut-while-it-came"),
    ],
)
def test_what_may_have_arrived(trouble: TelegramError, expected: bool) -> None:
    assert push._may_be_there(trouble) is expected


async def test_who_is_deactivated_is_left_alone_and_comes_back(play: Stage) -> None:
    await play.hear(ANNA, "/start", "Здравствуйте")
    gone = answers.Refused(403, "Forbidden: user is deactivated")
    play.chats.fail(gone, method="sendMessage", chat_id=ANNA)
    async with play.speaking() as application, push.Pusher(application, play.deps):
        await announce(play, ANNA, subjects=("Раз", "Два"))
        await in_the_end(settled)
        await announce(play, ANNA, subjects=("Три",))  # nobody is told
        assert await models.Notice.filter(why="bot_blocked").count() == await models.Notice.all().count() == 2
        await play.hear(ANNA, "/start", "Здравствуйте")
        await announce(play, ANNA, subjects=("Четыре",))
        await play.chats.until(ANNA, lambda message: "Четыре" in message.text)
    anna = await models.Person.get(telegram_id=ANNA)
    assert anna.unreachable_at is None


# -- a chat that is to be left alone ---------------------------------------------------------------


async def test_what_a_person_asked_for_comes_after_a_short_pause(play: Stage) -> None:
    await play.hear(ANNA, "/start", "Здравствуйте")
    play.chats.fail(answers.too_many_requests(1), method="sendMessage", chat_id=ANNA)
    await play.hear(ANNA, "/help", "Что здесь где")
    refused, shown = play.chats.calls_of("sendMessage", chat_id=ANNA)[-2:]
    assert refused.error
    assert not shown.error
    assert shown.at - refused.at >= 1


async def test_a_pause_after_a_pause_is_waited_out_only_while_both_are_short(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "PATIENCE", 1.5)
    await play.hear(ANNA, "/start", "Здравствуйте")
    play.chats.fail(answers.too_many_requests(1), method="sendMessage", chat_id=ANNA, times=2)
    await play.hear(ANNA, "/help", "Простите")
    assert [bool(call.error) for call in play.chats.calls_of("sendMessage", chat_id=ANNA)[-3:]] == [
        True,
        True,
        False,
    ]


async def test_a_button_is_answered_at_once_while_its_chat_is_parked(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "PATIENCE", 1.0)
    start = await play.hear(ANNA, "/start", "Здравствуйте")
    play.chats.fail(answers.too_many_requests(2), method="sendMessage", chat_id=ANNA)
    play.chats.say(ANNA, "/help")
    refused = await play.chats.news.until(
        lambda: next((call for call in play.chats.calls_of("sendMessage") if call.error), None), 10
    )
    press = await play.chats.pressed(ANNA, start.id, "Помощь", timeout=1)
    assert press.answer is not None
    assert "просит паузу" in press.answer
    sorry = await play.chats.until(ANNA, lambda message: "Простите" in message.text)
    assert sorry.id > start.id
    calls = play.chats.calls_of("sendMessage", "editMessageText", chat_id=ANNA)
    assert all(call.at - refused.at >= 2 for call in calls if call.at > refused.at)
    await play.press(ANNA, start, "Помощь", "Что здесь где")


async def test_other_chats_do_not_wait(play: Stage) -> None:
    await play.hear(ANNA, "/start", "Здравствуйте")
    play.chats.fail(answers.too_many_requests(30), method="sendMessage", chat_id=ANNA)
    play.chats.say(ANNA, "/help")
    await play.hear(BORIS, "/start", "Здравствуйте")
    assert await people.find(BORIS)


async def test_a_button_that_is_tapped_twice_is_one_edit(play: Stage) -> None:
    start = await play.hear(ANNA, "/start", "Здравствуйте")
    for _ in range(3):
        play.chats.press(ANNA, start.id, "help")
    shown = await play.chats.until(ANNA, lambda message: "Что здесь где" in message.text)
    await play.press(ANNA, shown, "‹ В начало", "Здравствуйте")
    edits = play.chats.calls_of("editMessageText", chat_id=ANNA)
    assert [call.error for call in edits] == [None, None]
