"""Small facts of many mailboxes, written together: sign-ins, checks without news, live watches.

Each alone would cost a transaction that waits for the disk. While one transaction is under way others queue
up for the next one; whoever writes waits until it is committed.
"""

import asyncio
from collections import defaultdict

from storage import bulk, models, orm

_Change = tuple[int, dict[str, object], "asyncio.Future[None]"]


class Books:
    """One for a process; belongs to the loop it is used in."""

    def __init__(self) -> None:
        self._queue: list[_Change] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, mailbox_id: int, **columns: object) -> None:
        """Sets columns of a mailbox. Raises what the database raises."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((mailbox_id, columns, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await done

    async def close(self) -> None:
        """Waits for what is being written."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        while self._queue:
            taken, self._queue = self._queue, []
            try:
                await _commit(taken)
            except Exception as error:  # noqa: BLE001 - an edge: each of those who wait is told
                for *_, done in taken:
                    if not done.done():
                        done.set_exception(error)
            else:
                for *_, done in taken:
                    if not done.done():
                        done.set_result(None)


async def _commit(changes: list[_Change]) -> None:
    """What was said last of a column holds; mailboxes with the same columns go together."""
    settled: dict[int, dict[str, object]] = defaultdict(dict)
    for mailbox_id, columns, _ in changes:
        settled[mailbox_id] |= columns
    alike: dict[tuple[str, ...], list[list[object]]] = defaultdict(list)
    for mailbox_id, columns in settled.items():
        alike[tuple(columns)].append([*columns.values(), mailbox_id])
    async with orm.writing() as connection:
        for names, rows in alike.items():
            await bulk.update(connection, models.Mailbox, names, rows)
