"""How far letters have come, shown in the message each was sent from.

Holds always: a message is edited only when its letter came further; no chat waits for another's.
"""

import asyncio
import logging
from collections import defaultdict
from datetime import timedelta

from telegram.error import Forbidden, RetryAfter, TelegramError

from bot import show
from bot.context import App, Deps
from bot.parking import retry_after
from bot.views import answer as view
from storage import answers, people
from storage.records import Answer
from sync_engine.work import rounds
from sync_engine.work.pauses import Pauses
from sync_engine.work.rounds import Rounds

log = logging.getLogger(__name__)

LOOK = 5.0  # seconds between looks that nothing asked for
_AT_ONCE = 100
_TROUBLE = timedelta(seconds=10)  # a chat is left alone so long after a trouble


class DeliveryBoard(Rounds):
    """Shows letters while it is entered."""

    doing = "showing letters"

    def __init__(self, application: App, deps: Deps) -> None:
        self._bot = application.bot
        self._deps = deps
        self._parked = Pauses()  # people whose chat is to be left alone

    async def _round(self) -> None:
        event = self._deps.engine.answers_changed
        event.clear()
        parked = self._parked.going()
        by_person: dict[int, list[Answer]] = defaultdict(list)
        for answer in await answers.moving(_AT_ONCE):
            if answer.person.id not in parked:
                by_person[answer.person.id].append(answer)
        await asyncio.gather(*map(self._show_all, by_person.values()))
        await rounds.woken(event, LOOK)

    async def _show_all(self, moving: list[Answer]) -> None:
        person = moving[0].person
        try:
            for answer in moving:
                await self._show(answer)
        except RetryAfter as limit:
            self._parked.begin(person.id, retry_after(limit))
        except Forbidden:
            await people.mark_unreachable(person.id, self._deps.clock())
            self._parked.begin(person.id, _TROUBLE)
        except TelegramError as trouble:
            self._parked.begin(person.id, _TROUBLE)
            log.info("a letter's state waits: %s", type(trouble).__name__, extra={"action": "state_waits"})

    async def _show(self, answer: Answer) -> None:
        """Raises what Telegram raises."""
        assert answer.message is not None
        screen = view.standing(self._deps.voice(answer.person.language), answer)
        chat = answer.person.telegram_id
        message = await show.edit_or_send(self._bot, chat, answer.message, screen)
        if message != answer.message:
            await answers.show_in(answer.id, message)
        await answers.shown(answer)
