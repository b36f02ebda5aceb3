"""Chats that Telegram wants to be left alone for a while.

Holds always: no call about a chat leaves before the pause that Telegram asked for there has ended, whoever
makes it; it is refused here with the rest of the pause. Other chats do not wait.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

_Result = bool | dict[str, Any] | list[dict[str, Any]]


def retry_after(limit: RetryAfter) -> timedelta:
    """How long Telegram wants to be left alone; the library gives seconds or a span, as it was told to."""
    span = limit.retry_after
    return span if isinstance(span, timedelta) else timedelta(seconds=span)


class Parking(BaseRateLimiter[None]):
    """What every call of the bot passes, but for the one that waits for updates."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}  # by chat, on the loop's clock

    async def initialize(self) -> None:
        """There is nothing to begin."""

    async def shutdown(self) -> None:
        """There is nothing to end."""

    def left(self, chat: int) -> float:
        """Seconds until the chat may be spoken to again."""
        now = asyncio.get_running_loop().time()
        self._until = {each: until for each, until in self._until.items() if until > now}
        return self._until.get(chat, now) - now

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
        if (left := self.left(chat)) > 0:
            raise RetryAfter(timedelta(seconds=left))
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as limit:
            pause = retry_after(limit).total_seconds()
            self._until[chat] = asyncio.get_running_loop().time() + pause
            raise
