"""/admin, what happened in checks, asking an owner, and incidents as administrators are told of them."""

import itertools
import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import alarms, app, chart, push
from bot.handlers.commands import MENU, MENU_OF_ADMINS
from bot.sandbox import answers
from bot.sandbox import files as sandbox_files
from storage import checks, incidents, mailboxes, models, people, samples
from storage.records import Sample
from tests.bot.stage import ANNA, BORIS, Stage, in_the_end, told
from tests.make import new_mailbox

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def mailbox_of(who: int, address: str = "boris@acme.test", **columns: object) -> int:
    person = await people.find(who)
    assert person
    mailbox_id = await mailboxes.add(new_mailbox(address), person.id)
    await models.Mailbox.filter(id=mailbox_id).update(imported_at=datetime.now(UTC), **columns)
    return mailbox_id


async def test_the_account_is_one_screen_that_leads_to_every_mailbox(play: Stage) -> None:
    await mailbox_of(BORIS, trouble="auth_failed", reason="sign_in_refused")
    await mailbox_of(ANNA, "anna@acme.test", last_check=datetime.now(UTC) - 5 * MINUTE)
    screen = await play.hear(ANNA, "/admin", "Все ящики")
    assert "Работает: 1" in screen.text
    assert "Почта не пускает: 1" in screen.text
    assert "обычно 5 мин" in screen.text
    broken = await play.press(ANNA, screen, "🔑 1", "boris@acme.test")
    box = await play.press(ANNA, broken, "1", "Что случилось")
    assert "Попросить владельца войти" in box.labels
    await play.press(ANNA, box, "История проверок", "Пока ничего не записано")


async def test_a_state_that_has_a_row_to_itself_is_named(play: Stage) -> None:
    await mailbox_of(BORIS, trouble="auth_failed", reason="sign_in_refused")
    screen = await play.hear(ANNA, "/admin", "Все ящики")
    assert screen.labels[0] == "🔑 Почта не пускает: 1"


async def test_the_owner_is_asked_to_sign_in_and_gets_the_button(play: Stage) -> None:
    mailbox_id = await mailbox_of(BORIS, trouble="auth_failed", reason="sign_in_refused")
    play.chats.say(BORIS, "/start")
    screen = await play.hear(ANNA, "/admin", "Все ящики")
    listing = await play.press(ANNA, screen, "🔑 Почта не пускает: 1", "boris@acme.test")
    box = await play.press(ANNA, listing, "1", "Что случилось")
    async with play.speaking() as application, push.Pusher(application, play.deps):
        box = await play.press(ANNA, box, "Попросить владельца войти", "Попросил владельца")
        asked = await play.chats.until(BORIS, lambda shown: "Администратор просит" in shown.text)
        assert asked.labels == ("Новый пароль",)
    await play.press(ANNA, box, "Попросить владельца войти", "недавно уже просили")
    assert len(told(play, BORIS, "Администратор просит")) == 1
    assert [each.what for each in await checks.latest(mailbox_id, 0, 9)] == ["asked"]


async def test_an_administrator_gets_two_commands_more(play: Stage) -> None:
    for who in (ANNA, BORIS):
        await play.hear(who, "/start", "Здравствуйте")
        await play.hear(who, "/help", "Что здесь где")
    menus = {
        int(json.loads(str(call.params["scope"]))["chat_id"]): [
            each["command"] for each in json.loads(str(call.params["commands"]))
        ]
        for call in play.chats.calls_of("setMyCommands")
    }
    assert menus == {ANNA: [*MENU, *MENU_OF_ADMINS], BORIS: list(MENU)}


# -- the chart -------------------------------------------------------------------------------------


async def test_the_last_day_is_a_picture(play: Stage) -> None:
    screen = await play.hear(ANNA, "/admin", "Все ящики")
    await play.press(ANNA, screen, "График", "Рисовать пока нечего")
    now = datetime.now(UTC)
    for minutes in (15, 10, 5):
        await samples.put(now - minutes * MINUTE, freshness=30.0, kept=now - HOUR)
    await play.chats.pressed(ANNA, screen.id, "График")
    picture = await play.chats.until(ANNA, lambda shown: "Последние 24 часа" in shown.text)
    assert picture.labels == ("‹ Все ящики",)
    assert picture.file
    assert picture.file.width > 1000
    await play.press(ANNA, picture, "‹ Все ящики", "Все ящики")


NOW = datetime(2026, 11, 26, 12, 17, tzinfo=UTC)
SPAN = chart.Span(NOW - 24 * HOUR, NOW, ZoneInfo("Europe/Moscow"), 15 * MINUTE, 15)


@pytest.mark.parametrize(
    "points",
    [
        pytest.param((), id="none"),
        pytest.param((Sample(at=NOW - HOUR, freshness=9.0, letters=1),), id="one"),
        pytest.param((Sample(at=NOW, freshness=None, letters=0),), id="nothing-at-work"),
        pytest.param(
            tuple(
                Sample(at=NOW - number * 5 * MINUTE, freshness=86_400.0, letters=10_000)
                for number in range(300, -1, -1)
            ),
            id="a-terrible-day",
        ),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Moscow", "Asia/Kolkata", "America/New_York"])
def test_any_day_can_be_drawn(points: tuple[Sample, ...], zone: str) -> None:
    octets = chart.png(points, replace(SPAN, timezone=ZoneInfo(zone)))
    assert sandbox_files.photo("chart.png", octets).width == 1080


def test_nobody_pays_for_pictures_who_asks_for_none() -> None:
    found = "import sys, bot.service; sys.exit('PIL' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", found], cwd=Path(__file__).parents[2], check=False).returncode
        == 0
    )


# -- incidents -------------------------------------------------------------------------------------


async def test_one_message_grows_and_is_closed(pushing: Stage) -> None:
    """And the end makes a sound, in a message of its own."""
    began = datetime.now(UTC) - 2 * HOUR
    mine = [await mailbox_of(BORIS, f"{number}@acme.test") for number in range(3)]
    async with pushing.speaking() as application:
        board = alarms.AlarmBoard(application, pushing.deps)
        await incidents.begin("auth_failed", "imap.acme.test", began, mailbox_ids=tuple(mine[:1]), of=3)
        await board.tell()
        await board.tell()
        assert len(told(pushing, ANNA, "не пускает в 1 ящик из 3")) == 1
        (one,) = await incidents.going()
        await incidents.change(one, tuple(mine), 3)
        await board.tell()
        (grown,) = told(pushing, ANNA, "🔑")
        assert "не пускает в 3 ящика из 3" in grown
        assert all(f"{number}@acme.test" in grown for number in range(3))
        await incidents.end(one.id, began + HOUR)
        await board.tell()
        await board.tell()
    assert told(pushing, ANNA, "🔑") == []
    closed, said = told(pushing, ANNA, "✅")
    assert "снова пускает всех" in closed
    assert "всё наладилось" in said
    assert told(pushing, BORIS, "✅") == []


async def test_a_process_that_fell_silent_is_told_of_and_so_is_its_return(pushing: Stage) -> None:
    began = datetime.now(UTC) - HOUR
    async with pushing.speaking() as application:
        board = alarms.AlarmBoard(application, pushing.deps)
        await incidents.begin("worker", "", began, of=3, number=2)
        await board.tell()
        (silent,) = told(pushing, ANNA, "🧩")
        assert "1 рабочий процесс замолчал" in silent
        assert "Работают 2 из 3" in silent
        (one,) = await incidents.going()
        await incidents.end(one.id, datetime.now(UTC))
        await board.tell()
    assert told(pushing, ANNA, "🧩") == []
    closed, said = told(pushing, ANNA, "✅")
    assert "3 из 3" in closed
    assert "всё наладилось" in said


async def test_one_that_starts_anew_within_a_minute_is_not_told_of(pushing: Stage) -> None:
    now = datetime.now(UTC)
    async with pushing.speaking() as application:
        board = alarms.AlarmBoard(application, pushing.deps)
        await incidents.begin("worker", "", now - timedelta(seconds=20), of=3, number=2)
        await board.tell()
        (one,) = await incidents.going()
        await incidents.end(one.id, now)
        await incidents.begin("worker", "", now - timedelta(seconds=70), of=3, number=2)
        await board.tell()
    assert len(told(pushing, ANNA, "🧩")) == 1
    assert told(pushing, ANNA, "✅") == []


async def test_one_that_never_came_back_makes_no_sound(pushing: Stage) -> None:
    began = datetime.now(UTC) - timedelta(days=1)
    async with pushing.speaking() as application:
        board = alarms.AlarmBoard(application, pushing.deps)
        await incidents.begin("worker", "", began, of=3, number=2)
        await board.tell()
        (one,) = await incidents.going()
        await incidents.end(one.id, datetime.now(UTC))
        await board.tell()
    (closed,) = told(pushing, ANNA, "🧩")
    assert "не вернулся за сутки" in closed
    assert told(pushing, ANNA, "✅") == []


async def test_how_many_work_together_is_said_where_there_are_several(play: Stage) -> None:
    assert "Работают вместе" not in (await play.hear(ANNA, "/admin", "Все ящики")).text
    for name in ("a", "b", "c"):
        await models.Worker.create(name=name, seen_at=NOW)
    assert "Работают вместе: 3 процесса" in (await play.hear(ANNA, "/admin", "Все ящики")).text


async def test_one_that_telegram_did_not_take_comes_later(
    pushing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "_TROUBLE", timedelta(0))
    pushing.chats.fail(answers.bad_gateway(), method="sendMessage", chat_id=ANNA)
    async with pushing.speaking() as application:
        board = alarms.AlarmBoard(application, pushing.deps)
        await incidents.begin("disk", "", NOW, number=400)
        await board.tell()
        assert told(pushing, ANNA, "💽") == []
        await board.tell()
    assert len(told(pushing, ANNA, "💽")) == 1


async def test_what_cannot_be_written_down_is_told_once(
    pushing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async with pushing.speaking() as application:
        board = alarms.AlarmBoard(application, pushing.deps)
        await incidents.begin("disk", "", NOW, number=400)
        with monkeypatch.context() as full:
            full.setattr(incidents, "shown", fails)
            for _ in range(3):
                with pytest.raises(sqlite3.OperationalError):
                    await board.tell()
        await board.tell()
    assert len(told(pushing, ANNA, "💽")) == 1
    assert await incidents.untold(NOW) == []


async def test_a_full_disk_is_told_of_though_nothing_can_be_written(pushing: Stage) -> None:
    now = datetime.now(UTC)
    since: datetime | None = now
    async with pushing.speaking() as application:
        board = alarms.AlarmBoard(application, pushing.deps, lambda: since)
        await board.tell()
        await board.tell()
        assert len(told(pushing, ANNA, "🛑")) == 1
        since = None
        await incidents.passed("full", now, now + HOUR)
        await board.tell()
        await board.tell()
    assert told(pushing, ANNA, "🛑") == []
    over, said = told(pushing, ANNA, "✅")
    assert "снова есть место" in over
    assert "всё наладилось" in said


async def test_in_quiet_hours_nothing_is_told(pushing: Stage) -> None:
    anna = await people.find(ANNA)
    assert anna
    now = datetime.now(pushing.deps.timezone).hour
    await models.Person.filter(id=anna.id).update(quiet_from=(now - 1) % 24, quiet_to=(now + 2) % 24)
    async with pushing.speaking() as application:
        board = alarms.AlarmBoard(application, pushing.deps)
        await incidents.begin("disk", "", NOW)
        await board.tell()
        assert told(pushing, ANNA, "💽") == []
        await models.Person.filter(id=anna.id).update(quiet_from=None, quiet_to=None)
        await board.tell()
    assert len(told(pushing, ANNA, "💽")) == 1


async def test_an_outage_of_telegram_is_told_of_afterwards(stage: Stage) -> None:
    hours = itertools.count()
    stage.chats.fail(answers.bad_gateway(), method="getMe")
    deps = replace(stage.deps, clock=lambda: NOW + next(hours) * HOUR)
    async with app.running(stage.build(), deps):
        await in_the_end(models.Incident.exists)
    (one,) = await models.Incident.all()
    assert one.kind == "telegram"
    assert one.over_at
    assert one.over_at - one.since >= HOUR
