"""Letters of clients that come steadily, and when each was told in Telegram."""

import itertools
import random
import re
import threading
import time
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.acceptance.telegram import Telegram

NUMBER = re.compile(r"Letter ([0-9]{6})\b")


def letter(number: int, address: str) -> bytes:
    """From another client each time, so that no two are of one chain."""
    head = f"From: client{number}@client.test\r\nTo: {address}\r\nSubject: Letter {number:06}\r\n"
    return f"{head}Message-ID: <{number}@client.test>\r\n\r\nGood morning.\r\n".encode()


@dataclass(slots=True)
class Traffic:
    """Seconds are those of the monotonic clock, which the Bot API server here has, too."""

    addresses: Sequence[str]
    send: Callable[[str, bytes], None]  # to an address
    api: Telegram
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    brought: dict[int, tuple[int, float]] = field(default_factory=dict)  # by number: of which address, when
    told: dict[int, float] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def bring(self, place: int) -> None:
        """A letter to one of the addresses."""
        number, address = next(self._numbers), self.addresses[place]
        self.brought[number] = place, time.monotonic()
        self.send(address, letter(number, address))

    def look(self) -> int:
        """Notes what was told since the last look; how many letters were, so far."""
        for call in self.api.do(lambda: list(self.api.chats.calls)):
            found = NUMBER.search(str(call.params.get("text", "")))
            if found and call.error is None:
                self.told.setdefault(int(found[1]), call.at)
        return len(self.told)

    def waits(self, places: Container[int] | None = None, until: float = float("inf")) -> list[float | None]:
        """For each letter (to these) brought before `until`: seconds until it was told, if it was."""
        return [
            self.told[number] - when if number in self.told else None
            for number, (place, when) in self.brought.items()
            if (places is None or place in places) and when < until
        ]

    @contextmanager
    def flowing(self, a_minute: float) -> Iterator[None]:
        """So many come a minute while the block runs, at times of their own."""
        ended = threading.Event()

        def bring() -> None:
            while a_minute and not ended.wait(self.chance.expovariate(a_minute / 60)):
                self.bring(self.chance.randrange(len(self.addresses)))

        thread = threading.Thread(target=bring, name="traffic")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
