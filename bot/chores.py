"""Slow work that a button asked for, beside the handlers.

Holds always: one chore of a name at a time; `stop_all` ends them, whatever they wait for.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class Chores:
    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Callable[[], Coroutine[Any, Any, None]], spawn: Spawn) -> bool:
        """Runs `work` by `spawn`; False where a chore of this name runs already."""
        if name in self._running:
            return False
        task = spawn(work())
        self._running[name] = task
        task.add_done_callback(lambda _: self._running.pop(name))
        return True

    async def stop_all(self) -> None:
        await end(self._running.values())


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels them and waits until the last has ended."""
    ending = list(tasks)
    for task in ending:
        task.cancel()
    if ending:
        await asyncio.wait(ending)
