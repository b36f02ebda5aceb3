"""Passwords that wait for another try stay in memory only, and not for long."""

import asyncio

import pytest

from bot import dialogue, trials
from bot.draft import Draft
from bot.trials import Trials


async def test_a_kept_secret_is_forgotten_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "KEPT", 0.01)
    kept = Trials()
    kept.keep(7, "s3cret", "a@acme.test")
    assert kept.kept(7, "a@acme.test") == "s3cret"
    await asyncio.sleep(0.05)
    assert kept.kept(7, "a@acme.test") is None


async def test_a_second_secret_lives_its_own_time() -> None:
    kept = Trials()
    kept.keep(7, "first", "a@acme.test")
    kept.keep(7, "second", "a@acme.test")
    assert kept.kept(7, "a@acme.test") == "second"
    kept.forget(7)
    assert kept.kept(7, "a@acme.test") is None


async def test_a_secret_is_given_out_for_its_own_mailbox_alone() -> None:
    kept = Trials()
    kept.keep(7, "s3cret", "a@acme.test")
    assert kept.kept(7, "b@acme.test") is None
    kept.forget(7)


async def test_a_new_trial_ends_the_one_before() -> None:
    running, ended = Trials(), []

    async def work(name: str) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(name)

    for name in ("first", "second"):
        await running.start(7, dialogue.TRYING, Draft(), work(name), asyncio.create_task)
        await asyncio.sleep(0)
    assert ended == ["first"]
    assert running.is_running(7)
    await running.stop_all()
    assert ended == ["first", "second"]
    assert not running.is_running(7)
    assert not await running.stop(7)
