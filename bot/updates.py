"""Which updates may be handled at the same time.

Holds always: updates of different chats run side by side, those of one chat one after another in the order in
which they came. What comes to a chat from beside them can take a turn among them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.parking import asked_for

# Updates that wait for their chat's turn hold a place too.
_ROOM = 512


class PerChat(BaseUpdateProcessor):
    __slots__ = ("_closed", "_locks", "_running")

    def __init__(self) -> None:
        super().__init__(_ROOM)
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}  # with how many hold or await it
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            await self._in_turn(_chat_of(update), coroutine)
        finally:
            self._running.discard(task)

    async def _in_turn(self, chat: int, coroutine: Awaitable[Any]) -> None:
        try:
            async with self.turn(chat):
                if not self._closed:
                    with asked_for():
                        await coroutine
        finally:
            if asyncio.iscoroutine(coroutine):
                coroutine.close()  # it may never have begun

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """No update of this chat is handled inside the block; never to be entered by who handles one."""
        lock, waiting = self._locks.get(chat, (asyncio.Lock(), 0))
        self._locks[chat] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[chat]
            if waiting == 1:
                del self._locks[chat]
            else:
                self._locks[chat] = lock, waiting - 1

    async def initialize(self) -> None:
        self._closed = False

    async def drain(self, seconds: float) -> None:
        """Lets what runs come to its end, cancels what has not after `seconds`; nothing new begins."""
        self._closed = True
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def shutdown(self) -> None:
        """Nothing to clear away: `drain` did it."""


def _chat_of(update: object) -> int:
    if isinstance(update, Update) and update.effective_chat is not None:
        return update.effective_chat.id
    return 0
