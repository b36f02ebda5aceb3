"""One sync of a mailbox at a time, and one engine on a SQLite file: locks on files in the data folder.

The system frees such a lock when its process dies, however it dies; there is nothing to clean up and no
lease to wait for (invariant 9).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sync_engine import errors

_PAUSE = 0.2  # seconds between two tries


@asynccontextmanager
async def held(folder: Path, name: str, *, wait: float = 0) -> AsyncIterator[None]:
    """Holds the lock `name`; raises `Locked` after `wait` seconds of another process holding it."""
    lock = FileLock(folder / f"{name}.lock", timeout=0, thread_local=False, mode=0o600)
    until = asyncio.get_running_loop().time() + wait
    while True:
        try:
            lock.acquire()
            break
        except Timeout:
            if asyncio.get_running_loop().time() >= until:
                raise errors.Locked from None
            await asyncio.sleep(_PAUSE)
    try:
        yield
    finally:
        lock.release()
