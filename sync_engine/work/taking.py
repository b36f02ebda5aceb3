"""Chunks of the plan, one after another: fetched, read, stored.

Holds always:
- while one chunk is stored the next are read and fetched, and more are asked for; the transaction does not
  wait for them (invariant 5);
- of large chunks only a few are in memory at a time, over all mailboxes, and they take turns;
- a letter that makes the server fail becomes a hole, the others are stored (invariant 6).
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext

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
_AHEAD = 2  # chunks that are fetched, and read, while an earlier one is read or stored
_SMALL = 10  # letters that need not wait for a turn


async def chunks(
    visit: Visit,
    steps: Iterable[Step],
    look: Callable[[], Awaitable[None]] | None = None,
    by: reader.Reader | None = None,
) -> None:
    """Takes every step in order, with a reader that is there already or one of its own. Raises `MailError`.

    `look` is for new letters that came meanwhile; it runs between two chunks when `visit` says it is time.
    """
    left = deque(steps)
    letters = sum(len(chunk.fetch) for _, chunk in left)
    opened = nullcontext(by) if by else reader.opened(visit.kit, letters, alone=visit.careful)
    async with opened as by:
        belt = _Belt(visit, by, left)
        try:
            await belt.run(look)
        except BaseException as error:
            await belt.stop(at_once=isinstance(error, asyncio.CancelledError))
            raise


class _Belt:
    """The chunks of one visit that are left, and what is under way for the first of them."""

    def __init__(self, visit: Visit, by: reader.Reader, left: deque[Step]) -> None:
        self._visit = visit
        self._by = by
        self._left = left
        self._ahead: deque[_Reading | errors.MailError] = deque()  # of the first of those that are left
        self._filling: asyncio.Task[None] | None = None
        self._places: dict[int, records.FolderMarks] = {}  # by folder id; as they were at the last look

    async def run(self, look: Callable[[], Awaitable[None]] | None) -> None:
        session = self._visit.session
        await self._expect()
        while self._left:
            # What is on its way is collected first, so that nothing is asked for twice.
            looks = look is not None and self._visit.is_time_to_look()
            session.hold_back(looks)
            async with _turn(self._visit, self._left[0][1]):
                await self._take(looks=looks)
            if looks and look:
                await self._filled()
                if not self._ahead:
                    await look()
                    await self._expect()
        await self._filled()
        session.hold_back(False)

    async def stop(self, *, at_once: bool) -> None:
        """Nothing goes on in the background; `at_once`, at the price of the line."""
        try:
            if filling := self._filling:
                if at_once:
                    filling.cancel()
                await asyncio.wait([filling])
                filling.cancelled() or filling.exception()  # what ended the visit counts
        finally:
            for each in self._ahead:
                if isinstance(each, asyncio.Task):
                    each.cancel()

    async def _expect(self) -> None:
        """Tells the session what the chunks that are left will ask the server for."""
        self._places = {each.folder_id: each for each in await self._visit.folders()}
        self._visit.session.expect(_script(self._visit, self._places, self._left))

    async def _take(self, *, looks: bool) -> None:
        """The first chunk that is left. While it is stored, more are fetched."""
        await self._filled()
        visit, (folder_id, chunk) = self._visit, self._left[0]
        if visit.careful and chunk.fetch:
            visit.careful = False
            self._ahead.append(errors.ServerConfused(reason="careful"))
        if not self._ahead:
            self._ahead.append(self._read(folder_id, await self._fetch(folder_id, chunk)))
        reading = self._ahead.popleft()
        if isinstance(reading, errors.MailError):
            await self._one_by_one(folder_id, chunk, reading)
            self._left.popleft()
            return
        self._left.popleft()
        self._filling = asyncio.create_task(self._fill(looks=looks))
        await self._store(folder_id, chunk, await reading)

    async def _filled(self) -> None:
        """Waits until nothing is being fetched; only then may anybody else use the session."""
        filling, self._filling = self._filling, None
        if filling:
            await filling

    async def _fill(self, *, looks: bool) -> None:
        while self._goes_ahead(looks=looks):
            folder_id, chunk = self._left[len(self._ahead)]
            self._ahead.append(self._read(folder_id, await self._fetch(folder_id, chunk)))

    def _goes_ahead(self, *, looks: bool) -> bool:
        """Whether to fetch one chunk more: none that takes long, nor while others wait for their turn."""
        ahead, visit = len(self._ahead), self._visit
        if ahead >= _AHEAD or ahead >= len(self._left) or visit.kit.gate.locked():
            return False
        if any(isinstance(each, errors.MailError) for each in self._ahead):
            return False
        following = self._left[ahead][1]
        octets = sum(meta.size for meta in following.fetch)
        return octets <= visit.kit.policy.chunk_bytes and (not looks or visit.session.ahead > 0)

    async def _fetch(self, folder_id: int, chunk: plan.Chunk) -> fetching.Fetched | errors.MailError:
        try:
            return await fetching.fetch(self._visit, self._places[folder_id], chunk)
        except (errors.ServerConfused, errors.ServerUnreachable) as error:
            return error

    def _read(
        self, folder_id: int, fetched: fetching.Fetched | errors.MailError
    ) -> _Reading | errors.MailError:
        """Begins to read what was fetched."""
        if isinstance(fetched, errors.MailError):
            return fetched
        role = self._places[folder_id].role
        return asyncio.create_task(gather.read(self._visit, role, fetched, self._by))

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
