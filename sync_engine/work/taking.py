"""Chunks of the plan, one after another: fetched, read, stored.

Holds always:
- while one chunk is stored the next is read, the one after it fetched, and more are asked for; no transaction
  is open while we wait for the server (invariant 5);
- of large chunks only a few are in memory at a time, over all mailboxes, and they take turns;
- a letter that makes the server fail becomes a hole, the others are stored (invariant 6).
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager

from storage import records
from storage.records import Uid
from sync_engine import errors
from sync_engine.rules import plan
from sync_engine.rules.reading import Read
from sync_engine.wire import requests
from sync_engine.work import fetching, gather, reader, renumber
from sync_engine.work.visit import Visit

Step = tuple[int, plan.Chunk]  # folder id and what is to be taken of it
_Reading = asyncio.Task[dict[Uid, Read]]
_SMALL = 10  # letters that need not wait for a turn


async def chunks(
    visit: Visit, steps: Iterable[Step], look: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Takes every step in order. Raises `MailError`.

    `look` is for new letters that came meanwhile; it runs between two chunks when `visit` says it is time.
    """
    left = deque(steps)
    letters = sum(len(chunk.fetch) for _, chunk in left)
    async with reader.opened(visit.kit, letters, alone=visit.careful) as by:
        belt = _Belt(visit, by, left)
        try:
            await belt.run(look)
        finally:
            belt.stop()


class _Belt:
    """The chunks of one visit that are left, and what is under way for the first of them."""

    def __init__(self, visit: Visit, by: reader.Reader, left: deque[Step]) -> None:
        self._visit = visit
        self._by = by
        self._left = left
        self._ahead: _Reading | errors.MailError | None = None

    async def run(self, look: Callable[[], Awaitable[None]] | None) -> None:
        session = self._visit.session
        await self._expect()
        while self._left:
            # What is on its way is collected first, so that nothing is asked for twice.
            looks = look is not None and self._visit.is_time_to_look()
            session.hold_back(looks)
            async with _turn(self._visit, self._left[0][1]):
                await self._take(*self._left[0], goes_ahead=not looks or session.ahead > 0)
            if looks and look and self._ahead is None:
                await look()
                await self._expect()
        session.hold_back(False)

    def stop(self) -> None:
        if isinstance(self._ahead, asyncio.Task):
            self._ahead.cancel()

    async def _expect(self) -> None:
        """Tells the session what the chunks that are left will ask the server for."""
        marks = {each.folder_id: each for each in await self._visit.folders()}
        self._visit.session.expect(_script(self._visit, marks, self._left))

    async def _take(self, folder_id: int, chunk: plan.Chunk, *, goes_ahead: bool) -> None:
        visit = self._visit
        if visit.careful and chunk.fetch:
            visit.careful, self._ahead = False, errors.ServerConfused(reason="careful")
        if self._ahead is None:
            self._ahead = self._read(folder_id, await self._fetch(folder_id, chunk))
        if isinstance(self._ahead, errors.MailError):
            trouble, self._ahead = self._ahead, None
            await self._one_by_one(folder_id, chunk, trouble)
            self._left.popleft()
            return
        self._left.popleft()
        reading, self._ahead = self._ahead, None
        try:
            if goes_ahead and (following := await self._fetch_following()):
                self._ahead = self._read(*following)
        finally:
            read = await reading
        await self._store(folder_id, chunk, read)

    async def _fetch_following(self) -> tuple[int, fetching.Fetched | errors.MailError] | None:
        """The next chunk, unless it is large, or others wait for their turn with one."""
        if not self._left or not _is_light(self._visit, self._left[0][1]) or self._visit.kit.gate.locked():
            return None
        return self._left[0][0], await self._fetch(*self._left[0])

    async def _fetch(self, folder_id: int, chunk: plan.Chunk) -> fetching.Fetched | errors.MailError:
        try:
            return await fetching.fetch(self._visit, await self._visit.marks(folder_id), chunk)
        except (errors.ServerConfused, errors.ServerUnreachable) as error:
            return error

    def _read(
        self, folder_id: int, fetched: fetching.Fetched | errors.MailError
    ) -> _Reading | errors.MailError:
        """Begins to read what was fetched."""
        if isinstance(fetched, errors.MailError):
            return fetched
        return asyncio.create_task(gather.read(self._visit, folder_id, fetched, self._by))

    async def _store(self, folder_id: int, chunk: plan.Chunk, read: Mapping[Uid, Read]) -> None:
        visit = self._visit
        marks = await visit.marks(folder_id)
        batch = await gather.batch(visit, marks, chunk, read)
        await visit.commit(await renumber.find_again(visit, marks, batch))

    async def _one_by_one(self, folder_id: int, chunk: plan.Chunk, error: errors.MailError) -> None:
        """A chunk that could not be had whole. Raises what ends the visit."""
        if isinstance(error, errors.ServerUnreachable) or not chunk.fetch:
            raise error
        for piece in plan.singly(chunk):
            fetched = await self._fetch(folder_id, piece)
            reading = self._read(folder_id, fetched)
            read = {} if isinstance(reading, errors.MailError) else await reading
            await self._store(folder_id, piece, read)
            if isinstance(reading, errors.ServerUnreachable):
                raise reading  # the server hung up over it; the next visit goes on behind it


def _script(
    visit: Visit, marks: Mapping[int, records.FolderMarks], steps: Iterable[Step]
) -> Iterator[requests.Request | None]:
    """What the steps will ask the server for."""
    for folder_id, chunk in steps:
        yield from fetching.asks(marks[folder_id], chunk, visit.kit.policy)


def _is_light(visit: Visit, chunk: plan.Chunk) -> bool:
    """Whether a chunk can be held whole; a large letter is read while it comes."""
    return all(meta.size <= visit.kit.policy.whole_letter for meta in chunk.fetch)


@asynccontextmanager
async def _turn(visit: Visit, chunk: plan.Chunk) -> AsyncIterator[None]:
    if len(chunk.fetch) <= _SMALL and _is_light(visit, chunk):
        yield
        return
    async with visit.kit.gate:
        yield
