"""What every call of the bot passes on its way to Telegram.

Holds always:
- no call about a chat leaves before the pause that Telegram asked for there has ended, whoever makes it;
  other chats do not wait;
- what a person asked for waits out a short pause and goes then; all else, and what would have to wait for
  long, is refused here with the rest of the pause;
- what is sent by itself waits for its `turn`, so that no chat gets much more than a message a second; what a
  person asked for goes at once and counts, so the other waits for it;
- no edit leaves that would change nothing, as when somebody taps a button twice.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.lanes import Lanes

PATIENCE = 5.0  # seconds for which what a person asked for waits here
_EDITS = frozenset({"editMessageText"})
_SHOWING = _EDITS | {"sendMessage"}
_COUNTED = _SHOWING | {"sendDocument", "sendPhoto"}
_REMEMBERED = 5000  # messages
_CHATS = 5000  # of which the newest message is known
_Message = tuple[int, Any]  # chat and id
_Result = bool | dict[str, Any] | list[dict[str, Any]]


def retry_after(limit: RetryAfter) -> timedelta:
    """How long Telegram wants to be left alone; the library gives seconds or a span, as it was told to."""
    span = limit.retry_after
    return span if isinstance(span, timedelta) else timedelta(seconds=span)


@dataclass
class _Turn:
    """To send one message to a chat."""

    chat: int
    left: bool = True


_turn: ContextVar[_Turn | None] = ContextVar("turn", default=None)
_asked_for: ContextVar[bool] = ContextVar("asked_for", default=False)


@contextmanager
def asked_for() -> Iterator[None]:
    """What is called inside is what a person waits for."""
    before = _asked_for.set(True)
    try:
        yield
    finally:
        _asked_for.reset(before)


class Parking(BaseRateLimiter[None]):
    """What every call of the bot passes, but for the one that waits for updates."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}  # by chat, on the loop's clock
        self._shown: OrderedDict[_Message, int] = OrderedDict()  # what the newest messages say
        self._newest: OrderedDict[int, int] = OrderedDict()  # message by chat
        self._lanes = Lanes()
        self.unanswered: set[str] = set()  # buttons pressed in a pause whose handler is to answer them, by id

    async def initialize(self) -> None:
        """There is nothing to begin."""

    async def shutdown(self) -> None:
        """There is nothing to end."""

    def left(self, chat: int) -> float:
        """Seconds until the chat may be spoken to again."""
        now = _now()
        self._until = {each: until for each, until in self._until.items() if until > now}
        return self._until.get(chat, now) - now

    def note(self, chat: int, message: int) -> None:
        """There is such a message, of the person's or ours."""
        self._newest[chat] = max(message, self._newest.get(chat, 0))
        self._newest.move_to_end(chat)
        while len(self._newest) > _CHATS:
            self._newest.popitem(last=False)

    def is_newest(self, chat: int, message: int) -> bool:
        """Whether nothing stands below it; False where that is not known, as after a restart."""
        return self._newest.get(chat) == message

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Waits until a message that nobody asked for may go there; it goes inside the block."""
        if delay := self._lanes.take(chat, _now()):
            await asyncio.sleep(delay)
        before = _turn.set(_Turn(chat))
        try:
            yield
        finally:
            _turn.reset(before)

    def _count(self, chat: int) -> None:
        turn = _turn.get()
        if turn is not None and turn.chat == chat and turn.left:
            turn.left = False
        else:
            self._lanes.note(chat, _now())

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> _Result:
        chat = data.get("chat_id")
        if not isinstance(chat, int):
            return await callback(*args, **kwargs)
        until = _now() + (PATIENCE if _asked_for.get() else 0.0)
        while True:
            if (left := self.left(chat)) > 0:
                if _now() + left > until:
                    raise RetryAfter(timedelta(seconds=left))
                await asyncio.sleep(left)
            try:
                return await self._let_through(chat, callback, args, kwargs, endpoint, data)
            except RetryAfter as limit:
                pause = retry_after(limit).total_seconds()
                self._until[chat] = _now() + pause
                if self._until[chat] > until:
                    raise

    async def _let_through(
        self,
        chat: int,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
    ) -> _Result:
        message = data.get("message_id") if endpoint in _EDITS else None
        if message is not None and self._shown.get((chat, message)) == _content(data):
            return True
        if endpoint in _COUNTED:
            self._count(chat)
        self._shown.pop((chat, message), None)  # until Telegram says that it shows the new one
        result = await callback(*args, **kwargs)
        if endpoint in _COUNTED and isinstance(result, dict) and "message_id" in result:
            self.note(chat, result["message_id"])
        if endpoint in _SHOWING and isinstance(result, dict):
            self._remember((chat, result.get("message_id")), _content(data))
        return result

    def _remember(self, message: _Message, content: int) -> None:
        self._shown[message] = content
        self._shown.move_to_end(message)
        while len(self._shown) > _REMEMBERED:
            self._shown.popitem(last=False)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _content(data: dict[str, Any]) -> int:
    """The same number for the same text with the same buttons."""
    return hash((data.get("text"), repr(data.get("parse_mode")), repr(data.get("reply_markup"))))
