"""Updates that Telegram brings to us: where it is to bring them, and whether it can.

Holds always: the address and the secret are of the bot's token, so they outlive a restart, and are in no log.
"""

import logging
from datetime import timedelta

from telegram import WebhookInfo
from telegram.error import BadRequest

from bot.context import App, Deps
from bot.door import Door
from bot.hearing import WANTED, Hearing

log = logging.getLogger(__name__)

_CONNECTIONS = 40  # updates Telegram may bring at a time: those of so many chats
_LATELY = timedelta(minutes=3)  # an error so old may be over: Telegram goes on telling of the last one


class Hook(Hearing):
    """Tells Telegram where to bring updates, and looks now and then whether it can."""

    doing = "keeping the webhook"
    rest = 60.0

    def __init__(self, application: App, deps: Deps, door: Door) -> None:
        super().__init__(application, deps)
        self._door = door
        self._said: str | None = None
        self._refusal: str | None = None

    async def _begin(self) -> None:
        try:
            await self._application.bot.set_webhook(
                self._door.url,
                secret_token=self._door.secret,
                allowed_updates=WANTED,
                max_connections=_CONNECTIONS,
                drop_pending_updates=False,
            )
        except BadRequest as refusal:
            said = refusal.message.replace(self._door.path, "…")
            if said != self._refusal:
                log.warning("Telegram says: %s", said)
            self._refusal = said
            raise
        self._refusal = None

    async def _listen(self) -> None:
        info = await self._application.bot.get_webhook_info()
        if info.url != self._door.url:
            log.warning(
                "another program took the updates of this bot; taking them back",
                extra={"action": "webhook_taken"},
            )
            await self._begin()
        self._note(trouble(info, self._deps))

    async def confirm(self) -> None:
        """Each update was when it was answered for; what waits stays with Telegram."""

    def _note(self, said: str | None) -> None:
        if said is not None and self._said is None:
            log.warning("Telegram cannot bring updates: %s", said, extra={"action": "webhook_trouble"})
        if said is None and self._said is not None:
            log.info("Telegram brings updates again", extra={"action": "webhook_back"})
        self._said = said


def trouble(info: WebhookInfo, deps: Deps) -> str | None:
    """Why updates did not come through lately, in Telegram's words."""
    at, said = info.last_error_date, info.last_error_message
    if at is None or said is None or deps.clock() - at > _LATELY:
        return None
    return said
