"""One direction of a connection on a `line`: what came in, when it is due, and what goes wrong with it.

Holds always:
- order is kept: nothing is due before what came in earlier;
- delay costs no bandwidth: pieces wait in a queue, each for its own time, however many there are;
- at most `MOST_WAITING` octets wait; then the sender is not read from until some have left.

Knows no sockets; `line_link` moves the octets.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from tests.fakes.line_faults import Fault

MOST_WAITING = 64 * 1024 * 1024  # more than 25 ms of anything loopback carries


class End(Enum):
    """Comes in the place of octets."""

    OF_STREAM = "its sender has no more to say"
    RESET = "the connection is reset at both ends"
    CLOSE = "the connection is closed at both ends"


class Piece(NamedTuple):
    due: float  # monotonic seconds
    what: bytes | End
    depth: int | None  # of its round trip; None: no part of the conversation


@dataclass(slots=True)
class Pump:
    delay: float  # seconds
    not_before: float  # monotonic; nothing leaves earlier
    faults: deque[Fault] = field(default_factory=deque)  # by place
    waiting: deque[Piece] = field(default_factory=deque)
    octets_waiting: int = 0
    taken: int = 0  # octets its sender wrote
    passed: int = 0  # octets its receiver was given
    stalled: bool = False
    heard: bytearray | None = None  # what its sender wrote, where that is kept

    @classmethod
    def with_faults(cls, delay: float, not_before: float, faults: Iterable[Fault]) -> "Pump":
        return cls(delay, not_before, deque(sorted(faults, key=lambda fault: fault.octet)))

    @property
    def full(self) -> bool:
        return self.octets_waiting >= MOST_WAITING

    def take(self, octets: bytes, depth: int | None, now: float) -> None:
        """A piece as the sender wrote it."""
        begin, self.taken = self.taken, self.taken + len(octets)
        if self.heard is not None:
            self.heard += octets
        if not self.faults and not self.stalled:
            self._queue(octets, depth, now)
            return
        for what in self._meet_faults(octets, begin, now):
            self._queue(what, depth, now)

    def end(self, now: float) -> None:
        """The sender closed."""
        if not self.stalled:
            self._queue(End.OF_STREAM, None, now)

    def due(self, now: float) -> Piece | None:
        """What should leave now; `left` says how much of it did."""
        return self.waiting[0] if self.waiting and self.waiting[0].due <= now else None

    def left(self, octets: int) -> None:
        """So many octets of the piece in hand have left."""
        piece = self.waiting.popleft()
        assert isinstance(piece.what, bytes)
        self.passed += octets
        self.octets_waiting -= octets
        if octets < len(piece.what):
            self.waiting.appendleft(piece._replace(what=piece.what[octets:]))

    def forget(self) -> None:
        """Nothing of what waits will leave."""
        self.waiting.clear()
        self.octets_waiting = 0

    def _queue(self, what: bytes | End, depth: int | None, now: float) -> None:
        due = max(now + self.delay, self.not_before)
        self.not_before = due
        self.waiting.append(Piece(due, what, depth))
        self.octets_waiting += len(what) if isinstance(what, bytes) else 0

    def _meet_faults(self, octets: bytes, begin: int, now: float) -> Iterator[bytes | End]:
        """What becomes of a piece whose first octet is number `begin`."""
        start, damaged = begin, bytearray(octets)
        while not self.stalled and self.faults and self.faults[0].octet < self.taken:
            fault = self.faults.popleft()
            place = max(fault.octet - start, 0)
            match fault.kind:
                case "corrupt":
                    damaged[place] ^= 1 << fault.bit
                    continue
                case "late":
                    self.not_before = max(self.not_before, now + self.delay + fault.seconds)
                    continue
            if place:
                yield bytes(damaged[:place])
            match fault.kind:
                case "reset":
                    yield End.RESET
                case "close":
                    yield End.CLOSE
                case "stall":
                    self.stalled = True
            damaged.clear()
            break
        if damaged and not self.stalled:
            yield bytes(damaged)
