"""Work that goes on round after round, and what it waits for in between."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sync_engine.work import traces

log = logging.getLogger(__name__)

_PAUSE = 5.0  # seconds after a round that went wrong


async def for_ever(name: str, once: Callable[[], Awaitable[None]]) -> None:
    """Runs `once` again and again until cancelled.

    An edge of the program: no error of one round ends the rounds. It is logged, and the next comes later.
    """
    while True:
        try:
            await once()
        except Exception as error:  # noqa: BLE001 - the edge this function is
            log.error("%s: %s", name, traces.where(error), extra={"action": "round_failed"})  # noqa: TRY400
            await asyncio.sleep(_PAUSE)


async def woken(event: asyncio.Event, seconds: float) -> None:
    """Returns when `event` is set, or after `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
