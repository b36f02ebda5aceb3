"""What is to be left alone for a while: on the loop's clock, since the machine's may be set meanwhile."""

import asyncio
from datetime import timedelta


class Pauses:
    """Of people or mailboxes, by their ids."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def begin(self, whose: int, span: timedelta) -> None:
        self._until[whose] = asyncio.get_running_loop().time() + span.total_seconds()

    def going(self) -> dict[int, float]:
        """Seconds that are left, by id; what has ended is forgotten."""
        now = asyncio.get_running_loop().time()
        self._until = {whose: until for whose, until in self._until.items() if until > now}
        return {whose: until - now for whose, until in self._until.items()}
