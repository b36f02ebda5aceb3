"""Pressed buttons: answered while their chat may still be busy with what came before, so that none spins.

Holds always: each is answered exactly once and at once, whoever pressed it and whatever comes of it.
"""

import logging
import math

from telegram import CallbackQuery
from telegram.error import TelegramError

from bot.context import App, deps_of, parking_of
from storage import people

log = logging.getLogger(__name__)


def pause(query: CallbackQuery, application: App) -> int:
    """Seconds for which Telegram wants the chat left alone: nothing could be shown there."""
    return math.ceil(parking_of(application).left(query.from_user.id))


async def answer(query: CallbackQuery) -> None:
    await _answer(query, None)


async def answer_later(query: CallbackQuery, application: App, seconds: int) -> None:
    """Says when to press again."""
    deps, person = deps_of(application), await people.find(query.from_user.id)
    voice = deps.voice(person.language if person else deps.default_language)
    await _answer(query, voice.label("telegram-pause", seconds=seconds))


async def _answer(query: CallbackQuery, said: str | None) -> None:
    try:
        await query.answer(said)
    except TelegramError as refusal:  # too late to matter: the button spins no more
        log.info("a pressed button could not be answered: %s", type(refusal).__name__)
