"""What an engine asks of those it works beside: how work comes to it, and what it may watch.

Alone, as beside SQLite, everything is its own. Among several workers see `sharing`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Literal, Protocol

from storage import turns

Word = Literal["notices", "answers"]
Visit = Callable[[int, str], Awaitable[None]]  # a mailbox and its host; returns when the visit has ended
Heard = Callable[[str], None]
Box = tuple[int, str]  # a mailbox and its host


class Crew(Protocol):
    def at_work(self, visit: Visit, heard: Heard) -> AbstractAsyncContextManager[Sequence[Box]]:
        """Entered with the engine: mailboxes to begin with, bit by bit.

        `visit` may be called for others, and `heard` with words from other processes.
        """

    async def due(self, now: datetime, limit: int) -> list[Box]:
        """What this engine is to see to by itself."""

    async def to_watch(self, held: Callable[[], Collection[int]]) -> set[int]:
        """Mailboxes that this engine may watch; `held`: what it has in hand, asked after the database was."""

    async def tell(self, word: Word) -> None:
        """Something happened that another process may wait for."""

    async def leave(self) -> None:
        """The engine has ended."""


class Alone:
    """The only engine on its database."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    @asynccontextmanager
    async def at_work(self, visit: Visit, heard: Heard) -> AsyncIterator[Sequence[Box]]:
        await turns.nobody_watches()
        yield await turns.at_work()

    async def due(self, now: datetime, limit: int) -> list[Box]:
        return await turns.due(now, limit)

    async def to_watch(self, held: Callable[[], Collection[int]]) -> set[int]:
        said = await turns.said_to_be_watched()
        lost = said - set(held())
        if lost:  # its connection went, and that could not be written down
            await turns.watch_no_more(lost, self._clock())
        return {mailbox_id for mailbox_id, _ in await turns.at_work()}

    async def tell(self, word: Word) -> None:
        """Nobody else is there."""

    async def leave(self) -> None:
        """Nothing is anybody else's."""
