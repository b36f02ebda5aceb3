"""Chunks of the plan, one after another: fetched, read, stored.

Holds always:
- while one chunk is read the next one is fetched, and the one after it is asked for; no transaction is open
  while we wait for the server (invariant 5);
- of large chunks only a few are in memory at a time, over all mailboxes, and they take turns;
- a letter that makes the server fail becomes a hole, the others are stored (invariant 6).
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager

from storage import records
from sync_engine import errors
from sync_engine.rules import plan
from sync_engine.wire import requests
from sync_engine.work import fetching, gather, renumber
from sync_engine.work.visit import Visit

Step = tuple[int, plan.Chunk]  # folder id and what is to be taken of it
_SMALL = 10  # letters that need not wait for a turn


async def chunks(
    visit: Visit, steps: Iterable[Step], look: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Takes every step in order. Raises `MailError`.

    `look` is for new letters that came meanwhile; it runs between two chunks when `visit` says it is time.
    """
    left = [*steps, None]
    marks = {each.folder_id: each for each in await visit.folders()}
    session = visit.session
    session.expect(_script(visit, marks, left))
    fetched: fetching.Fetched | errors.MailError | None = None
    for place, (step, following) in enumerate(itertools.pairwise(left)):
        if step is None:
            break
        folder_id, chunk = step
        # What is on its way is collected first, so that nothing is asked for twice.
        looks = look is not None and visit.is_time_to_look()
        session.hold_back(looks)
        here = await visit.marks(folder_id)
        async with _turn(visit, chunk):
            if visit.careful and chunk.fetch:
                visit.careful, fetched = False, errors.ServerConfused(reason="careful")
            if fetched is None:
                fetched = await _try(visit, here, chunk)
            if isinstance(fetched, errors.MailError):
                await _one_by_one(visit, folder_id, chunk, fetched)
                fetched = None
            else:
                reading = asyncio.create_task(gather.batch(visit, here, chunk, fetched))
                fetched = None
                try:
                    if following and _is_light(visit, following[1]) and not (looks and not session.ahead):
                        fetched = await _try(visit, marks[following[0]], following[1])
                finally:
                    batch = await reading
                await visit.commit(await renumber.find_again(visit, here, batch))
        if looks and look and fetched is None:
            await look()
            session.expect(_script(visit, marks, left[place + 1 :]))
    session.hold_back(False)


def _script(
    visit: Visit, marks: dict[int, records.FolderMarks], steps: Iterable[Step | None]
) -> Iterator[requests.Request | None]:
    """What the steps will ask the server for."""
    for step in steps:
        if step is not None:
            yield from fetching.asks(marks[step[0]], step[1], visit.kit.policy)


def _is_light(visit: Visit, chunk: plan.Chunk) -> bool:
    """Whether a chunk can be held whole; a large letter is read while it comes."""
    return all(meta.size <= visit.kit.policy.whole_letter for meta in chunk.fetch)


async def _try(
    visit: Visit, marks: records.FolderMarks, chunk: plan.Chunk
) -> fetching.Fetched | errors.MailError:
    try:
        return await fetching.fetch(visit, marks, chunk)
    except (errors.ServerConfused, errors.ServerUnreachable) as error:
        return error


@asynccontextmanager
async def _turn(visit: Visit, chunk: plan.Chunk) -> AsyncIterator[None]:
    if len(chunk.fetch) <= _SMALL and _is_light(visit, chunk):
        yield
        return
    async with visit.kit.gate:
        yield


async def _one_by_one(visit: Visit, folder_id: int, chunk: plan.Chunk, error: errors.MailError) -> None:
    """A chunk that could not be had whole. Raises what ends the visit."""
    if isinstance(error, errors.ServerUnreachable) or not chunk.fetch:
        raise error
    for piece in plan.singly(chunk):
        marks = await visit.marks(folder_id)
        found = await _try(visit, marks, piece)
        if isinstance(found, errors.MailError):
            await _store(visit, folder_id, piece, None)
            if isinstance(found, errors.ServerUnreachable):
                raise found  # the server hung up over it; the next visit goes on behind it
        else:
            await _store(visit, folder_id, piece, found)


async def _store(visit: Visit, folder_id: int, chunk: plan.Chunk, fetched: fetching.Fetched | None) -> None:
    marks = await visit.marks(folder_id)
    batch = await gather.batch(visit, marks, chunk, fetched)
    await visit.commit(await renumber.find_again(visit, marks, batch))
