"""What is shown by itself, to several people: a task for each, so that no chat waits for another's."""

import asyncio
from collections.abc import Callable, Coroutine, Set
from typing import Any

from bot import chores
from sync_engine.work import rounds


class SideBySide:
    """`doing`: as the log says it where such a task dies."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._going: dict[int, asyncio.Task[None]] = {}
        self._complaints = rounds.Complaints()

    def going(self) -> Set[int]:
        """Those for whom something is being done."""
        return self._going.keys()

    def start(self, whose: int, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Nothing where something is being done for them already."""
        if whose in self._going:
            return
        name = f"{self._doing} {whose}"
        self._going[whose] = task = asyncio.create_task(work(), name=name)

        def ended(task: asyncio.Task[None]) -> None:
            del self._going[whose]
            if not task.cancelled():
                self._complaints.note(name, task.exception())

        task.add_done_callback(ended)

    async def end(self, grace: float = 0.0) -> None:
        """Ends all, after so many seconds for what comes to its end by itself."""
        if grace and self._going:
            await asyncio.wait(self._going.values(), timeout=grace)
        await chores.end(self._going.values())
