"""Updates on their way from Telegram to the handlers, however they reached us.

Holds always:
- an update counts as had when its handler has ended, so what a dying process had in hand comes again: it may
  take effect twice rather than not at all (docs/decisions/webhook.md);
- within a process each update is handled once, however often it comes, and those of a chat in the order in
  which they came, but for Undo in a pause; that a button was pressed is answered before its turn has come.
"""

import asyncio
from collections import OrderedDict

from telegram import Update

from bot import presses
from bot.context import App

_REMEMBERED = 1000  # updates that were handled


class Intake:
    def __init__(self, application: App) -> None:
        self._application = application
        self._taken: OrderedDict[int, asyncio.Task[bool]] = OrderedDict()

    async def take(self, update: Update) -> bool:
        """Whether it has been handled; if not, it has to come again."""
        if not self._application.running:
            return False
        task = self._taken.get(update.update_id)
        if task is None:
            task = asyncio.create_task(self._handle(update), name="an update")
            self._taken[update.update_id] = task
        # It goes on where Telegram did not wait for it.
        await asyncio.wait([task])
        if task.cancelled() or not task.result():
            self._taken.pop(update.update_id, None)
            return False
        self._forget()
        return True

    async def _handle(self, update: Update) -> bool:
        query = update.callback_query
        if query is None:
            return await self._in_turn(update)
        if seconds := presses.pause(query, self._application):
            if presses.goes_on(query, self._application):
                # Those before it may wait for the pause to end.
                await self._application.process_update(update)
                return True
            await presses.answer_later(query, self._application, seconds)
            return True
        answering = asyncio.create_task(presses.answer(query), name="answering a press")
        try:
            handled = await self._in_turn(update)
            await answering
        finally:
            answering.cancel()
        return handled

    async def _in_turn(self, update: Update) -> bool:
        done = False

        async def handled() -> None:
            nonlocal done
            await self._application.process_update(update)
            done = True

        await self._application.update_processor.process_update(update, handled())
        return done

    def _forget(self) -> None:
        while len(self._taken) > _REMEMBERED and next(iter(self._taken.values())).done():
            self._taken.popitem(last=False)
