"""Fetching updates from Telegram: it keeps them until they are asked for."""

import asyncio
import logging

from telegram.error import TelegramError

from bot.context import App, Deps
from bot.hearing import WANTED, Hearing

log = logging.getLogger(__name__)

_LONG_POLL = 25  # seconds Telegram may keep a question for updates open
_LAST_WORD = 1.0  # seconds for telling Telegram, at the end, which updates we have had


class Poller(Hearing):
    doing = "polling Telegram"

    def __init__(self, application: App, deps: Deps) -> None:
        super().__init__(application, deps)
        self._next_update = 0

    async def _begin(self) -> None:
        # Telegram refuses getUpdates beside a webhook.
        await self._application.bot.delete_webhook()

    async def _listen(self) -> None:
        updates = await self._application.bot.get_updates(
            offset=self._next_update,
            timeout=0 if self._trouble else _LONG_POLL,  # that it is over is to be known at once
            allowed_updates=WANTED,
        )
        for update in updates:
            self._next_update = update.update_id + 1
            await self._application.update_queue.put(update)

    async def confirm(self) -> None:
        """Tells Telegram what we have had, so that the next start does not get it again."""
        if not self._next_update:
            return
        try:
            async with asyncio.timeout(_LAST_WORD):
                await self._application.bot.get_updates(offset=self._next_update, timeout=0, limit=1)
        except (TelegramError, TimeoutError) as trouble:
            log.info("the last updates may come once more: %s", type(trouble).__name__)
