"""Telegram cannot be reached for an hour: letters go on being stored, and all of them are told afterwards."""

import time

import httpx
import psutil
import pytest

from tests import soak
from tests.acceptance import weather
from tests.acceptance.conftest import Team
from tests.acceptance.test_processes import until

AWAY = soak.rounds(10, 3600)  # seconds
LETTERS = soak.rounds(12, 2000)
GROWN = 30  # MB: what is loaded with the first of everything, and no more in an hour than in a minute
A_MINUTE = 6  # calls: questions for updates and messages to one chat, when pauses are at their longest


@pytest.mark.soak
def test_telegram_away_for_an_hour(team: Team) -> None:
    with weather.at_work(team, weather.asking(team.program), "away1", "away2") as (seen, running):
        process = psutil.Process(running.process.pid)
        before = process.memory_info().rss
        with seen.api.away():
            seen.api.do(lambda: seen.api.chats.say(weather.OWNER, "/status"))  # the last that is heard
            began, count = time.monotonic(), 0
            while (passed := time.monotonic() - began) < AWAY:
                while count < min(LETTERS, 1 + LETTERS * passed / AWAY):
                    seen.some(1)
                    count += 1
                running.goes_on_for(0.5)
            until(seen.all_stored, weather.SOON)
            well = httpx.get(f"http://{team.program.settings['HTTP_LISTEN']}/healthz", timeout=10)
            calls, grown = seen.api.line.calls, (process.memory_info().rss - before) / 2**20
        assert (well.status_code, well.json()["telegram"]) == (200, False), "a restart would not help"
        assert calls <= 12 + A_MINUTE * AWAY / 60
        assert grown < GROWN
        said = [each for each in seen.said() if each["logger"] == "bot.hearing"]
        assert [each["action"] for each in said] == ["telegram_trouble"]
        seen.comes_through(weather.SOON + LETTERS)
        until(lambda: seen.lines("telegram_back"), weather.SOON)  # what is sent goes before anything is heard
        said = [each for each in seen.said() if each["logger"] == "bot.hearing"]
        assert [each["action"] for each in said] == ["telegram_trouble", "telegram_back"]
        assert running.process.poll() is None
        seen.check()
        messages = len(seen.api.told(weather.OWNER))
        print(f"\n{count} letters in {AWAY} s, {calls} calls, {grown:.0f} MB more; {messages} messages after")
        if soak.full():
            seen.admin_hears("До Telegram было не достучаться")
