"""Passwords that wait for another try stay in memory only, and not for long."""

import asyncio

import pytest

from bot import trials
from bot.trials import Trials


async def test_a_kept_secret_is_forgotten_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "KEPT", 0.01)
    kept = Trials()
    kept.keep(7, "s3cret")
    assert kept.kept(7) == "s3cret"
    await asyncio.sleep(0.05)
    assert kept.kept(7) is None


async def test_a_second_secret_lives_its_own_time() -> None:
    kept = Trials()
    kept.keep(7, "first")
    kept.keep(7, "second")
    assert kept.kept(7) == "second"
    kept.forget(7)
    assert kept.kept(7) is None


async def test_a_new_trial_ends_the_one_before() -> None:
    running, ended = Trials(), []

    async def work(name: str) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(name)

    for name in ("first", "second"):
        await running.start(7, work(name), asyncio.create_task)
        await asyncio.sleep(0)
    assert ended == ["first"]
    assert running.is_running(7)
    await running.stop_all()
    assert ended == ["first", "second"]
    assert not running.is_running(7)
    assert not await running.stop(7)
