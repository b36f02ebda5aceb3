"""The bot's updates, as getUpdates hands them out or a webhook is brought them (Bot API, "Getting updates").

- An update stays until a poll names an offset above it; a negative offset keeps only the last ones.
- allowed_updates is remembered and counts for updates that come later, not for those that wait.
- A second poll ends the first with a conflict, and where a webhook is set every poll meets one.
"""

from collections import Counter, deque
from collections.abc import Sequence
from typing import Any

from bot.sandbox import answers
from bot.sandbox.news import News
from bot.sandbox.webhook import Webhook

Update = dict[str, Any]

_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_KEPT = 10_000  # updates nobody fetched; the oldest make room
POLL_LIMIT = 50.0  # seconds; Telegram answers an endless wait after this


class Updates:
    def __init__(self, news: News, first_id: int = 1) -> None:
        self._news = news
        self._next_id = first_id
        self._waiting: deque[Update] = deque(maxlen=_KEPT)
        self._allowed: frozenset[str] = frozenset()
        self._poll = 0
        self.webhook: Webhook | None = None
        self.tries: Counter[int] = Counter()  # how often each left, by its id

    def add(self, kind: str, payload: dict[str, Any]) -> None:
        wanted = kind in self._allowed if self._allowed else kind not in _ON_REQUEST
        if wanted:
            self._waiting.append({"update_id": self._next_id, kind: payload})
            self._next_id += 1
            self._news.wake()

    def allow(self, kinds: Sequence[str]) -> None:
        """Which kinds there are to be from now on; none: the usual ones."""
        self._allowed = frozenset(kinds)

    def bring_to(self, webhook: Webhook | None) -> None:
        """Ends the poll that waits, and whoever brought updates so far."""
        self._poll += 1
        if self.webhook is not None:
            self.webhook.stop()
        self.webhook = webhook
        if webhook is not None:
            webhook.bring(self._waiting, self._news, self.tries)
        self._news.wake()

    def forget(self) -> None:
        self._waiting.clear()

    @property
    def newest(self) -> int:
        """The id of the last one."""
        return self._next_id - 1

    @property
    def polled(self) -> int:
        """How often the bot has asked so far."""
        return self._poll

    def __len__(self) -> int:
        return len(self._waiting)

    async def take(
        self, *, offset: int = 0, limit: int = 100, timeout: float = 0, allowed: Sequence[str] | None = None
    ) -> list[Update]:
        """Up to `limit` updates, waiting `timeout` seconds for the first; raises Refused on a conflict."""
        if self.webhook is not None:
            raise answers.webhook_is_set()
        self._poll += 1
        mine = self._poll
        self._news.wake()  # an older poll notices that it was overtaken
        if allowed is not None:
            self.allow(allowed)
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while offset > 0 and self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()

        def ready() -> bool | None:
            return True if self._waiting or self._poll != mine or self._news.closed else None

        try:
            await self._news.until(ready, min(timeout, POLL_LIMIT))
        except TimeoutError:
            return []
        if self._poll != mine:
            raise answers.other_poll()
        shown = list(self._waiting)[: max(1, min(limit, 100))]
        self.tries.update(int(update["update_id"]) for update in shown)
        return shown
