"""Starting, stopping, and what happens to updates when Telegram or the bot goes wrong."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Update

from bot import app, dialogue, hearing, updates
from bot.sandbox import answers
from storage import mailboxes, people
from tests.bot.stage import ANNA, BORIS, Stage, in_the_end, told
from tests.fakes import ports
from tests.make import new_mailbox

TOKEN = "12345:made-up"


@asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """Takes connections and never answers."""
    over = asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        over.set()
        server.close()
        await server.wait_closed()


async def in_and_out(stage: Stage, root: str, during: float) -> float:
    """Seconds that leaving took."""
    application = app.build_application(token=TOKEN, api_root=root, proxy=None, deps=stage.deps)
    async with asyncio.timeout(1 + during):
        context = app.running(application, stage.deps)
        await context.__aenter__()
        await asyncio.sleep(during)
    begun = time.monotonic()
    await context.__aexit__(None, None, None)
    return time.monotonic() - begun


async def test_a_telegram_that_is_not_there_neither_blocks_the_start_nor_the_end(stage: Stage) -> None:
    assert await in_and_out(stage, f"http://127.0.0.1:{ports.free()}", 0.1) < 3


async def test_a_telegram_that_never_answers_neither_blocks_the_start_nor_the_end(stage: Stage) -> None:
    async with silent_server() as root:
        assert await in_and_out(stage, root, 0.1) < 3


async def test_leaving_before_anything_began(stage: Stage) -> None:
    assert await in_and_out(stage, stage.api.root, 0) < 3


async def test_it_connects_as_soon_as_telegram_is_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hearing, "_PAUSES", (0.01,))
    caplog.set_level(logging.INFO, "bot.hearing")
    stage.chats.fail(answers.DROPPED, method="getMe", times=3)
    stage.chats.fail(answers.bad_gateway(), method="deleteWebhook", times=2)
    stage.chats.fail(answers.bad_gateway(), method="getUpdates", times=2)
    async with app.running(stage.build(), stage.deps):
        await stage.hear(BORIS, "/help", "Что здесь где")
    said = [record.message for record in caplog.records]
    assert sum("cannot be reached" in line for line in said) == 1
    assert sum("answers again" in line for line in said) == 1


async def test_a_refused_token_is_named_without_being_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(hearing, "_REFUSED_PAUSE", 0.01)
    right, stage.chats.token = stage.chats.token, TOKEN + "other"

    async def named() -> bool:
        return "POSTROOM_BOT_TOKEN" in caplog.text

    application = app.build_application(token=right, api_root=stage.api.root, proxy=None, deps=stage.deps)
    async with app.running(application, stage.deps):
        await in_the_end(named)
        stage.chats.token = right  # it was a mistake on their side
        await stage.hear(BORIS, "/help", "Что здесь где")
    assert right not in caplog.text


async def test_the_end_does_not_wait_for_a_sign_in(stage: Stage) -> None:
    stage.connector.gate.clear()
    context = app.running(stage.build(), stage.deps)
    async with context:
        await stage.hear(BORIS, "/connect", "Какой ящик")
        await stage.hear(BORIS, "boris@acme.test", "Пришлите пароль")
        await stage.hear(BORIS, "s3cret", "Пробую войти")
        begun = time.monotonic()
    assert time.monotonic() - begun < 3


async def test_a_dialogue_goes_on_after_a_restart(stage: Stage) -> None:
    async with app.running(stage.build(), stage.deps):
        await stage.hear(BORIS, "/connect", "Какой ящик")
        await stage.hear(BORIS, "boris@acme.test", "Пришлите пароль")
    async with app.running(stage.build(), stage.deps):
        await stage.hear(BORIS, "s3cret", "подключён")


async def interrupted(stage: Stage) -> int:
    """The bot dies while it signs in; the id of the card that says so."""
    stage.connector.gate.clear()
    async with app.running(stage.build(), stage.deps):
        await stage.hear(BORIS, "/connect", "Какой ящик")
        await stage.hear(BORIS, "boris@acme.test", "Пришлите пароль")
        card = await stage.hear(BORIS, "s3cret", "Пробую войти")
    stage.connector.gate.set()
    return card.id


async def test_a_sign_in_cut_off_by_a_restart_is_told_of(stage: Stage) -> None:
    card = await interrupted(stage)
    async with app.running(stage.build(), stage.deps):
        told = await stage.chats.until(BORIS, lambda message: "Меня перезапустили" in message.text)
        assert told.id > card, "an edit makes no sound"
        await stage.chats.until(BORIS, lambda shown: shown.id == card and "смотрите ниже" in shown.text)
        await stage.hear(BORIS, "s3cret", "подключён")


async def test_a_mailbox_stored_just_before_the_end_is_not_called_lost(stage: Stage) -> None:
    await interrupted(stage)
    boris = await people.find(BORIS)
    assert boris is not None
    await mailboxes.add(new_mailbox("boris@acme.test"), boris.id)
    async with app.running(stage.build(), stage.deps):
        await stage.chats.until(BORIS, lambda message: "подключён" in message.text)
    assert await people.dialogue(BORIS) is None


async def test_a_person_who_cannot_be_told_does_not_stop_the_start(stage: Stage) -> None:
    await interrupted(stage)
    stage.chats.block(BORIS)
    async with app.running(stage.build(), stage.deps):
        await stage.hear(ANNA, "/help", "Что здесь где")
    state = await people.dialogue(BORIS)
    assert state is not None
    assert state.step == dialogue.SECRET


async def test_after_the_end_telegram_does_not_send_the_same_again(stage: Stage) -> None:
    async with app.running(stage.build(), stage.deps):
        await stage.hear(BORIS, "/help", "Что здесь где")
    assert len(stage.chats.updates) == 0


async def test_what_the_end_cut_off_comes_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()
    find = people.find

    async def stuck_for_anna(telegram_id: int) -> Any:
        if telegram_id == ANNA:
            begun.set()
            await asyncio.Event().wait()
        return await find(telegram_id)

    with monkeypatch.context() as slow:
        async with app.running(stage.build(), stage.deps):
            await stage.hear(BORIS, "/help", "Что здесь где")
            slow.setattr(people, "find", stuck_for_anna)
            said = stage.chats.say(ANNA, "/help")
            await begun.wait()
            await stage.hear(BORIS, "/help", "Что здесь где")  # another chat goes on meanwhile
    async with app.running(stage.build(), stage.deps):
        await stage.chats.until(ANNA, lambda message: "Что здесь где" in message.text, after=said.id)


async def test_what_goes_wrong_is_said_to_the_person_and_not_to_the_log(
    play: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("boris@acme.test would be in the message")

    monkeypatch.setattr(play.connector, "recognise", broken)
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, "boris@acme.test", "Простите")
    assert "RuntimeError in broken" in caplog.text
    assert "acme.test" not in caplog.text


async def test_an_update_that_nothing_can_be_done_with_holds_up_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    application = stage.build()
    process = application.process_update

    async def died(update: object) -> None:
        if isinstance(update, Update) and update.effective_user and update.effective_user.id == ANNA:
            raise RuntimeError("anna@acme.test would be in the message")
        await process(update)

    monkeypatch.setattr(application, "process_update", died)
    async with app.running(application, stage.deps):
        stage.chats.say(ANNA, "/help")
        await stage.hear(BORIS, "/help", "Что здесь где")
        await in_the_end(lambda: _is_had(stage))
    assert "an update died: RuntimeError" in caplog.text
    assert "acme.test" not in caplog.text


async def _is_had(stage: Stage) -> bool:
    return len(stage.chats.updates) == 0


@pytest.mark.parametrize(("slow", "quick"), [(100, 1), (1, 110)])  # Telegram shows a hundred at a time
async def test_a_slow_chat_does_not_keep_another_waiting(
    play: Stage, monkeypatch: pytest.MonkeyPatch, slow: int, quick: int
) -> None:
    free = asyncio.Event()
    find = people.find

    async def slow_for_anna(telegram_id: int) -> Any:
        if telegram_id == ANNA:
            await free.wait()
        return await find(telegram_id)

    monkeypatch.setattr(people, "find", slow_for_anna)
    for _ in range(slow):
        play.chats.say(ANNA, "/help")
    for _ in range(quick):
        play.chats.say(BORIS, "/help")

    async def all_answered() -> bool:
        return len(told(play, BORIS, "Что здесь где")) == quick

    await in_the_end(all_answered, timeout=30)
    free.set()


async def test_updates_of_one_chat_are_handled_in_their_order() -> None:
    processor, seen, free = updates.PerChat(), [], asyncio.Event()

    async def handle(number: int) -> None:
        if number == 0:
            await free.wait()
        await asyncio.sleep(0)
        seen.append(number)

    tasks = [asyncio.create_task(processor.process_update(None, handle(number))) for number in range(20)]
    await asyncio.sleep(0)
    assert seen == []
    free.set()
    await asyncio.gather(*tasks)
    assert seen == list(range(20))


async def test_draining_cancels_what_does_not_end_and_begins_nothing_new() -> None:
    processor, seen = updates.PerChat(), []

    async def handle(number: int) -> None:
        await asyncio.sleep(60 if number == 0 else 0)
        seen.append(number)

    tasks = [asyncio.create_task(processor.process_update(None, handle(number))) for number in range(3)]
    await asyncio.sleep(0)
    await processor.drain(0.05)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert seen == []


async def test_a_sign_in_that_dies_of_an_error_of_ours_may_be_tried_again(play: Stage) -> None:
    play.connector.troubles = [RuntimeError("ours")]
    await play.hear(BORIS, "/connect", "Какой ящик")
    await play.hear(BORIS, "boris@acme.test", "Пришлите пароль")
    await play.hear(BORIS, "s3cret", "Простите")
    await play.hear(BORIS, "s3cret", "подключён")
