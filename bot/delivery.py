"""How far letters have come, shown in the message each was sent from.

Holds always: a message is edited only when its letter came further; no chat waits for another's.
"""

import logging
from collections import defaultdict
from datetime import timedelta
from functools import partial
from types import TracebackType

from telegram.error import BadRequest

from bot import show
from bot.context import App, Deps
from bot.patience import Patience, nobody_there
from bot.side_by_side import SideBySide
from bot.views import answer as view
from storage import answers, people
from storage.records import Answer
from sync_engine.work import rounds
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
        self._patience = Patience(application, _TROUBLE, "a letter's state")
        self._showing = SideBySide("showing letters to person")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, trace)
        await self._showing.end()

    async def _round(self) -> None:
        event = self._deps.engine.answers_changed
        event.clear()
        left_alone = self._patience.left_alone()
        by_person: dict[int, list[Answer]] = defaultdict(list)
        for answer in await answers.moving(_AT_ONCE):
            if answer.person.id not in left_alone:
                by_person[answer.person.id].append(answer)
        for person_id, moving in by_person.items():
            self._showing.start(person_id, partial(self._show_all, moving))
        await rounds.woken(event, LOOK)

    async def _show_all(self, moving: list[Answer]) -> None:
        """What came further meanwhile wants to be looked for once more."""
        for answer in moving:
            if answer.person.id in self._patience.left_alone():
                return
            async with self._patience.towards(answer.person):
                await self._show(answer.id)
        self._deps.engine.answers_changed.set()

    async def _show(self, answer_id: int) -> None:
        """Raises what Telegram raises."""
        # Looked at once more: much may have happened while the message waited for its turn.
        answer = await answers.get(answer_id)
        if answer is None or answer.message is None or await people.find(answer.person.telegram_id) is None:
            return
        screen = view.standing(self._deps.voice(answer.person.language), answer)
        chat = answer.person.telegram_id
        try:
            message = await show.edit_or_send(self._bot, chat, answer.message, screen)
        except BadRequest as refusal:  # it would be refused again and again
            if nobody_there(refusal):
                raise
            extra = {"action": "letter_refused", "person": answer.person.id}
            log.exception("Telegram refused a message", extra=extra)
            message = answer.message
        if message != answer.message:
            await answers.show_in(answer.id, message)
        await answers.shown(answer)
