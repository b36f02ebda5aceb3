"""Something changed: wakes whoever waits for it, and tells every open page.

A change is made first and told after, in the same turn of the loop, so a waiter that looks before it waits
misses nothing. After `close` nobody waits any more.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
Event = dict[str, Any]


class News:
    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._queues: set[asyncio.Queue[Event | None]] = set()
        self.closed = False

    def tell(self, event: Event) -> None:
        """Passes `event` on to the pages and wakes every waiter."""
        for queue in self._queues:
            queue.put_nowait(event)
        self.wake()

    def wake(self) -> None:
        """Makes every waiter look again; nothing that a page shows has changed."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def close(self) -> None:
        """Ends every wait and every page's stream."""
        self.closed = True
        for queue in self._queues:
            queue.put_nowait(None)
        self.wake()

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[Event | None]]:
        """A queue of what happens from now on; None ends it."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        if self.closed:
            queue.put_nowait(None)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def until(self, found: Callable[[], T | None], timeout: float) -> T:
        """What `found` returns once it is not None; raises TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout):
            while (result := found()) is None:
                if self.closed:
                    raise TimeoutError
                await self._changed.wait()
        return result
