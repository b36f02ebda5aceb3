"""First import of a mailbox, side by side with other programs, without and with a slow line between.

The programs take turns, so that whatever the machine does meanwhile meets all of them.
"""

import statistics
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench import contestants
from bench.contestants import Contestant, Lost, Run, Way
from bench.house import House, Options, house, say
from bench.row import Row
from tests.acceptance.measured import Failed
from tests.fakes import line
from tests.fakes.dovecot_box import Box

# With 50 ms a trip OfflineIMAP takes three quarters of a minute for 500 letters: measured once, and no more.
_SLOW_PEER = contestants.OFFLINEIMAP
_SLOW_PEER_LETTERS = 1000


def run(options: Options) -> list[Row]:
    rows: list[Row] = []
    with house() as place:
        for letters in options.letters:
            box = place.filled(letters)
            for delayed in (False, True):
                rows += _Heat(place, box, letters, options, delayed).rows()
    return rows


@dataclass(slots=True)
class _Heat:
    """The same letters by the same way, fetched by one program after the other, again and again."""

    place: House
    box: Box
    letters: int
    options: Options
    delayed: bool
    taken: dict[Contestant, list[Run]] = field(default_factory=lambda: defaultdict(list))
    trouble: dict[Contestant, str] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        running = [one for one in contestants.ALL if one.name not in self.options.skip]
        with ExitStack() as stack:
            way = Way(self.place.server.tls_port)
            if self.delayed:
                through = line.through(way.port, round_trip=self.options.round_trip)
                way = Way((opened := stack.enter_context(through)).port, opened)
            for turn in range(self.options.runs):
                for one in running:
                    if self._left_out(one) is None and not (turn and self._only_once(one)):
                        self._measure(one, way)
        return [self._row(one) for one in running]

    def _only_once(self, one: Contestant) -> bool:
        return self.delayed and one is _SLOW_PEER

    def _left_out(self, one: Contestant) -> str | None:
        if missing := one.missing():
            return missing
        if self._only_once(one) and self.letters > _SLOW_PEER_LETTERS:
            return "left out: takes many minutes"
        return self.trouble.get(one)

    def _measure(self, one: Contestant, way: Way) -> None:
        with self.place.room() as folder:
            try:
                found = one.run(self.place, self.box, self.letters, way, folder)
            except (Lost, Failed) as trouble:
                self.trouble[one] = f"FAILED: {trouble}"
                say(f"{self._name(one)}: {self.trouble[one]}")
                return
        self.taken[one].append(found)
        say(f"{self._name(one)}: {found.whole:.2f} s")

    def _name(self, one: Contestant) -> str:
        way = f", {self.options.round_trip * 1000:.0f} ms round trips" if self.delayed else ""
        return f"{self.letters} letters{way}: {one.name}"

    def _row(self, one: Contestant) -> Row:
        runs = self.taken[one]
        counted = self._seconds(one)
        return Row(
            self._name(one),
            {
                "seconds": counted,
                "whole process": _median(each.whole for each in runs),
                "to mbsync": self._ratio(counted, contestants.MBSYNC),
                "to OfflineIMAP": self._ratio(counted, contestants.OFFLINEIMAP),
                "peak MB": _median(each.megabytes for each in runs),
                "trips on the line": _median(each.trips for each in runs),
                "trips it says": _median(each.own_trips for each in runs),
                "runs": str(len(runs)),
                "stores": self._left_out(one) or one.stores,
            },
            failed=one in self.trouble,
        )

    def _seconds(self, one: Contestant) -> float | None:
        """Postroom's own figure, the whole run of the others."""
        return _median(each.own_seconds or each.whole for each in self.taken[one])

    def _ratio(self, seconds: float | None, other: Contestant) -> float | None:
        base = self._seconds(other) if self.taken[other] else None
        return seconds / base if seconds and base else None


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None
