"""Speaking to people whose chat may not take it just now: one way for all that is shown by itself."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.context import App, deps_of, parking_of
from bot.parking import retry_after
from storage import people
from storage.records import Person
from sync_engine.work.pauses import Pauses

log = logging.getLogger(__name__)


class Patience:
    """`trouble`: so long a chat is left alone after Telegram did not take something; `what`, for the log."""

    def __init__(self, application: App, trouble: timedelta, what: str) -> None:
        self._clock = deps_of(application).clock
        self._parking = parking_of(application)
        self._trouble = trouble
        self._what = what
        self._left_alone = Pauses()

    def left_alone(self) -> set[int]:
        """Ids of the people."""
        return set(self._left_alone.going())

    @asynccontextmanager
    async def towards(self, person: Person) -> AsyncIterator[None]:
        """One message to the person, in its turn.

        What Telegram raises in the block ends it, and leaves the chat alone for a while.
        """
        try:
            async with self._parking.turn(person.telegram_id):
                yield
        except RetryAfter as limit:
            self._left_alone.begin(person.id, retry_after(limit))
        except TelegramError as trouble:
            self._left_alone.begin(person.id, self._trouble)
            if nobody_there(trouble):
                await people.mark_unreachable(person.id, self._clock())
            else:
                log.info("%s waits: %s", self._what, type(trouble).__name__, extra={"action": "chat_waits"})


def nobody_there(trouble: TelegramError) -> bool:
    """The person blocked the bot, or is gone from Telegram."""
    return isinstance(trouble, Forbidden) or (
        isinstance(trouble, BadRequest) and "chat not found" in trouble.message.lower()
    )
