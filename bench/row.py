"""Rows of benchmarks and how they are printed: columns stand in the order they first appear."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One line; a number is shown with as many decimals as it deserves."""

    name: str
    cells: Mapping[str, float | str | None] = field(default_factory=dict)
    failed: bool = False  # the whole run then ends with exit code 1


def table(title: str, rows: Sequence[Row]) -> str:
    """A Markdown table that is also readable as it stands."""
    columns = list(dict.fromkeys(column for row in rows for column in row.cells))
    lines = [["", *columns]]
    lines += [[row.name, *(_shown(row.cells.get(column)) for column in columns)] for row in rows]
    numeric = [False, *(_is_numeric(row.cells.get(column) for row in rows) for column in columns)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    rule = [
        "-" * (width - 1) + ":" if right else "-" * width
        for width, right in zip(widths, numeric, strict=True)
    ]
    ready = [
        "| "
        + " | ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        )
        + " |"
        for line in (lines[0], rule, *lines[1:])
    ]
    return "\n".join((f"### {title}", "", *ready))


def _is_numeric(cells: Iterable[float | str | None]) -> bool:
    return all(not isinstance(cell, str) for cell in cells)


def _shown(cell: float | str | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    return f"{cell:.2f}" if isinstance(cell, float) and abs(cell) < 100 else f"{cell:.0f}"
