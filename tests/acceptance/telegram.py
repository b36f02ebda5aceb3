"""Telegram's stand-in beside the program: a Bot API server in a thread that answers when it likes.

Holds always: what it took is kept, also where nobody was left to hear the answer.
"""

import asyncio
import random
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox import people
from bot.sandbox.chats import Chats
from tests.sandbox import telegram_double

END_SECONDS = 10.0
ANSWER_SECONDS = 60.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Telegram:
    """`settings` are those of the program that speaks to it."""

    chats: Chats
    root: str
    loop: asyncio.AbstractEventLoop
    line: "Line"

    @property
    def settings(self) -> dict[str, str]:
        return {"BOT_TOKEN": self.chats.token, "TELEGRAM_API_URL": self.root}

    def told(self, person_id: int) -> dict[int, str]:
        """The texts of the bot's messages in a chat, by their ids."""
        return {each.id: each.text for each in self.chats.messages(person_id) if each.from_bot}

    def ask(self, question: Coroutine[Any, Any, T]) -> T:
        """Runs it where the chats live."""
        return asyncio.run_coroutine_threadsafe(question, self.loop).result(2 * ANSWER_SECONDS)

    def do(self, something: Callable[[], T]) -> T:
        async def done() -> T:
            return something()

        return self.ask(done())

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nothing it is told while this lasts is done or answered."""
        self.line.cut = True
        try:
            yield
        finally:
            self.line.cut = False

    def say(self, person_id: int, text: str, part: str) -> people.Message:
        """The person writes; what the bot answers that has `part` in it."""

        async def said() -> people.Message:
            return await self._shown(person_id, part, self.chats.say(person_id, text).id)

        return self.ask(said())

    def see(self, person_id: int, part: str) -> people.Message:
        """A message of the bot that has `part` in it, as soon as there is one."""
        return self.ask(self._shown(person_id, part, 0))

    def press(self, message: people.Message, label: str, part: str) -> people.Message:
        """The person presses a button; what the bot shows then, in that message or below it."""

        async def pressed() -> people.Message:
            await self.chats.pressed(message.chat_id, message.id, label)
            return await self._shown(message.chat_id, part, message.id - 1)

        return self.ask(pressed())

    async def _shown(self, person_id: int, part: str, after: int) -> people.Message:
        return await self.chats.until(
            person_id, lambda shown: part in shown.text, after=after, timeout=ANSWER_SECONDS
        )


@contextmanager
def telegram(person_ids: Iterable[int], *, slowest: float = 0.0) -> Iterator[Telegram]:
    """A running one. A message takes up to `slowest` seconds there, and as long for the answer to come."""
    chats = Chats()
    chats.add(*(people.Person(id=each, first_name=str(each), started=True) for each in person_ids))
    served: Future[Telegram] = Future()
    end = asyncio.Event()
    loop = asyncio.new_event_loop()
    line = Line()

    async def serve() -> None:
        async with telegram_double.served(chats, lambda app: Cut(Slow(app, slowest), line)) as api:
            served.set_result(Telegram(chats, api.root, loop, line))
            await end.wait()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        finally:
            loop.close()

    thread = threading.Thread(target=run, name="telegram")
    thread.start()
    try:
        yield served.result(END_SECONDS)
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(END_SECONDS)


@dataclass(frozen=True, slots=True)
class Slow:
    """Messages to people are on their way for a while."""

    app: ASGIApp
    slowest: float  # seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope.get("path", "").endswith("/sendMessage"):
            await self.app(scope, receive, send)
            return

        async def later(message: Message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(random.uniform(0, self.slowest))
            await send(message)

        await asyncio.sleep(random.uniform(0, self.slowest))
        await self.app(scope, receive, later)


@dataclass(slots=True)
class Line:
    cut: bool = False
    calls: int = 0  # that were hung up on


@dataclass(frozen=True, slots=True)
class Cut:
    """Hangs up on whoever calls while the line is cut."""

    app: ASGIApp
    line: Line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.line.cut or scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.line.calls += 1
        promise = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": promise})
