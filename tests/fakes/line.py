"""A line between a client and a server on loopback: with delay, with counters, and with faults on order.

    with line.through(server.tls_port, round_trip=0.05) as slow:
        slow.plan(Fault("reset", octet=5000))  # of the next connection; those after it are clean
        ...  # a client that connects to "localhost", slow.port
        slow.seen().round_trips

Holds always:
- everything passes through one thread of its own, which ends with the block; all sockets are closed then;
- half of `round_trip` is added each way, and the three steps of opening a TCP connection are played: the
  server is called one and a half round trips after the client called. There is no other brake: no slow start,
  no windows, no loss;
- a connection meets the faults planned for it and no others.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.fakes.line_faults import Fault, Side
from tests.fakes.line_loop import Counts, Loop


@dataclass(slots=True)
class Line:
    """Made by `through`."""

    _loop: Loop = field(repr=False)
    host: str = "localhost"
    _before: Counts = field(default=Counts(), init=False)

    @property
    def port(self) -> int:
        return int(self._loop.listener.getsockname()[1])

    def plan(self, *faults: Fault) -> None:
        """What the next connection meets that has no plan yet; nothing: that one is clean."""
        self._loop.plans.append(faults)

    def heard(self, side: Side) -> bytes:
        """What the sender of this side wrote, over the latest connection that had a fault planned."""
        found: list[bytes] = []

        def copy() -> None:
            if link := self._loop.planned:
                found.append(bytes((link.up if side == "up" else link.down).heard or b""))

        self._loop.order(copy)
        return found[0] if found else b""

    def cut_all(self) -> None:
        """Resets every open connection now."""
        self._loop.order(self._loop.cut_all)

    def freeze_all(self) -> None:
        """Nothing passes any more on the connections open now, and neither end is told."""
        self._loop.order(self._loop.freeze_all)

    def seen(self) -> Counts:
        """Since the line was made or `forget` was called."""
        now = self._count()
        gone = (after - before for after, before in zip(now, self._before, strict=True))
        return Counts(*gone)._replace(open=now.open)

    def forget(self) -> None:
        """Counts from zero."""
        self._before = self._count()

    def _count(self) -> Counts:
        found: list[Counts] = []
        self._loop.order(lambda: found.append(self._loop.count()))
        return found[0]


@contextmanager
def through(server_port: int, *, round_trip: float = 0.0) -> Iterator[Line]:
    """A line to a server on 127.0.0.1, which may come later; `round_trip` in seconds."""
    loop = Loop(server_port, round_trip)
    thread = threading.Thread(target=loop.run, name="line")
    thread.start()
    try:
        yield Line(loop)
    finally:
        loop.order(loop.end)
        thread.join()
