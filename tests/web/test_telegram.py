"""Where Telegram brings updates: who is let in, what is answered when, and that nothing is done twice."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from telegram import Update
from telegram.ext import Application

from bot import app, webhook
from bot.context import App
from bot.door import Door
from bot.sandbox import answers
from bot.web import listening, routes, server
from storage import people
from tests.bot.stage import ANNA, BORIS, Stage, in_the_end, told

HELP = "Что здесь где"


@dataclass
class Post:
    stage: Stage
    application: App
    door: Door
    client: httpx.AsyncClient

    async def bring(self, body: bytes | dict[str, Any], *, url: str = "", secret: str | None = None) -> int:
        octets = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.door.secret if secret is None else secret}
        answer = await self.client.post(url or self.door.url, content=octets, headers=headers)
        assert answer.content == b""
        return answer.status_code

    def update(self, number: int, text: str) -> dict[str, Any]:
        """As Telegram would bring what Boris wrote."""
        person = self.stage.chats.people[BORIS]
        message = {"message_id": number, "date": 1_800_000_000, "chat": person.to_chat(), "text": text}
        message["from"] = person.to_user()
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return {"update_id": number, "message": message}


@contextlib.asynccontextmanager
async def hooked(stage: Stage) -> AsyncIterator[Post]:
    """The bot in webhook mode, over real HTTP both ways."""
    sockets = listening.listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    door = Door.of(stage.chats.token, url)
    stage.deps = dataclasses.replace(stage.deps, door=door)
    application = stage.build()
    async with contextlib.AsyncExitStack() as stack:
        for sock in sockets:
            stack.callback(sock.close)
        ours = routes.routes(application, stage.deps)
        await stack.enter_async_context(server.served(Starlette(routes=ours), sockets))
        await stack.enter_async_context(app.running(application, stage.deps))
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
        yield Post(stage, application, door, client)


@pytest.fixture
async def post(stage: Stage) -> AsyncIterator[Post]:
    async with hooked(stage) as post:
        await stage.hear(BORIS, "/help", HELP)  # it is there
        yield post


async def test_telegram_is_told_the_address_and_brings_what_people_write(post: Post) -> None:
    hook = post.stage.chats.updates.webhook
    assert hook is not None
    assert (hook.url, hook.secret) == (post.door.url, post.door.secret)
    await in_the_end(lambda: _empty(post.stage))
    call = next(call for call in post.stage.chats.calls if call.method == "setWebhook")
    assert json.loads(call.params["allowed_updates"]) == ["message", "callback_query", "my_chat_member"]


async def test_nobody_else_is_let_in(post: Post) -> None:
    update = post.update(9_000_001, "/help")
    wrong = post.door.url[:-1] + ("0" if post.door.url[-1] != "0" else "1")
    before = len(told(post.stage, BORIS))
    assert await post.bring(update, url=wrong) == 404
    assert await post.bring(update, url=wrong, secret="") == 404
    assert await post.bring(update, secret=post.door.path) == 403
    assert await post.bring(update, secret="") == 403
    assert await post.bring(b"{" + b" " * 1024 * 1024, secret="") == 403
    assert await post.bring(update) == 200
    assert len(told(post.stage, BORIS)) == before + 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"update_id": "7"}', 400),
        (b" " * (1024 * 1024 + 1), 413),
        (b'{"update_id": 9000000}', 200),
        (b'{"update_id": 9000000, "message": {"message_id": "?"}}', 200),  # would come again for ever
    ],
)
async def test_what_is_no_update(post: Post, body: bytes, status: int) -> None:
    assert await post.bring(body) == status
    await post.stage.hear(BORIS, "/help", HELP)


async def test_an_update_is_answered_for_when_it_is_handled_and_handled_once(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, begun = asyncio.Event(), asyncio.Event()
    find = people.find

    async def slow(telegram_id: int) -> Any:
        begun.set()
        await free.wait()
        return await find(telegram_id)

    monkeypatch.setattr(people, "find", slow)
    before = len(told(post.stage, BORIS))
    update = post.update(9_000_002, "/help")
    first = asyncio.create_task(post.bring(update))
    await begun.wait()
    again = asyncio.create_task(post.bring(update))  # Telegram did not wait for the answer
    done, _ = await asyncio.wait([first, again], timeout=0.2)
    assert not done
    free.set()
    assert await first == await again == await post.bring(update) == 200
    assert len(told(post.stage, BORIS)) == before + 1


async def test_what_the_end_cut_off_is_not_answered_for_and_comes_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def stuck(telegram_id: int) -> Any:
        begun.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as slow:
        async with hooked(stage) as post:
            await stage.hear(BORIS, "/help", HELP)
            slow.setattr(people, "find", stuck)
            said = stage.chats.say(BORIS, "/help")
            await begun.wait()
    assert len(stage.chats.updates) == 1
    async with hooked(stage) as post:
        await stage.chats.until(BORIS, lambda message: HELP in message.text, after=said.id)
        assert post.door.path == Door.of(stage.chats.token, "").path  # the same after every start


async def test_those_of_one_chat_are_handled_in_their_order_and_each_once(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, str]] = []
    handle = Application.process_update

    async def watched(self: App, update: Update) -> None:
        assert update.message is not None
        assert update.message.from_user is not None
        seen.append((update.message.from_user.id, update.message.text or ""))
        await handle(self, update)

    monkeypatch.setattr(Application, "process_update", watched)
    words = [f"/help {number}" for number in range(20)]
    for word in words:
        post.stage.chats.say(BORIS, word)
        post.stage.chats.say(ANNA, word)
    await in_the_end(lambda: _empty(post.stage))
    assert [text for who, text in seen if who == BORIS] == words
    assert [text for who, text in seen if who == ANNA] == words


async def test_an_update_that_dies_of_an_error_of_ours_does_not_come_for_ever(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(post.stage.connector, "recognise", broken)
    await post.stage.hear(BORIS, "/connect", "Какой ящик")
    await post.stage.hear(BORIS, "boris@acme.test", "Простите")
    await in_the_end(lambda: _empty(post.stage))


async def _empty(stage: Stage) -> bool:
    return len(stage.chats.updates) == 0


async def test_polling_takes_over_from_the_webhook_and_the_webhook_from_polling(stage: Stage) -> None:
    async with hooked(stage):
        await stage.hear(BORIS, "/help", HELP)
    stage.chats.say(BORIS, "/help")  # nobody is there
    stage.deps = dataclasses.replace(stage.deps, door=None)
    async with app.running(stage.build(), stage.deps):
        await stage.hear(BORIS, "/help", HELP)
        assert stage.chats.updates.webhook is None
        await in_the_end(lambda: _empty(stage))
    async with hooked(stage):
        await stage.hear(BORIS, "/help", HELP)


async def test_who_takes_the_updates_away_is_noticed_and_trouble_is_said_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(webhook.Hook, "rest", 0.01)
    async with hooked(stage) as post:
        await stage.hear(BORIS, "/help", HELP)
        async with stage.api.builder().build().bot as other:
            await other.delete_webhook()
        await stage.hear(BORIS, "/help", HELP)
        assert "took the updates" in caplog.text
        hook = stage.chats.updates.webhook
        assert hook is not None
        hook.error = (stage.deps.clock().timestamp(), "Connection timed out")
        await in_the_end(lambda: _said(caplog, "cannot bring updates: Connection timed out"))
        hook.error = None
        await in_the_end(lambda: _said(caplog, "brings updates again"))
    assert caplog.text.count("cannot bring updates") == 1
    for secret in (post.door.path, post.door.secret, stage.chats.token):
        assert secret not in caplog.text


async def _called(stage: Stage, often: int) -> bool:
    return len(stage.chats.calls) > often


async def _said(caplog: pytest.LogCaptureFixture, part: str) -> bool:
    return part in caplog.text


async def test_an_address_that_telegram_refuses_is_named_without_its_secret(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr("bot.hearing._PAUSES", (0.01,))
    door = Door.of(stage.chats.token, "http://mail.example.com")
    stage.deps = dataclasses.replace(stage.deps, door=door)
    async with app.running(stage.build(), stage.deps):
        await in_the_end(lambda: _said(caplog, "https url must be provided"))
        done = len(stage.chats.calls)
        await in_the_end(lambda: _called(stage, done + 10))
    assert caplog.text.count("must be provided") == 1
    assert door.path not in caplog.text


async def test_nothing_is_lost_before_the_bot_has_met_telegram(stage: Stage) -> None:
    async with hooked(stage):
        await stage.hear(BORIS, "/help", HELP)
    stage.chats.fail(answers.bad_gateway(), method="getMe", times=2)
    said = stage.chats.say(BORIS, "/help")
    async with hooked(stage):
        await stage.chats.until(BORIS, lambda message: HELP in message.text, after=said.id)
