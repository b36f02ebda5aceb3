"""Sees that the machine's clock was set, by a clock that never jumps."""

from datetime import datetime, timedelta


class Jumps:
    def __init__(self) -> None:
        self._before: tuple[datetime, float] | None = None

    def look(self, now: datetime, ticks: float) -> tuple[datetime, timedelta]:
        """When it was looked before, and how far the clock was set since: ahead, or back (negative).

        `ticks`: seconds of a clock that never jumps.
        """
        before, self._before = self._before or (now, ticks), (now, ticks)
        return before[0], now - before[0] - timedelta(seconds=ticks - before[1])
