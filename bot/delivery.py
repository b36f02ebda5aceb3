"""How far letters have come, shown in the message each was sent from.

Holds always: a message is edited only when its letter came further; no chat waits for another's.
"""

import asyncio
from collections import defaultdict
from datetime import timedelta

from bot import show
from bot.context import App, Deps
from bot.patience import Patience
from bot.views import answer as view
from storage import answers
from storage.records import Answer
from sync_engine.work import rounds
from sync_engine.work.rounds import Rounds

LOOK = 5.0  # seconds between looks that nothing asked for
_AT_ONCE = 100
_TROUBLE = timedelta(seconds=10)  # a chat is left alone so long after a trouble


class DeliveryBoard(Rounds):
    """Shows letters while it is entered."""

    doing = "showing letters"

    def __init__(self, application: App, deps: Deps) -> None:
        self._bot = application.bot
        self._deps = deps
        self._patience = Patience(deps.clock, _TROUBLE, "a letter's state")

    async def _round(self) -> None:
        event = self._deps.engine.answers_changed
        event.clear()
        left_alone = self._patience.left_alone()
        by_person: dict[int, list[Answer]] = defaultdict(list)
        for answer in await answers.moving(_AT_ONCE):
            if answer.person.id not in left_alone:
                by_person[answer.person.id].append(answer)
        await asyncio.gather(*map(self._show_all, by_person.values()))
        await rounds.woken(event, LOOK)

    async def _show_all(self, moving: list[Answer]) -> None:
        async with self._patience.towards(moving[0].person):
            for answer in moving:
                await self._show(answer)

    async def _show(self, answer: Answer) -> None:
        """Raises what Telegram raises."""
        assert answer.message is not None
        screen = view.standing(self._deps.voice(answer.person.language), answer)
        chat = answer.person.telegram_id
        message = await show.edit_or_send(self._bot, chat, answer.message, screen)
        if message != answer.message:
            await answers.show_in(answer.id, message)
        await answers.shown(answer)
