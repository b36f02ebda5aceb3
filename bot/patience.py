"""Speaking to people whose chat may not take it just now: one way for all that is shown by itself."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from telegram.error import Forbidden, RetryAfter, TelegramError

from bot.parking import retry_after
from storage import people
from storage.records import Person
from sync_engine.work.pauses import Pauses

log = logging.getLogger(__name__)


class Patience:
    """`trouble`: so long a chat is left alone after Telegram did not take something; `what`, for the log."""

    def __init__(self, clock: Callable[[], datetime], trouble: timedelta, what: str) -> None:
        self._clock = clock
        self._trouble = trouble
        self._what = what
        self._left_alone = Pauses()

    def left_alone(self) -> set[int]:
        """Ids of the people."""
        return set(self._left_alone.going())

    @asynccontextmanager
    async def towards(self, person: Person) -> AsyncIterator[None]:
        """What Telegram raises in the block ends it, and leaves the chat alone for a while."""
        try:
            yield
        except RetryAfter as limit:
            self._left_alone.begin(person.id, retry_after(limit))
        except Forbidden:
            await people.mark_unreachable(person.id, self._clock())
            self._left_alone.begin(person.id, self._trouble)
        except TelegramError as trouble:
            self._left_alone.begin(person.id, self._trouble)
            log.info("%s waits: %s", self._what, type(trouble).__name__, extra={"action": "chat_waits"})
