"""One sync of a mailbox at a time, one sender, one bot: locks that their owner's death frees (invariant 9).

Beside SQLite they are locks on files in the data folder, which the system frees with their process. Beside
PostgreSQL, where processes run on several machines, they are locks of the database (`storage.session`).
There is nothing to clean up and no lease to wait for.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from filelock import FileLock, Timeout

from sync_engine import errors

if TYPE_CHECKING:  # it brings a library that most do not need
    from storage.session import Session

Place: TypeAlias = "Path | Session"

_PAUSE = 0.2  # seconds between two tries


@asynccontextmanager
async def held(place: Place, name: str, *, wait: float = 0) -> AsyncIterator[None]:
    """Holds the lock `name`; raises `Locked` after `wait` seconds of another holding it."""
    until = asyncio.get_running_loop().time() + wait
    if isinstance(place, Path):
        lock = FileLock(place / f"{name}.lock", timeout=0, thread_local=False, mode=0o600)
        while not _acquired(lock):
            await _pause(until)
        try:
            yield
        finally:
            lock.release()
        return
    while not await place.take(name):
        await _pause(until)
    try:
        yield
    finally:
        await asyncio.shield(place.give(name))


def _acquired(lock: FileLock) -> bool:
    try:
        lock.acquire()
    except Timeout:
        return False
    return True


async def _pause(until: float) -> None:
    if asyncio.get_running_loop().time() >= until:
        raise errors.Locked
    await asyncio.sleep(_PAUSE)
