"""Letters become findable, and come onto contact cards, some seconds after they were stored.

Holds always:
- an import is not slowed down: while letters keep coming the index waits, half a minute at most;
- what is to be indexed is seen from the tables: letters that another process stored, or that were read on
  another try, come as well, within a minute.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from storage import records, search_index
from sync_engine import errors
from sync_engine.rules import entry
from sync_engine.work import lock
from sync_engine.work.lock import Place
from sync_engine.work.rounds import Rounds

_LOOK = 5.0  # seconds between two looks
_LOOKS_PUT_OFF = 6  # in a row, at most
_LOOKS_TO_ALL = 12  # every so many, letters and entries are counted
_MARGIN = 10_000  # ids below the newest: several processes do not commit in the order of ids
_AT_ONCE = 100  # letters a transaction
_BREATH = 0.02  # seconds between two, for whoever else is waiting


async def catch_up(above: int = 0) -> int:
    """Indexes all letters with an id above this one, the newest first; how many there were."""
    done, upto = 0, await search_index.newest_letter()
    while ids := await search_index.waiting(above, upto, _AT_ONCE):
        letters = await search_index.these(ids)
        await _put(letters)
        done, upto = done + len(letters), ids[-1] - 1
        await asyncio.sleep(_BREATH)
    return done


async def take(letter_id: int) -> None:
    """One letter out of turn: somebody is looking at it."""
    await _put(await search_index.these([letter_id]))


async def _put(letters: Sequence[records.Unindexed]) -> None:
    if letters:
        await search_index.put(await asyncio.to_thread(_entries, letters))


def _entries(letters: Sequence[records.Unindexed]) -> list[records.Indexed]:
    return [entry.of(letter) for letter in letters]


class Indexer(Rounds):
    """Keeps the index up to date while it is entered."""

    doing = "indexing"
    pause = 30.0

    def __init__(self, locks: "Place | None" = None) -> None:
        """`locks`: where several processes index the same letters, one at a time does."""
        self._locks = locks
        self._newest = 0  # the greatest id at the last look
        self._looks = 0
        self._put_off = 0

    async def _round(self) -> None:
        if self._locks is None:
            await self._look()
        else:
            with suppress(errors.Locked):
                async with lock.held(self._locks, "indexing"):
                    await self._look()
        await asyncio.sleep(_LOOK)

    async def _look(self) -> None:
        newest = await search_index.newest_letter()
        coming, self._newest = newest != self._newest, newest
        if coming and self._put_off < _LOOKS_PUT_OFF:
            self._put_off += 1
            return
        self._put_off = 0
        everything = self._looks % _LOOKS_TO_ALL == 0 and not await search_index.is_complete()
        self._looks += 1
        await catch_up(0 if everything else max(0, newest - _MARGIN))
