"""Work that goes on round after round, and what it waits for in between."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import ClassVar, Self

from sync_engine.work import traces

log = logging.getLogger(__name__)

_PAUSE = 5.0  # seconds after a round that went wrong


class Complaints:
    """Says once what goes wrong again and again, and once that it does so no more."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}  # by what is done

    def note(self, name: str, error: BaseException | None, *, action: str = "round_failed") -> None:
        """How it ended this time; None: well."""
        if error is None:
            if self._said.pop(name, None) is not None:
                log.info("%s: goes on", name, extra={"action": "goes_on"})
            return
        where = traces.where(error)
        if self._said.get(name) != where:
            self._said[name] = where
            log.error("%s: %s", name, where, extra={"action": action})


async def for_ever(name: str, once: Callable[[], Awaitable[None]], *, pause: float = _PAUSE) -> None:
    """Runs `once` again and again until cancelled; `pause`: seconds after a round that went wrong.

    An edge of the program: no error of one round ends the rounds. It is logged, and the next comes later.
    """
    complaints = Complaints()
    while True:
        try:
            await once()
        except Exception as error:  # noqa: BLE001 - the edge this function is
            complaints.note(name, error)
            await asyncio.sleep(pause)
        else:
            complaints.note(name, None)


class Rounds(ABC):
    """Goes on with its rounds while it is entered; leaving ends the one that runs."""

    doing: ClassVar[str]  # as the log says it
    pause: ClassVar[float] = _PAUSE
    _running: asyncio.Task[None]

    @abstractmethod
    async def _round(self) -> None:
        """One round, with the wait for the next at its end."""

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(
            for_ever(self.doing, self._round, pause=self.pause), name=self.doing
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)


async def woken(event: asyncio.Event, seconds: float) -> None:
    """Returns when `event` is set, or after `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
