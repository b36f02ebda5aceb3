"""Pressed buttons: answered while their chat may still be busy with what came before, so that none spins.

Holds always: each is answered exactly once and at once, whoever pressed it and whatever comes of it. Where
Telegram wants the chat left alone only Undo goes on, and answers for itself: a letter would go meanwhile.
"""

import logging
import math
import re

from telegram import CallbackQuery
from telegram.error import TelegramError

from bot.context import App, deps_of, parking_of
from bot.views import press
from storage import people

log = logging.getLogger(__name__)

_UNDO = re.compile(press.pattern(press.UNDO))


def pause(query: CallbackQuery, application: App) -> int:
    """Seconds for which Telegram wants the chat left alone: nothing could be shown there."""
    return math.ceil(parking_of(application).left(query.from_user.id))


def goes_on(query: CallbackQuery, application: App) -> bool:
    """Whether its handler is asked in a pause, too, and answers it (`Parking.unanswered`)."""
    if _UNDO.match(query.data or "") is None:
        return False
    parking_of(application).unanswered.add(query.id)
    return True


async def answer_later(query: CallbackQuery, application: App, seconds: int) -> None:
    """Says when to press again."""
    deps, person = deps_of(application), await people.find(query.from_user.id)
    voice = deps.voice(person.language if person else deps.default_language)
    await answer(query, voice.label("telegram-pause", seconds=seconds))


async def answer(query: CallbackQuery, said: str | None = None) -> None:
    """The button spins no more; `said` is shown over the chat."""
    try:
        await query.answer(said)
    except TelegramError as refusal:  # too late to matter: the button spins no more
        log.info("a pressed button could not be answered: %s", type(refusal).__name__)
