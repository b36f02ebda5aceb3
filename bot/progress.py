"""The first import, shown live: one message a mailbox, edited while the letters come (rule S1).

Holds always: a chat sees at most one edit every `PAUSE` seconds, and the last one tells how it ended.
"""

import asyncio
import dataclasses
import logging
from collections import defaultdict
from functools import partial
from types import TracebackType

from telegram.error import Forbidden, RetryAfter, TelegramError

from bot import arriving, show
from bot.context import App, Deps, parking_of
from bot.parking import retry_after
from bot.side_by_side import SideBySide
from bot.views import importing
from bot.views.screen import Screen
from bot.voice import Voice
from storage import letters, mailboxes, people, shown_imports
from storage.records import Mailbox, Progress
from sync_engine.work import rounds
from sync_engine.work.rounds import Rounds

log = logging.getLogger(__name__)

PAUSE = 1.5  # seconds between two edits in one chat
LOOK = 5.0  # seconds between looks that nothing asked for
_TROUBLE_PAUSE = 10.0  # seconds after Telegram could not be reached


class ProgressBoard(Rounds):
    """Shows imports while it is entered."""

    doing = "showing imports"

    def __init__(self, application: App, deps: Deps) -> None:
        self._bot = application.bot
        self._deps = deps
        self._parking = parking_of(application)
        self._showing = SideBySide("showing imports in chat")
        self._shown: dict[int, tuple[Progress, Screen]] = {}  # by mailbox: what its message says

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, trace)
        await self._showing.end()

    async def _round(self) -> None:
        event = self._deps.engine.progress_changed
        event.clear()
        by_chat: dict[int, list[Progress]] = defaultdict(list)
        for row in [*await shown_imports.going(), *await self._broken_off()]:
            by_chat[row.chat_id].append(row)
        for chat, rows in by_chat.items():
            self._showing.start(chat, partial(self._update, rows))
        await rounds.woken(event, LOOK)

    async def _broken_off(self) -> list[Progress]:
        """Those shown whose mailbox was disconnected meanwhile."""
        shown = [row for row, _ in self._shown.values()]
        return [row for row in shown if await mailboxes.get(row.mailbox_id) is None]

    async def _update(self, rows: list[Progress]) -> None:
        """Brings one chat's messages up to date, and keeps the chat busy for the pause after each."""
        changed = False
        try:
            for row in rows:
                if await self._show(row):
                    changed = True
                    await asyncio.sleep(PAUSE)
        except RetryAfter as limit:
            changed = True
            await asyncio.sleep(retry_after(limit).total_seconds())
        except TelegramError as trouble:
            log.info("progress waits: %s", type(trouble).__name__, extra={"action": "progress_waits"})
            await asyncio.sleep(_TROUBLE_PAUSE)
        if changed:  # what happened during the pause wants to be shown
            self._deps.engine.progress_changed.set()

    async def _show(self, row: Progress) -> bool:
        """Whether there was anything to show. Raises what Telegram raises, but for a person who is gone."""
        person = await people.find(row.chat_id)
        if person is None:
            await self._end(row)
            return False
        mailbox = await mailboxes.get(row.mailbox_id)
        ended = mailbox is None or mailbox.imported_at is not None
        screen = await self._screen(self._deps.voice(person.language), row, mailbox)
        _, before = self._shown.get(row.mailbox_id, (row, None))
        try:
            if screen != before:
                async with self._parking.turn(row.chat_id):
                    row = await self._put(row, screen)
        except Forbidden:
            await people.mark_unreachable(person.id, self._deps.clock())
            ended = True
        if ended:
            await self._end(row)
        return screen != before

    async def _screen(self, voice: Voice, row: Progress, mailbox: Mailbox | None) -> Screen:
        if mailbox is None:
            return importing.broken_off(voice)
        if mailbox.imported_at is None:
            left = await arriving.left([mailbox], self._deps.clock())
            return importing.running(voice, mailbox, left.get(mailbox.id))
        return importing.finished(voice, mailbox, await letters.first_import_count(row.mailbox_id))

    async def _put(self, row: Progress, screen: Screen) -> Progress:
        """The screen in the chat; the row with its message."""
        if row.message_id is None:
            message_id = (await show.send(self._bot, row.chat_id, screen)).message_id
        else:
            message_id = await show.edit_or_send(self._bot, row.chat_id, row.message_id, screen)
        if message_id != row.message_id:
            await asyncio.shield(shown_imports.set_message(row.mailbox_id, message_id))
        row = dataclasses.replace(row, message_id=message_id)
        self._shown[row.mailbox_id] = row, screen
        return row

    async def _end(self, row: Progress) -> None:
        await shown_imports.end(row.mailbox_id)
        self._shown.pop(row.mailbox_id, None)
