"""How fast messages may leave, whoever sends them."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import alarms, app, lanes, push
from bot.context import App, parking_of
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


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has to wait for a lane waits for ever, so that no test depends on how fast the machine is."""
    monkeypatch.setattr(lanes, "CHAT_RATE", 0.0001)


async def waits(work: Coroutine[Any, Any, None]) -> bool:
    try:
        async with asyncio.timeout(0.3):
            await work
    except TimeoutError:
        return True
    return False


async def by_itself(application: App, who: int, *texts: str) -> None:
    async with parking_of(application).turn(who):
        for text in texts:
            await application.bot.send_message(who, text)


async def test_all_that_comes_by_itself_shares_a_chats_lane(stage: Stage, endless: None) -> None:
    """Three notices, and an incident that is not sent by the same loop."""
    stage.chats.say(ANNA, "/start")
    await incidents.begin("disk", "", datetime.now(UTC), number=400)
    async with stage.speaking() as application:
        async with push.Pusher(application, stage.deps):
            await announce(stage, ANNA, subjects=("Раз", "Два", "Три"))
            for part in ("Раз", "Два", "Три"):
                await stage.chats.until(ANNA, lambda shown, part=part: part in shown.text)  # type: ignore[misc]
        assert await waits(alarms.AlarmBoard(application, stage.deps).tell())
    assert told(stage, ANNA, "💽") == []


async def test_it_waits_for_what_a_person_asked_for_who_waits_for_nothing(
    stage: Stage, endless: None
) -> None:
    application = stage.build()
    async with app.running(application, stage.deps):
        screen = await stage.hear(ANNA, "/start", "Здравствуйте")
        for label, part in (("Помощь", "Что здесь где"), ("‹ В начало", "Здравствуйте")):
            await stage.press(ANNA, screen, label, part)
        assert await waits(by_itself(application, ANNA, "Само"))
        await stage.press(ANNA, screen, "Помощь", "Что здесь где")
        stage.chats.say(BORIS, "/start")
        await by_itself(application, BORIS, "Само")
    assert told(stage, ANNA, "Само") == []


async def test_each_message_takes_a_turn_of_its_own(stage: Stage, endless: None) -> None:
    stage.chats.say(ANNA, "/start")
    async with stage.speaking() as application:
        for _ in range(2):
            await by_itself(application, ANNA, "Раз", "Два")
        assert await waits(by_itself(application, ANNA, "Три"))
