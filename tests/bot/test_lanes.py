"""How fast messages may leave, whoever sends them."""

import asyncio
import itertools
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot import alarms, app, lanes, push
from bot.context import parking_of
from bot.lanes import Lanes
from storage import incidents
from tests.bot.stage import ANNA, BORIS, Stage, announce, told


def leave(asked: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """When messages leave that are wanted at these moments: (chat, second)."""
    road = Lanes()
    return [(chat, at + road.take(chat, at)) for chat, at in asked]


def test_a_short_burst_leaves_at_once_and_then_one_a_second() -> None:
    assert [at for _, at in leave([(1, 100.0)] * 6)] == [100, 100, 100, 101, 102, 103]


def test_another_chat_does_not_wait() -> None:
    assert leave([*[(1, 100.0)] * 9, (2, 100.0)])[-1] == (2, 100.0)


def test_a_chat_that_was_quiet_may_burst_again() -> None:
    assert [at for _, at in leave([*[(1, 100.0)] * 4, *[(1, 200.0)] * 3])][-3:] == [200, 200, 200]


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 5)), max_size=200))
def test_telegrams_limits_hold(asked: list[tuple[int, float]]) -> None:
    asked = sorted(asked, key=lambda each: each[1])
    left = leave([(chat, 1000 + at) for chat, at in asked])
    for start in {at for _, at in left}:
        window = [(chat, at) for chat, at in left if start <= at < start + 1]
        assert len(window) <= lanes.TOTAL_RATE + lanes.TOTAL_BURST
        for chat in {chat for chat, _ in window}:
            assert sum(each == chat for each, _ in window) <= lanes.CHAT_BURST + 1


def test_what_a_person_asked_for_is_waited_for_a_second() -> None:
    road = Lanes()
    for _ in range(lanes.CHAT_BURST):
        road.note(1, 100.0)
    assert road.take(1, 100.0) == 1


def test_a_hundred_pressed_buttons_put_nothing_off_for_long() -> None:
    road = Lanes()
    assert [road.take(1, 100.0) for _ in range(4)][-1] == 1
    for _ in range(100):
        road.note(1, 100.0)
    assert road.take(1, 100.0) == 2
    assert road.take(2, 100.0) < 0.1


# -- in the chat -----------------------------------------------------------------------------------


def sent_at(stage: Stage, who: int) -> list[float]:
    """When messages came, in seconds after the first."""
    calls = [call.at for call in stage.chats.calls_of("sendMessage", "editMessageText", chat_id=who)]
    return [each - calls[0] for each in calls]


async def test_all_that_comes_by_itself_shares_a_chats_lane(stage: Stage) -> None:
    """Three notices, and an incident that nobody sends through the same loop."""
    stage.chats.say(ANNA, "/start")
    async with stage.speaking() as application:
        await incidents.begin("disk", "", datetime.now(UTC), number=400)
        async with push.Pusher(application, stage.deps), alarms.AlarmBoard(application, stage.deps):
            await announce(stage, ANNA, subjects=("Раз", "Два", "Три"))
            for part in ("Раз", "Два", "Три", "💽"):
                await stage.chats.until(ANNA, lambda shown, part=part: part in shown.text)  # type: ignore[misc]
    *burst, last = sent_at(stage, ANNA)
    assert burst[-1] < 0.8 < last


async def test_notices_let_the_screens_a_person_asked_for_go_first(stage: Stage) -> None:
    application = stage.build()
    async with app.running(application, stage.deps), push.Pusher(application, stage.deps):
        screen = await stage.hear(ANNA, "/start", "Здравствуйте")
        for label, part in (("Помощь", "Что здесь где"), ("‹ В начало", "Здравствуйте")):
            await stage.press(ANNA, screen, label, part)
        await announce(stage, ANNA)
        await stage.chats.until(ANNA, lambda shown: "Заказ" in shown.text)
    asked = sent_at(stage, ANNA)[:3]
    assert asked[-1] < 0.8 < sent_at(stage, ANNA)[3]


async def test_who_presses_a_button_waits_for_nothing_that_comes_by_itself(stage: Stage) -> None:
    application = stage.build()

    async def message(number: int) -> None:
        async with parking_of(application).turn(ANNA):
            await application.bot.send_message(ANNA, f"Само {number}")

    async with app.running(application, stage.deps):
        screen = await stage.hear(ANNA, "/start", "Здравствуйте")
        coming = [asyncio.create_task(message(number)) for number in range(6)]
        await stage.chats.until(ANNA, lambda shown: "Само 1" in shown.text)
        for label, part in (("Помощь", "Что здесь где"), ("‹ В начало", "Здравствуйте")):
            await stage.press(ANNA, screen, label, part)
        assert len(told(stage, ANNA, "Само")) == 2
        await asyncio.gather(*coming)
    apart = [later - each for each, later in itertools.pairwise(sent_at(stage, ANNA)[-4:])]
    assert all(each > 0.8 for each in apart)


async def test_each_message_takes_a_turn_of_its_own(stage: Stage) -> None:
    """What is sent within another's turn counts as asked for; another chat has a lane of its own."""
    for who in (ANNA, BORIS):
        stage.chats.say(who, "/start")
    async with stage.speaking() as application:
        parking = parking_of(application)
        for _ in range(2):
            async with parking.turn(ANNA):
                for text in ("Раз", "Два"):
                    await application.bot.send_message(ANNA, text)
        async with parking.turn(BORIS):
            await application.bot.send_message(BORIS, "Раз")
        async with parking.turn(ANNA):
            await application.bot.send_message(ANNA, "Три")
    assert len(sent_at(stage, ANNA)) == 5
    assert sent_at(stage, ANNA)[3] < 0.8 < sent_at(stage, ANNA)[4]
