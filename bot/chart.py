"""The picture of the last day: how fresh the mail was, and how many letters came an hour.

Numbers only: words stand in the message below it, in the reader's language. Imported where a picture is asked
for, so that Pillow takes no memory before (docs/decisions/charts.md).
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from PIL import Image, ImageDraw, ImageFont

from storage.records import Sample

_FINER = 3  # drawn so many times larger, then made smaller: lines without steps
_WIDTH, _HEIGHT = 1080, 860
_LEFT, _RIGHT = 90, 1050
_FRESH = (40, 420)  # from and to, pixels from the top
_LETTERS = (490, 780)
_PAPER, _GRID, _INK = "#ffffff", "#e3e8ee", "#5b6672"
_ORANGE, _ORANGE_PALE, _BLUE, _RED = "#ef7d1a", "#fdebd9", "#2f7fe0", "#d64545"
_TEXT = 30  # pixels
_HOUR = timedelta(hours=1)
_MARKS = 4  # numbers beside a panel
_TICKS = 4  # hours between two times below


@dataclass(frozen=True, slots=True)
class Span:
    """`gap`: samples further apart than this have nothing known between them."""

    begins: datetime
    ends: datetime
    timezone: tzinfo
    gap: timedelta
    promise: float  # minutes

    def x(self, moment: datetime) -> float:
        return _LEFT + (_RIGHT - _LEFT) * ((moment - self.begins) / (self.ends - self.begins))

    def hours(self) -> list[datetime]:
        """Full hours by the team's clock, the first at or before the beginning."""
        first = self.begins.astimezone(self.timezone).replace(minute=0, second=0, microsecond=0)
        return [first + _HOUR * number for number in range(int((self.ends - first) / _HOUR) + 1)]


def png(samples: Sequence[Sample], span: Span) -> bytes:
    """A PNG; `samples` oldest first."""
    image = Image.new("RGB", (_WIDTH * _FINER, _HEIGHT * _FINER), _PAPER)
    pen = _Pen(ImageDraw.Draw(image))
    inside = [each for each in samples if span.begins <= each.at <= span.ends]
    _freshness(pen, inside, span)
    _letters(pen, inside, span)
    for hour in span.hours():
        if hour.hour % _TICKS == 0 and span.begins <= hour <= span.ends:
            pen.text(span.x(hour), _LETTERS[1] + 30, f"{hour:%H:%M}", "mm")
    octets = io.BytesIO()
    image.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(octets, "PNG", optimize=True)
    return octets.getvalue()


class _Pen:
    """Draws in the pixels of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw
        self._font = ImageFont.load_default(_TEXT * _FINER)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: int) -> None:
        self._draw.line(_larger(points), colour, width * _FINER, joint="curve")

    def area(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        self._draw.polygon(_larger(points), colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        corners = _larger([(left, top), (right, bottom)])
        self._draw.rounded_rectangle(corners, 4 * _FINER, colour, corners=(True, True, False, False))

    def dot(self, x: float, y: float, colour: str) -> None:
        self._draw.ellipse(_larger([(x - 4, y - 4), (x + 4, y + 4)]), colour)

    def text(self, x: float, y: float, text: str, anchor: str) -> None:
        self._draw.text((x * _FINER, y * _FINER), text, _INK, self._font, anchor)


def _larger(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x * _FINER, y * _FINER) for x, y in points]


def _panel(pen: _Pen, edges: tuple[int, int], most: float) -> float:
    """Lines with their numbers beside them; the greatest number, which is at the upper edge."""
    step = _step(most / _MARKS)
    top = step * _MARKS
    for number in range(_MARKS + 1):
        y = _y(edges, step * number, top)
        pen.line([(_LEFT, y), (_RIGHT, y)], _GRID, 2)
        pen.text(_LEFT - 14, y, str(step * number), "rm")
    return top


def _step(least: float) -> int:
    """The smallest round number that is not below."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= least:
                return digit * power
        power *= 10


def _y(edges: tuple[int, int], value: float, top: float) -> float:
    return edges[1] - (edges[1] - edges[0]) * min(value / top, 1)


def _freshness(pen: _Pen, samples: Sequence[Sample], span: Span) -> None:
    """Minutes, with the promise as a line of its own."""
    known = [(each.at, each.freshness / 60) for each in samples if each.freshness is not None]
    top = _panel(pen, _FRESH, max([span.promise, *(minutes for _, minutes in known)]))
    for run in _runs(known, span.gap):
        points = [(span.x(at), _y(_FRESH, minutes, top)) for at, minutes in run]
        if len(points) == 1:
            pen.dot(*points[0], _ORANGE)
            continue
        pen.area([(points[0][0], _FRESH[1]), *points, (points[-1][0], _FRESH[1])], _ORANGE_PALE)
        pen.line(points, _ORANGE, 5)
    y, dash = _y(_FRESH, span.promise, top), 24
    for x in range(_LEFT, _RIGHT, 2 * dash):
        pen.line([(x, y), (min(x + dash, _RIGHT), y)], _RED, 3)


def _runs(known: Sequence[tuple[datetime, float]], gap: timedelta) -> Iterator[list[tuple[datetime, float]]]:
    """Parts without a gap."""
    run: list[tuple[datetime, float]] = []
    for each in known:
        if run and each[0] - run[-1][0] > gap:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _letters(pen: _Pen, samples: Sequence[Sample], span: Span) -> None:
    """Bars of an hour."""
    hours = dict.fromkeys(span.hours(), 0)
    for each in samples:
        hour = each.at.astimezone(span.timezone).replace(minute=0, second=0, microsecond=0)
        hours[hour] = hours.get(hour, 0) + each.letters
    top = _panel(pen, _LETTERS, max([_MARKS, *hours.values()]))
    for hour, count in hours.items():
        if count:
            left, right = max(span.x(hour), _LEFT), min(span.x(hour + _HOUR), _RIGHT)
            pen.box(left + 4, _y(_LETTERS, count, top), max(right - 4, left + 8), _LETTERS[1], _BLUE)
