"""Updates brought to a webhook as Telegram brings them (Bot API, "setWebhook").

- One chat's updates come one after another, each until it is answered with 200; those of different chats come
  side by side, as many as the bot allows.
- What is not answered so is brought again after growing pauses, and the later ones of its chat wait.
"""

import asyncio
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from bot.sandbox import answers
from bot.sandbox.news import News

_PAUSES = (
    0.1,
    0.2,
    0.5,
    1.0,
)  # seconds after the first, second … failure of an update; Telegram's are longer
_PATIENCE = 60.0  # seconds for an answer
_FOR_EVER = 3600.0 * 24
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})  # a bot on this machine needs no https


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str = field(repr=False)
    connections: int
    error: tuple[float, str] | None = None  # when, and what
    tries: Counter[int] = field(default_factory=Counter)  # how often each update reached the bot, by its id
    _task: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, url: str, *, secret: str, connections: int) -> Self:
        """Raises Refused."""
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _HERE:
            raise answers.bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise answers.bad_request("secret token contains unallowed characters")
        return cls(url, secret, max(1, min(connections, 100)))

    def to_api(self) -> dict[str, Any]:
        found: dict[str, Any] = {"url": self.url, "max_connections": self.connections}
        if self.error is not None:
            at, said = self.error
            found |= {"last_error_date": int(at), "last_error_message": said}
        return found

    def bring(self, waiting: deque[dict[str, Any]], news: News, tries: Counter[int]) -> None:
        """From now on, until stopped or the news ends; what was taken leaves `waiting`."""
        self.tries = tries
        self._task = asyncio.create_task(self._bring(waiting, news), name="webhook")

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _bring(self, waiting: deque[dict[str, Any]], news: News) -> None:
        hands: dict[int, asyncio.Task[None]] = {}

        def next_one() -> dict[str, Any] | None:
            for update in waiting if len(hands) < self.connections else ():
                if _chat(update) not in hands:
                    return update
            return None

        async def one(update: dict[str, Any]) -> None:
            try:
                await self._until_taken(client, update)
                if update in waiting:  # nobody dropped it meanwhile
                    waiting.remove(update)
            finally:
                del hands[_chat(update)]
                news.wake()

        async with httpx.AsyncClient(trust_env=False, timeout=_PATIENCE) as client:
            try:
                while True:
                    update = await news.until(next_one, _FOR_EVER)
                    hands[_chat(update)] = asyncio.create_task(one(update))
            except TimeoutError:
                pass  # the news ended
            finally:
                left = list(hands.values())
                for task in left:
                    task.cancel()
                await asyncio.gather(*left, return_exceptions=True)

    async def _until_taken(self, client: httpx.AsyncClient, update: dict[str, Any]) -> None:
        for failures in range(2**31):
            said = await self._try(client, update)
            if said is None:
                return
            self.error = (time.time(), said)
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])

    async def _try(self, client: httpx.AsyncClient, update: dict[str, Any]) -> str | None:
        """What went wrong."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        number = int(update["update_id"])
        try:
            answer = await client.post(self.url, json=update, headers=headers)
        except httpx.ConnectError:
            return "Connection refused"
        except httpx.TransportError as trouble:
            self.tries[number] += 1
            return (
                "Read timeout expired"
                if isinstance(trouble, httpx.TimeoutException)
                else "Connection reset by peer"
            )
        self.tries[number] += 1
        if answer.status_code == 200:
            return None
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"


def _chat(update: dict[str, Any]) -> int:
    """Whose update it is."""
    for kind in ("message", "callback_query", "my_chat_member"):
        if kind in update:
            return int(update[kind]["from"]["id"])
    return 0
