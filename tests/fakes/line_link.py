"""One connection on a `line`: two sockets, a pump each way, and the count of its round trips."""

import selectors
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field

from tests.fakes.line_pump import End, Pump
from tests.fakes.line_trips import Conversation, Trips

PIECE = 256 * 1024  # octets read at a time
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST


@dataclass(slots=True, eq=False)
class Link:
    client: socket.socket
    up: Pump
    down: Pump
    call_at: float  # monotonic; when the server is called
    server: socket.socket | None = None  # None until then
    trips: Trips = field(default_factory=Trips)
    conversation: Conversation = field(default_factory=Conversation)
    over: bool = False  # nothing passes any more; waits for both ends to close
    closed: bool = False
    blocked: set[socket.socket] = field(default_factory=set)  # ends that cannot take more at the moment
    ended: set[socket.socket] = field(default_factory=set)  # ends that have closed their side
    watched: dict[socket.socket, int] = field(default_factory=dict)  # kept by the loop
    timer: float | None = None  # kept by the loop

    def read(self, source: socket.socket, now: float) -> None:
        """Something came from one end, or its end."""
        try:
            octets = source.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            self.cut(reset=True)
            return
        upward = source is self.client
        pump = self.up if upward else self.down
        if not octets:
            self.ended.add(source)
            if len(self.ended) == 2 and not self.up.waiting and not self.down.waiting:
                self.close()
            elif self.over or (upward and pump.stalled):
                self.cut(reset=False)  # whoever left a dead connection has left
            else:
                pump.end(now)
        elif not self.over:
            pump.take(octets, self._depth(octets, upward), now)

    def write(self, now: float) -> None:
        """Hands on whatever is due and fits."""
        for pump in (self.up, self.down):
            target = self.server if pump is self.up else self.client
            while target is not None and not self.closed and target not in self.blocked:
                piece = pump.due(now)
                if piece is None:
                    break
                if not self._hand_on(pump, target):
                    return
        if len(self.ended) == 2 and not self.up.waiting and not self.down.waiting:
            self.close()

    def next_due(self) -> float | None:
        """When something happens by itself: the call, or a piece leaves that its receiver can take."""
        times = [] if self.server is not None else [self.call_at]
        for pump, target in ((self.up, self.server), (self.down, self.client)):
            if pump.waiting and target is not None and target not in self.blocked:
                times.append(pump.waiting[0].due)
        return min(times, default=None)

    def interest(self, end: socket.socket) -> int:
        """What to watch an end for, of `selectors`."""
        pump = self.up if end is self.client else self.down
        reading = selectors.EVENT_READ if end not in self.ended and not pump.full else 0
        return reading | (selectors.EVENT_WRITE if end in self.blocked else 0)

    def ends(self) -> list[socket.socket]:
        return [end for end in (self.client, self.server) if end is not None]

    def freeze(self) -> None:
        """From now on nothing passes; both ends believe it stands."""
        for pump in (self.up, self.down):
            pump.stalled = True
            pump.forget()

    def cut(self, *, reset: bool) -> None:
        """Ends the connection at both ends: by RST, or by FIN once what was handed on has been read."""
        self.up.forget()
        self.down.forget()
        if reset or self.server is None or self.over:
            for end in self.ends() if reset else ():
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.close()
            return
        self.over = True  # closing with octets unread would be an RST
        self.blocked.clear()
        for end in self.ends():
            with suppress(OSError):
                end.shutdown(socket.SHUT_WR)
        if self.ended:
            self.close()

    def close(self) -> None:
        self.closed = True
        for end in self.ends():
            end.close()

    def _hand_on(self, pump: Pump, target: socket.socket) -> bool:
        """False when that was the last of the connection."""
        _, what, depth = pump.waiting[0]
        if isinstance(what, End):
            pump.waiting.popleft()
            if what is not End.OF_STREAM:
                self.cut(reset=what is End.RESET)
                return False
            with suppress(OSError):
                target.shutdown(socket.SHUT_WR)
            return True
        try:
            sent = target.send(what)
        except BlockingIOError:
            self.blocked.add(target)
            return True
        except OSError:
            self.cut(reset=True)
            return False
        pump.left(sent)
        if depth is not None:
            (self.trips.server_hears if pump is self.up else self.trips.client_hears)(depth)
        return True

    def _depth(self, octets: bytes, upward: bool) -> int | None:
        if upward:
            return self.trips.client_sends() if self.conversation.up(octets) else None
        return self.trips.server_sends() if self.conversation.down(octets) else None
