"""How many round trips a conversation took, seen from the line; the TLS handshake left out.

Two counts, equal to each other but for the last answer where each side waits for the other's turn:

- `turns`: how often the client sent after having received something. A client that goes on asking while an
  answer is still arriving adds to it without waiting for anything.
- `round_trips`: the longest chain of octets that can have caused one another, beginning with the call: a
  client's octets come after the answers it had received, a server's after the questions it had. The greeting
  and the answer to LOGOUT count. So often a conversation waited for the line, however much was asked at a
  time. On a line without delay a pipelined conversation shows more than it would wait for on a slow one, so
  count on one with delay.

What counts is decided a TLS record at a time (RFC 8446 §5, RFC 5246 §6.2.1):

- up to TLS 1.2 only records of type 23, application data, which leaves out handshake and alerts exactly;
- from TLS 1.3 on (told by the cipher suite of the ServerHello, 0x13xx) type 23 also wraps handshake and
  alerts: all that the server sends before the client's first such record, and that record itself, which is
  the client's Finished, are handshake. Records of 19 octets are alerts (2 octets, their type, a tag of 16).
  Session tickets count as data, and do no harm: they come in one flight with the greeting. A client's
  certificate, early data and key updates are not told apart;
- a connection is TLS from the first piece of the client that begins as a handshake record does (0x16 0x03),
  so STARTTLS is followed too; before that, and on a plain connection, every octet counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

_HANDSHAKE_BEGINS = b"\x16\x03"
_APPLICATION_DATA = 23
_ALERT_LENGTH = 19
_RECORD_HEADER = 5
_SERVER_HELLO_FIXED = 4 + 2 + 32  # type and length, version, random (RFC 8446 §4.1.3)


@dataclass(slots=True)
class Trips:
    """Of one connection; told of each piece of the conversation as it leaves and reaches the two ends."""

    turns: int = 0
    round_trips: int = 0  # depth of the deepest answer the client has
    _server_heard: int = 1  # depth of the deepest question the server has; to be called is one
    _answered: bool = False

    def client_sends(self) -> int:
        """Depth of the piece."""
        self.turns += self._answered
        self._answered = False
        return self.round_trips + 1

    def server_hears(self, depth: int) -> None:
        self._server_heard = max(self._server_heard, depth)

    def server_sends(self) -> int:
        """Depth of the piece."""
        return self._server_heard

    def client_hears(self, depth: int) -> None:
        self.round_trips = max(self.round_trips, depth)
        self._answered = True


@dataclass(slots=True)
class Records:
    """One direction of a TLS stream, cut into its records."""

    _head: bytearray = field(default_factory=bytearray)
    _left: int = 0  # octets of the record in hand that have not come yet
    _counts: bool = False

    def feed(self, piece: bytes, counts: Callable[[int, int], bool]) -> bool:
        """Whether a record that counts, judged by type and length, has octets in this piece."""
        at, found = 0, False
        while at < len(piece):
            if self._left:
                step = min(self._left, len(piece) - at)
                found |= self._counts
                self._left -= step
                at += step
                continue
            missing = _RECORD_HEADER - len(self._head)
            self._head += piece[at : at + missing]
            at += missing
            if len(self._head) == _RECORD_HEADER:
                self._left = int.from_bytes(self._head[3:])
                self._counts = counts(self._head[0], self._left)
                self._head.clear()
        return found


@dataclass(slots=True)
class Conversation:
    """Tells the octets of the conversation from those of the TLS around it."""

    tls: bool = False
    _tls_1_3: bool = False
    _finished: bool = False  # TLS 1.3: the client's Finished was seen
    _hello: bytearray = field(default_factory=bytearray)  # how the server began
    _up: Records = field(default_factory=Records)
    _down: Records = field(default_factory=Records)

    def up(self, piece: bytes) -> bool:
        """Whether a piece from the client holds a part of the conversation."""
        self.tls = self.tls or piece.startswith(_HANDSHAKE_BEGINS)
        return self._up.feed(piece, self._client_says) if self.tls else True

    def down(self, piece: bytes) -> bool:
        """Whether a piece from the server holds a part of the conversation."""
        if not self.tls:
            return True
        session_id = _RECORD_HEADER + _SERVER_HELLO_FIXED
        if len(self._hello) < session_id + 1 + 32 + 2:  # a session id has 32 octets at most
            self._hello += piece[:128]
            if len(self._hello) > session_id:
                suite = session_id + 1 + self._hello[session_id]
                self._tls_1_3 = self._hello[suite : suite + 1] == b"\x13"
        return self._down.feed(piece, self._server_says)

    def _client_says(self, kind: int, length: int) -> bool:
        if self._tls_1_3 and kind == _APPLICATION_DATA and not self._finished:
            self._finished = True
            return False
        return self._is_data(kind, length)

    def _server_says(self, kind: int, length: int) -> bool:
        return self._is_data(kind, length) and (self._finished or not self._tls_1_3)

    def _is_data(self, kind: int, length: int) -> bool:
        return kind == _APPLICATION_DATA and not (self._tls_1_3 and length == _ALERT_LENGTH)
