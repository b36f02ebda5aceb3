"""Fetching updates from Telegram, which keeps each until a question names a later one."""

import asyncio
import logging

from telegram.error import TelegramError

from bot.context import App, Deps
from bot.hearing import WANTED, Hearing
from bot.intake import Intake
from sync_engine.work import traces

log = logging.getLogger(__name__)

_LONG_POLL = 25  # seconds Telegram may keep a question for updates open
_IN_HAND = 0.25  # seconds for updates in hand; what takes longer is not confirmed by the next question
_MOST_SHOWN = 100  # updates that Telegram shows at a time
_CROWDED = 3.0  # seconds for those in hand where no new ones would be shown
_LAST_WORD = 1.0  # seconds for telling Telegram, at the end, which updates we have had


class Poller(Hearing):
    doing = "polling Telegram"

    def __init__(self, application: App, deps: Deps) -> None:
        super().__init__(application, deps)
        self._intake = Intake(application)
        self._in_hand: dict[int, asyncio.Task[bool]] = {}
        self._next_update = 0

    async def _begin(self) -> None:
        # Telegram refuses getUpdates beside a webhook.
        await self._application.bot.delete_webhook()

    async def _listen(self) -> None:
        await self._finish()
        updates = await self._application.bot.get_updates(
            offset=self._wanted(),
            # What is in hand would be answered at once; and that trouble is over is to be known at once.
            timeout=0 if self._in_hand or self._trouble else _LONG_POLL,
            allowed_updates=WANTED,
        )
        for update in updates:
            if update.update_id not in self._in_hand:
                taken = asyncio.create_task(self._intake.take(update), name="an update")
                self._in_hand[update.update_id] = taken
                self._next_update = max(self._next_update, update.update_id + 1)

    async def _finish(self) -> None:
        """What is in hand gets a moment to end."""
        if self._in_hand:
            seconds = _CROWDED if self._is_crowded() else _IN_HAND
            await asyncio.wait(self._in_hand.values(), timeout=seconds)

    def _wanted(self) -> int:
        """The first update that was not handled; asking for it confirms those before it.

        Where Telegram would show no new ones after it, all are confirmed: one slow chat keeps nobody waiting.
        """
        for number, taken in list(self._in_hand.items()):
            if taken.done():
                del self._in_hand[number]
                if not self._had(taken):
                    self._next_update = min(self._next_update, number)  # it is to come again
        if self._is_crowded():
            self._in_hand.clear()
        return min(self._in_hand, default=self._next_update)

    def _had(self, taken: asyncio.Task[bool]) -> bool:
        if taken.cancelled():
            return False
        if (error := taken.exception()) is not None:  # it would die again, and hold up all that follow
            log.error("an update died: %s", traces.where(error), extra={"action": "update_died"})
            return True
        return taken.result()

    def _is_crowded(self) -> bool:
        return self._next_update - min(self._in_hand, default=self._next_update) >= _MOST_SHOWN

    async def confirm(self) -> None:
        """Tells Telegram what we have had, so that the next start does not get it again."""
        if not self._next_update:
            return
        await self._finish()
        try:
            async with asyncio.timeout(_LAST_WORD):
                await self._application.bot.get_updates(offset=self._wanted(), timeout=0, limit=1)
        except (TelegramError, TimeoutError) as trouble:
            log.info("the last updates may come once more: %s", type(trouble).__name__)
