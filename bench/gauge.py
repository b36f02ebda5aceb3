"""What processes take, with all they have started: processor, memory, octets written."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from storage import orm


def _all(roots: Sequence[psutil.Process]) -> Iterator[psutil.Process]:
    for root in roots:
        with suppress(psutil.NoSuchProcess):
            yield root
            yield from root.children(recursive=True)


def processor(roots: Sequence[psutil.Process]) -> float:
    """Seconds so far, those of processes that have ended and were waited for included."""
    seconds = 0.0
    for process in _all(roots):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
    return seconds


def megabytes(roots: Sequence[psutil.Process]) -> float:
    """In use now; what processes share is divided among them (PSS)."""
    octets = 0
    for process in _all(roots):
        with suppress(psutil.NoSuchProcess):
            octets += process.memory_full_info().pss
    return octets / 2**20


def written(roots: Sequence[psutil.Process]) -> int:
    """Octets handed to the disk so far by those that live."""
    octets = 0
    for process in _all(roots):
        with suppress(psutil.NoSuchProcess):
            octets += process.io_counters().write_bytes
    return octets


async def database_megabytes(url: str) -> float:
    """On disk, of the database that is open; with SQLite's log."""
    if url.startswith("sqlite:"):
        file = Path(url.removeprefix("sqlite://"))
        return sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*")) / 2**20
    (row,) = await orm.reading().execute_query_dict("SELECT pg_database_size(current_database()) AS octets")
    return float(row["octets"] / 2**20)


@dataclass(slots=True)
class Gauge:
    """Shares of a core between looks, each from the look before."""

    roots: Sequence[psutil.Process]
    shares: list[float] = field(default_factory=list)
    _last: tuple[float, float] | None = None  # clock, processor

    def busiest(self, looks: int) -> float:
        """The highest share over so many looks in a row."""
        spans = range(max(1, len(self.shares) - looks + 1))
        return max(statistics.mean(self.shares[at : at + looks]) for at in spans)

    def look(self) -> None:
        now = time.monotonic(), processor(self.roots)
        if self._last is not None:
            self.shares.append((now[1] - self._last[1]) / (now[0] - self._last[0]))
        self._last = now
