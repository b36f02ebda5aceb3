"""Quiet hours: nothing comes in them, all of it comes after; and the screens that set them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot import app, push
from storage import models, orm, people
from storage.records import QuietHours
from tests.bot import stage as stages
from tests.bot.make import MOSCOW
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end, told
from tests.bot.test_summaries_and_alerts import alert, announce_late

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
EVENING = datetime(2026, 11, 23, 21, 30, tzinfo=MOSCOW)
NIGHT = QuietHours(22, 8)


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def goes_to(self, hour: int, minute: int = 0) -> None:
        """The next time it is so late."""
        moment = self.now.replace(hour=hour, minute=minute)
        self.now = moment if moment > self.now else moment + timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(EVENING)


@pytest.fixture
async def night(own_database: str, clock: Clock) -> AsyncIterator[Stage]:
    """Evening. Anna has quiet hours from 22 to 8, Boris has none; the bot runs, and pushes."""
    async with orm.open_storage(own_database), stages.on_stage(clock) as stage:
        anna = await people.find(ANNA)
        assert anna
        await people.set_quiet(anna.id, NIGHT)
        application = stage.build()
        async with app.running(application, stage.deps), push.Pusher(application, stage.deps):
            for who in (ANNA, BORIS):
                await stage.hear(who, "/start", "Здравствуйте")
            yield stage


async def comes(stage: Stage, clock: Clock, *subjects: str) -> None:
    for subject in subjects:
        await announce(stage, ANNA, BORIS, subjects=(subject,), due=clock())
        clock.now += 10 * MINUTE


async def none_waiting() -> bool:
    return not await models.Notice.exists(state="waiting")


async def boris_knows() -> bool:
    """He hears of all at once, so what was to come to Anna would have come, too."""
    return not await models.Notice.exists(state="waiting", person__telegram_id=BORIS)


def letters(stage: Stage, who: int) -> list[str]:
    return [text for text in told(stage, who) if text[0] in "✉📬📡"]


async def test_many_letters_of_a_night_come_as_one_message_in_the_morning(night: Stage, clock: Clock) -> None:
    await comes(night, clock, "Вечер")
    await night.chats.until(ANNA, lambda message: "Вечер" in message.text)
    clock.goes_to(23)
    await comes(night, clock, "Раз", "Два", "Три", "Четыре", "Пять")
    await in_the_end(boris_knows)
    assert len(letters(night, ANNA)) == 1
    clock.goes_to(8, 1)
    night.engine.notices_ready.set()
    card = await night.chats.until(ANNA, lambda message: "Накопилось 5 писем" in message.text)
    assert "первое вчера" not in card.text  # they are told by when they came to the server
    await in_the_end(none_waiting)
    assert await models.Notice.filter(state="in_summary", message_id=card.id).count() == 5
    assert len(letters(night, ANNA)) == 2
    await comes(night, clock, "Утро")
    await night.chats.until(ANNA, lambda message: "Утро" in message.text)


async def test_three_letters_of_a_night_come_one_by_one(night: Stage, clock: Clock) -> None:
    clock.goes_to(23)
    await comes(night, clock, "Раз", "Два", "Три")
    clock.goes_to(8, 0)
    night.engine.notices_ready.set()
    await night.chats.until(ANNA, lambda message: "Три" in message.text)
    await in_the_end(none_waiting)
    assert [text.splitlines()[3] for text in letters(night, ANNA)] == ["Раз", "Два", "Три"]


async def test_what_was_to_be_told_together_by_night_is_one_message_with_the_rest(
    night: Stage, clock: Clock
) -> None:
    clock.goes_to(23)
    await announce_late(night, ANNA, subjects=("Раз", "Два", "Три", "Четыре"))
    await announce_late(night, ANNA, subjects=("Пять", "Шесть", "Семь", "Восемь"), bundle="c")
    await models.Notice.all().update(due_at=clock())
    await models.Letter.all().update(stored_at=clock())
    clock.goes_to(8, 1)
    night.engine.notices_ready.set()
    await night.chats.until(ANNA, lambda message: "Накопилось 8 писем" in message.text)
    assert len(letters(night, ANNA)) == 1


async def test_a_burst_that_the_night_broke_off_goes_on_as_a_message_that_rings(
    night: Stage, clock: Clock
) -> None:
    clock.goes_to(21, 59)
    await announce(night, ANNA, subjects=tuple("абвгд"), due=clock())
    first = await night.chats.until(ANNA, lambda message: "Ещё 2 письма" in message.text)
    clock.now += MINUTE
    await announce(night, ANNA, subjects=tuple("ежзик"), due=clock())
    clock.goes_to(8, 1)
    night.engine.notices_ready.set()
    card = await night.chats.until(ANNA, lambda message: "Накопилось 5 писем" in message.text)
    assert card.id > first.id


async def test_alerts_wait_for_the_morning_too(night: Stage, clock: Clock) -> None:
    boris = await people.find(BORIS)
    assert boris
    await people.set_quiet(boris.id, NIGHT)
    clock.goes_to(23)
    await alert(night, BORIS, "unreachable", reason="server_unreachable", due_at=clock(), made_at=clock())
    await announce(night, BORIS, subjects=("Ночное",), due=clock())
    clock.goes_to(7, 59)
    night.engine.notices_ready.set()
    await night.hear(BORIS, "/start", "Здравствуйте")  # who asks is answered
    assert letters(night, BORIS) == []
    clock.goes_to(8)
    night.engine.notices_ready.set()
    await night.chats.until(BORIS, lambda message: "Ночное" in message.text)
    assert [text[0] for text in letters(night, BORIS)] == ["📡", "✉"]


async def test_taking_quiet_hours_back_lets_out_what_waited(night: Stage, clock: Clock) -> None:
    clock.goes_to(23)
    await comes(night, clock, "Раз")
    settings = await night.hear(ANNA, "/settings", "Тихие часы: с 22:00 до 8:00")
    hours = await night.press(ANNA, settings, "Тихие часы", "С 22:00 до 8:00 ничего не присылаю")
    await night.press(ANNA, hours, "Без тихих часов", "Ночью могу молчать")
    await night.chats.until(ANNA, lambda message: "Раз" in message.text)


async def test_hours_are_chosen_by_buttons(night: Stage) -> None:
    settings = await night.hear(BORIS, "/settings", "Тихих часов нет")
    shown = await night.press(BORIS, settings, "Тихие часы", "Ночью могу молчать")
    shown = await night.press(BORIS, shown, "Молчать с 22:00 до 8:00", "С 22:00 до 8:00")
    later = shown.keyboard[0][2]["callback_data"]
    shown = await night.press(BORIS, shown, later, "С 23:00 до 8:00")
    shown = await night.press(BORIS, shown, shown.keyboard[0][2]["callback_data"], "С 0:00 до 8:00")
    earlier = shown.keyboard[1][0]["callback_data"]
    await night.press(BORIS, shown, earlier, "С 0:00 до 7:00")
    boris = await people.find(BORIS)
    assert boris
    assert boris.quiet == QuietHours(0, 7)


@pytest.mark.parametrize("data", ["quiet:24_8", "quiet:8_8", "quiet:8_99"])
async def test_hours_that_are_none_are_not_taken(night: Stage, data: str) -> None:
    start = night.chats.messages(BORIS)[-1]
    forged = night.chats.post(BORIS, start.content, keyboard=(({"text": "x", "callback_data": data},),))
    await night.press(BORIS, forged, "x", "Ночью могу молчать")
    boris = await people.find(BORIS)
    assert boris
    assert boris.quiet is None
