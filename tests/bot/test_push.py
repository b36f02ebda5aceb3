"""Notices from the outbox to the chat: once each, in order, and nobody waits for another's chat."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot import app, push
from bot.sandbox import answers
from storage import models, outbox, people
from tests.bot.stage import ANNA, BORIS, Stage, announce, in_the_end, told


async def none_waiting() -> bool:
    return not await models.Notice.exists(state="waiting")


async def tried() -> bool:
    return await models.Notice.filter(tries__gte=1).exists()


async def test_a_new_letter_is_told_once_to_everyone_entitled(pushing: Stage) -> None:
    await announce(pushing, ANNA, BORIS, subjects=("Заказ <№ 5> & счёт",))
    for who in (ANNA, BORIS):
        card = await pushing.chats.until(who, lambda message: "Заказ <№ 5> & счёт" in message.text)
        assert "petrov@client.test" in card.text
        assert "anna@acme.test" in card.text
        assert not card.link_preview
        assert "expandable_blockquote" in {entity.type for entity in card.entities}
    await in_the_end(none_waiting)
    assert len(told(pushing, ANNA)) == len(told(pushing, BORIS)) == 1


async def test_notices_of_one_chat_come_in_their_order(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=tuple(f"Письмо {number}" for number in range(3)))
    await pushing.chats.until(ANNA, lambda message: "Письмо 2" in message.text)
    assert [text.splitlines()[3] for text in told(pushing, ANNA)] == [f"Письмо {n}" for n in range(3)]


async def test_many_notices_for_one_do_not_keep_another_waiting(pushing: Stage) -> None:
    await announce(pushing, ANNA, subjects=tuple(f"Письмо {number}" for number in range(50)))
    await pushing.chats.until(ANNA, lambda message: "Письмо 0" in message.text)
    await announce(pushing, BORIS, subjects=("Для Бориса",))
    await pushing.chats.until(BORIS, lambda message: "Для Бориса" in message.text)
    assert len(told(pushing, ANNA)) < 10  # about one a second


async def test_telegrams_pause_parks_that_chat_only(pushing: Stage) -> None:
    pushing.chats.fail(answers.too_many_requests(1), method="sendMessage", chat_id=ANNA)
    await announce(pushing, ANNA, BORIS)
    await pushing.chats.until(BORIS, lambda message: "Заказ" in message.text)
    assert told(pushing, ANNA) == []
    await pushing.chats.until(ANNA, lambda message: "Заказ" in message.text)
    assert len(pushing.chats.calls_of("sendMessage", chat_id=ANNA)) == 2


async def test_a_person_who_blocked_the_bot_is_left_alone(pushing: Stage) -> None:
    pushing.chats.block(ANNA)
    await announce(pushing, ANNA, subjects=("Раз", "Два", "Три"))
    await in_the_end(models.Notice.filter(state="muted", why="bot_blocked").exists)
    assert len(pushing.chats.calls_of("sendMessage", chat_id=ANNA)) == 1
    anna = await models.Person.get(telegram_id=ANNA)
    assert anna.unreachable_at is not None


async def test_a_card_telegram_cannot_read_goes_as_plain_text(pushing: Stage) -> None:
    broken = answers.bad_request("can't parse entities: Unsupported start tag")
    pushing.chats.fail(broken, method="sendMessage", chat_id=ANNA)
    await announce(pushing, ANNA, subjects=("5 < 6 & 7",))
    card = await pushing.chats.until(ANNA, lambda message: "5 < 6 & 7" in message.text)
    assert {entity.type for entity in card.entities} <= {"email", "url"}


async def test_what_telegram_never_takes_is_dropped_and_holds_up_nothing(pushing: Stage) -> None:
    refused = answers.bad_request("something is wrong with this one")
    pushing.chats.fail(refused, method="sendMessage", chat_id=ANNA)
    await announce(pushing, ANNA, subjects=("Раз", "Два"))
    await pushing.chats.until(ANNA, lambda message: "Два" in message.text)
    assert told(pushing, ANNA, "Раз") == []
    dropped = await models.Notice.get(state="muted")
    assert dropped.why == "telegram_refused"


async def test_a_cut_line_is_tried_again_later(pushing: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "_PAUSES", (timedelta(0),))
    pushing.chats.fail(answers.DROPPED, method="sendMessage", chat_id=ANNA)
    await announce(pushing, ANNA)
    await in_the_end(tried)
    pushing.engine.notices_ready.set()
    await pushing.chats.until(ANNA, lambda message: "Заказ" in message.text)
    assert len(told(pushing, ANNA)) == 1


async def test_an_attempt_is_written_down_before_the_network_is_touched(stage: Stage) -> None:
    """A pusher that dies while Telegram does not answer leaves the notice due later, not at once."""
    stage.chats.say(ANNA, "/start")
    silent = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silent.wait()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    application = app.build_application(token="1:a", api_root=root, proxy=None, deps=stage.deps)
    async with push.Pusher(application, stage.deps):
        await announce(stage, ANNA)
        await in_the_end(tried)
        assert await outbox.due(datetime.now(UTC), 10) == []
    silent.set()
    server.close()
    notice = await models.Notice.get()
    assert (notice.state, notice.tries) == ("waiting", 1)
    assert notice.due_at > datetime.now(UTC)


async def test_a_removed_person_is_told_nothing_more(pushing: Stage) -> None:
    await announce(pushing, ANNA)
    await announce(pushing, BORIS, subjects=tuple(f"Письмо {number}" for number in range(20)))
    await pushing.chats.until(BORIS, lambda message: "Письмо 0" in message.text)
    await people.remove(BORIS, datetime.now(UTC), erase=False)
    so_far = len(told(pushing, BORIS))
    await announce(pushing, ANNA, subjects=("После",))
    await pushing.chats.until(ANNA, lambda message: "После" in message.text)
    assert len(told(pushing, BORIS)) <= so_far + 1  # one may have been on its way


async def test_stopping_lets_a_message_in_flight_be_written_down(stage: Stage) -> None:
    stage.chats.say(ANNA, "/start")
    async with stage.speaking() as application:
        async with push.Pusher(application, stage.deps):
            await announce(stage, ANNA)
            await stage.chats.until(ANNA, lambda message: "Заказ" in message.text)
        assert await none_waiting()
