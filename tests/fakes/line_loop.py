"""What the thread of a `line` does: accepts, calls the server, moves octets when they are due.

Holds always: only this thread touches sockets and links; others hand it orders and wait until they are done.
"""

import heapq
import itertools
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.fakes.line_faults import Fault
from tests.fakes.line_link import Link
from tests.fakes.line_pump import Pump

_PATIENCE_SECONDS = 10.0
_BACKLOG = 4096


class Counts(NamedTuple):
    connections: int = 0
    open: int = 0  # at this moment
    octets_up: int = 0  # that reached the server
    octets_down: int = 0  # that reached the client
    turns: int = 0  # see `line_trips`
    round_trips: int = 0  # of all connections together


@dataclass(slots=True)
class Loop:
    server_port: int
    round_trip: float  # seconds; of connections that come from now on
    listener: socket.socket = field(init=False)
    plans: deque[tuple[Fault, ...]] = field(default_factory=deque, init=False)
    links: set[Link] = field(default_factory=set, init=False)
    planned: Link | None = field(default=None, init=False)  # the latest that came with faults
    _gone: Counts = field(default=Counts(), init=False)  # what closed connections counted
    _orders: deque[Callable[[], None]] = field(default_factory=deque, init=False)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector, init=False)
    _timers: list[tuple[float, int, Link]] = field(default_factory=list, init=False)
    _numbers: Iterator[int] = field(default_factory=itertools.count, init=False)
    _bell: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair, init=False)
    _running: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG)
        self.listener.setblocking(False)

    def order(self, what: Callable[[], object]) -> None:
        """From another thread: has this done between two moves, and waits for it."""
        done = threading.Event()

        def obey() -> None:
            what()
            done.set()

        self._orders.append(obey)
        self._bell[1].send(b"!")
        if not done.wait(_PATIENCE_SECONDS):
            raise TimeoutError("the line's thread does not answer")

    def end(self) -> None:
        """As an order: `run` returns."""
        self._running = False

    def cut_all(self) -> None:
        """As an order."""
        for link in self.links:
            link.cut(reset=True)

    def freeze_all(self) -> None:
        """As an order."""
        for link in self.links:
            link.freeze()

    def count(self) -> Counts:
        """As an order."""
        found = self._gone
        for link in self.links:
            found = _added(found, link)
        return found._replace(open=sum(not link.over for link in self.links))

    def run(self) -> None:
        for end in (self.listener, self._bell[0]):
            self._selector.register(end, selectors.EVENT_READ)
        try:
            while self._running:
                for key, mask in self._selector.select(self._time_left()):
                    if key.data is not None:
                        self._serve(key.data, key.fileobj, mask)
                    elif key.fileobj is self.listener:
                        self._accept()
                    else:
                        self._obey()
                now = time.monotonic()
                while self._timers and self._timers[0][0] <= now:
                    self._wake(heapq.heappop(self._timers)[2], now)
        finally:
            for link in self.links:
                link.close()
            for end in (self.listener, *self._bell):
                end.close()
            self._selector.close()

    def _time_left(self) -> float | None:
        return max(self._timers[0][0] - time.monotonic(), 0) if self._timers else None

    def _obey(self) -> None:
        self._bell[0].recv(1)
        self._orders.popleft()()
        for link in list(self.links):
            self._settle(link)

    def _accept(self) -> None:
        with suppress(BlockingIOError):
            client, _ = self.listener.accept()
            _prepare(client)
            faults = self.plans.popleft() if self.plans else ()
            half, call_at = self.round_trip / 2, time.monotonic() + 1.5 * self.round_trip
            up, down = (
                Pump.with_faults(half, call_at, [fault for fault in faults if fault.side == side])
                for side in ("up", "down")
            )
            link = Link(client, up, down, call_at)
            if faults:
                self.planned, up.heard, down.heard = link, bytearray(), bytearray()
            self.links.add(link)
            self._settle(link)

    def _wake(self, link: Link, now: float) -> None:
        link.timer = None
        if link.server is None and not link.closed:
            link.server = socket.socket()
            _prepare(link.server)
            link.server.connect_ex(("127.0.0.1", self.server_port))  # a refusal is met when reading
        link.write(now)
        self._settle(link)

    def _serve(self, link: Link, end: object, mask: int) -> None:
        if link.closed:
            return  # by what happened to its other end just now
        assert isinstance(end, socket.socket)
        now = time.monotonic()
        if mask & selectors.EVENT_WRITE:
            link.blocked.discard(end)
        if mask & selectors.EVENT_READ:
            link.read(end, now)
        link.write(now)
        self._settle(link)

    def _settle(self, link: Link) -> None:
        """Watches for what the link now waits for; forgets it when it is closed."""
        if link.closed:
            if link in self.links:
                self.links.remove(link)
                self._gone = _added(self._gone, link)
            for end in link.watched:
                self._selector.unregister(end)
            link.watched.clear()
            return
        for end in link.ends():
            wanted, now = link.interest(end), link.watched.get(end, 0)
            if wanted == now:
                continue
            if not wanted:
                self._selector.unregister(end)
            elif not now:
                self._selector.register(end, wanted, link)
            else:
                self._selector.modify(end, wanted, link)
            link.watched[end] = wanted
            if not wanted:
                del link.watched[end]
        due = link.next_due()
        if due is not None and (link.timer is None or due < link.timer):
            link.timer = due
            heapq.heappush(self._timers, (due, next(self._numbers), link))


def _prepare(end: socket.socket) -> None:
    end.setblocking(False)
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _added(counts: Counts, link: Link) -> Counts:
    return Counts(
        counts.connections + 1,
        0,
        counts.octets_up + link.up.passed,
        counts.octets_down + link.down.passed,
        counts.turns + link.trips.turns,
        counts.round_trips + link.trips.round_trips,
    )
