"""What this process has done since it began: plain numbers, read by /metrics.

Holds always: what is counted by is one of our own words (the code of an error, what became of a letter),
never an address, a name or a number of a mailbox. So there are a few dozen of them, whatever people and
servers do, and nothing of a letter can get out this way.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from sync_engine.policy import POLICY


@dataclass(slots=True)
class Histogram:
    """How often seconds up to each of `bounds` were measured; the last count is of all above."""

    bounds: Sequence[float]
    counts: list[int] = field(init=False)
    total: float = 0.0  # seconds

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def add(self, seconds: float) -> None:
        """A clock that was set back makes a span of nothing rather than a negative one."""
        seconds = max(seconds, 0.0)
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    def cumulative(self) -> list[tuple[str, int]]:
        """As Prometheus has it: each bound with how many were not above it."""
        names = [*(f"{float(bound):g}" for bound in self.bounds), "+Inf"]
        return list(zip(names, accumulate(self.counts), strict=True))


def _arrivals() -> Histogram:
    return Histogram(POLICY.arrival_buckets)


@dataclass(slots=True)
class Meter:
    """Changed in the loop's own thread only."""

    syncs: int = 0  # that came to their end
    telegram_up: bool | None = None  # whether it answered the last question for updates; None: nobody asks
    errors: Counter[str] = field(
        default_factory=Counter
    )  # syncs and visits that broke off, by `MailError.code`
    sign_ins: Counter[str] = field(default_factory=Counter)  # IMAP: accepted | refused | failed
    received: int = 0  # octets from IMAP servers, after TLS
    round_trips: int = 0  # groups of commands answered, greetings included
    letters: Counter[str] = field(default_factory=Counter)  # stored | quarantined
    notices: int = 0  # written
    messages: Counter[str] = field(
        default_factory=Counter
    )  # attempts at Telegram: sent | refused | postponed
    answers: Counter[str] = field(
        default_factory=Counter
    )  # attempts at SMTP: sent | refused | unknown | postponed
    until_stored: Histogram = field(default_factory=_arrivals)  # of new letters, from INTERNALDATE
    until_told: Histogram = field(default_factory=_arrivals)  # one a message, of its oldest new letter
