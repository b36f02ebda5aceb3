"""How fast messages may leave: about one a second to a chat and 29 a second in all, short bursts allowed.

Telegram's limits (Bot API FAQ): one message a second to one chat, 30 a second to different chats. Pure but
for what it remembers; time is an argument, in seconds of any steady clock.
"""

CHAT_RATE = 1.0  # messages a second
CHAT_BURST = 3
TOTAL_RATE = 29.0
TOTAL_BURST = 10


class Bucket:
    """A bucket of permissions that fills at `rate` a second up to `burst`."""

    __slots__ = ("_burst", "_level", "_rate", "_since")

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._level = float(burst)
        self._since = float("-inf")

    def take(self, now: float) -> float:
        """Takes one permission; the seconds to wait before using it."""
        self._level = self._refilled(now) - 1
        return max(0.0, -self._level / self._rate)

    def note(self, now: float) -> None:
        """What went without asking leaves none to take, and puts off nothing that waits already."""
        level = self._refilled(now)
        self._level = min(level, max(level - 1, 0.0))

    def is_full(self, now: float) -> bool:
        return self._refilled(now) >= self._burst

    def _refilled(self, now: float) -> float:
        self._level = min(self._burst, self._level + (now - self._since) * self._rate)
        self._since = now
        return self._level


class Lanes:
    """One lane a chat beside the road they all share."""

    def __init__(self) -> None:
        self._total = Bucket(TOTAL_RATE, TOTAL_BURST)
        self._chats: dict[int, Bucket] = {}

    def take(self, chat: int, now: float) -> float:
        """The seconds a message to `chat` has to wait; it must be sent after that, or not at all."""
        return max(self._lane(chat, now).take(now), self._total.take(now))

    def note(self, chat: int, now: float) -> None:
        """A message that could not wait goes to `chat` now: somebody pressed a button for it."""
        self._lane(chat, now).note(now)
        self._total.note(now)

    def _lane(self, chat: int, now: float) -> Bucket:
        if chat not in self._chats:
            self._forget_idle(now)
            self._chats[chat] = Bucket(CHAT_RATE, CHAT_BURST)
        return self._chats[chat]

    def _forget_idle(self, now: float) -> None:
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.is_full(now)}
