"""Rows of a benchmark as a table for people."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    seconds: float  # median
    ratio: float  # against the base of the same run
    megabytes: float  # median peak resident size

    @classmethod
    def of(cls, name: str, measured: Sequence[tuple[float, float]], base: float) -> "Row":
        seconds = statistics.median(one for one, _ in measured)
        return cls(name, seconds, seconds / base, statistics.median(peak for _, peak in measured))


def table(rows: Sequence[Row]) -> str:
    width = max(len(row.name) for row in rows)
    lines = [f"{'':{width}}  {'seconds':>8}  {'ratio':>6}  {'peak MB':>8}"]
    lines += [
        f"{row.name:{width}}  {row.seconds:8.2f}  {row.ratio:6.2f}  {row.megabytes:8.0f}" for row in rows
    ]
    return "\n".join(lines)
