"""How updates reach us, by polling or by webhook, for as long as the program runs.

Holds always:
- nothing that Telegram does or does not do ends it: an outage is waited out with growing pauses, and a
  refused token, which python-telegram-bot's own `Updater` gives up on for good, is tried again slowly;
- trouble is logged once when it begins and once when it is over, and never with the token in it.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from datetime import datetime
from typing import ClassVar

from telegram.constants import UpdateType
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.context import App, Deps
from bot.handlers import broken_off
from bot.parking import retry_after
from storage import incidents
from sync_engine.work import rounds

log = logging.getLogger(__name__)

WANTED = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)
_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds after the first, second … trouble in a row
_REFUSED_PAUSE = 60.0  # seconds after a refused token


class Hearing(ABC):
    doing: ClassVar[str]  # as the log says it
    rest: ClassVar[float] = 0.0  # seconds between two rounds that went well

    def __init__(self, application: App, deps: Deps) -> None:
        self._application = application
        self._deps = deps
        self._greeted = False
        self._trouble: str | None = None
        self._silent_since: datetime | None = None
        self._in_a_row = 0

    @abstractmethod
    async def _begin(self) -> None:
        """Tells Telegram which way updates are to come. Raises `TelegramError`."""

    @abstractmethod
    async def _listen(self) -> None:
        """One round. Raises `TelegramError`."""

    @abstractmethod
    async def confirm(self) -> None:
        """At the end: whatever Telegram has to know so that the next start does not get the same again."""

    async def run(self) -> None:
        """Until cancelled."""
        await rounds.for_ever(self.doing, self._round)

    async def _round(self) -> None:
        try:
            if not self._greeted:
                await self._greet()
            await self._listen()
        except TelegramError as trouble:
            await asyncio.sleep(self._pause_after(trouble))
        else:
            await self._all_is_well()
            await asyncio.sleep(self.rest)

    async def _greet(self) -> None:
        application = self._application
        await application.initialize()
        if not application.running:
            await application.start()
        await self._begin()
        await broken_off.tell_interrupted(application)
        self._greeted = True

    def _pause_after(self, trouble: TelegramError) -> float:
        """Logs a trouble that is new; the seconds to wait."""
        if not isinstance(trouble, RetryAfter | Conflict) and self._silent_since is None:
            self._silent_since = self._deps.clock()
            self._deps.meter.telegram_up = False
        name = type(trouble).__name__
        if name != self._trouble:
            self._trouble = name
            said = _SAID.get(type(trouble), _UNREACHABLE)
            log.warning(said, extra={"action": "telegram_trouble", "kind": name})
        pause = _PAUSES[min(self._in_a_row, len(_PAUSES) - 1)]
        self._in_a_row += 1
        if isinstance(trouble, RetryAfter):
            return retry_after(trouble).total_seconds()
        return _REFUSED_PAUSE if isinstance(trouble, InvalidToken) else pause

    async def _all_is_well(self) -> None:
        """Administrators hear of an outage that lasted: nobody could be told of it before."""
        if self._trouble is not None:
            log.info("Telegram answers again", extra={"action": "telegram_back"})
        self._trouble, self._in_a_row = None, 0
        self._deps.meter.telegram_up = True
        since, self._silent_since = self._silent_since, None
        now = self._deps.clock()
        if since is not None and now - since >= self._deps.policy.outage_told:
            await incidents.passed("telegram", since, now)


_UNREACHABLE = "Telegram cannot be reached; trying again until it can"
_SAID: dict[type[TelegramError], str] = {
    BadRequest: "Telegram refuses the address of the webhook; trying again until it does not",
    InvalidToken: (
        "Telegram does not know this bot token (or POSTROOM_TELEGRAM_API_URL is wrong); "
        "check POSTROOM_BOT_TOKEN. Trying again every minute"
    ),
    Conflict: "another program fetches this bot's updates; only one may. Trying again until it stops",
    RetryAfter: "Telegram asks for a pause",
}
