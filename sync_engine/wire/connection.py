"""One IMAP connection, blocking: imapclient with pipelined commands, counters and a socket of ours.

With `wire.counting` the only room that touches imapclient's and imaplib's insides; everything asynchronous
is in `wire.imap`.

Holds always:
- commands of a group leave in one write, and their tagged lines come in their order (RFC 9051 §5.5);
- imaplib stops reading right after a tagged line. What it has gathered by then belongs to that command or to
  a later one of the group: Dovecot tells of a SEARCH before it is done with the FETCH before it.
"""

import base64
import imaplib
import select
import socket
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient

from storage.records import Server
from sync_engine import errors
from sync_engine.wire import counting


@dataclass(frozen=True, slots=True)
class Answer:
    """A tagged line and what came before it; `untagged` by response name, as imaplib sorts it."""

    status: str  # OK, NO or BAD
    text: str
    untagged: dict[str, list[Any]]

    def lines(self, name: str) -> list[Any]:
        return self.untagged.get(name, [])

    def number(self, name: str) -> int | None:
        """The last value of a response such as EXISTS or UIDNEXT; None where there is no usable one."""
        found = self.lines(name)
        value = found[-1] if found else None
        return int(value) if isinstance(value, bytes) and value.isdigit() else None


def together(answers: Sequence[Answer]) -> dict[str, list[Any]]:
    """The untagged responses of a group, whichever of its commands they came with."""
    found: dict[str, list[Any]] = {}
    for each in answers:
        for name, lines in each.untagged.items():
            found.setdefault(name, []).extend(lines)
    return found


class Connection(IMAPClient):  # type: ignore[misc]  # imapclient has no types
    """imapclient over a socket of ours, with commands in groups, and counters."""

    def __init__(self, server: Server, connected: socket.socket, context: ssl.SSLContext) -> None:
        self._parts = (server, connected, context)  # `super().__init__` calls `_create_IMAP4`
        self._waiting: deque[bytes] = deque()  # tags in the order they were sent
        self._told: frozenset[str] = frozenset()
        super().__init__(server.host, server.port, ssl=False, timeout=counting.TIMEOUT)
        self.folder_encode = False  # names stay as the server writes them; some encode them wrongly
        self.normalise_times = False  # aware datetimes; True means naive local time
        self._imap.debug = 0  # imapclient would have every line formatted for a log, letters included
        if server.security == "starttls":
            self._encrypt(context)

    def _encrypt(self, context: ssl.SSLContext) -> None:
        """Not offered, or refused: no password goes out in the clear (RFC 8314 §3)."""
        if not self.has_capability("STARTTLS"):
            raise errors.TlsFailed(reason="no_starttls")
        try:
            self.starttls(context)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            raise errors.TlsFailed(reason="no_starttls") from None

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return counting.Counting(*self._parts)

    @property
    def received(self) -> int:
        return int(self._imap.received)

    @property
    def round_trips(self) -> int:
        """Commands or groups of them answered, and the greeting; TLS not counted."""
        return int(self._imap.round_trips)

    # -- commands in groups ------------------------------------------------------------------------

    def ask(self, *commands: bytes, before: bytes = b"") -> tuple[bytes, ...]:
        """Sends commands in one write, `before` ahead of them; their tags, for `answer`, in this order."""
        tags = tuple(self._imap._new_tag() for _ in commands)
        self._imap.round_trips += 1
        self._waiting.extend(tags)
        lines = (tag + b" " + command + b"\r\n" for tag, command in zip(tags, commands, strict=True))
        self._imap.send(before + b"".join(lines))
        return tags

    def answer(self, tag: bytes) -> Answer:
        """Reads up to the tagged line of a command. Raises `imaplib.IMAP4.abort` where the line is down."""
        if self._waiting.popleft() != tag:
            raise imaplib.IMAP4.abort("answers are read in the order of their commands")
        self._imap.untagged_responses = {}
        status, data = self._imap._get_tagged_response(tag)
        untagged, self._imap.untagged_responses = self._imap.untagged_responses, {}
        text = data[0].decode("utf-8", "replace") if data and isinstance(data[0], bytes) else ""
        return Answer(status, text, untagged)

    def settle(self) -> None:
        """Reads and drops the answers that nobody waits for any more."""
        while self._waiting:
            self.answer(self._waiting[0])

    def one(self, command: bytes) -> Answer:
        (tag,) = self.ask(command)
        return self.answer(tag)

    def append(self, folder: str, octets: bytes) -> Answer:
        """APPEND with \\Seen (RFC 3501 §6.3.11)."""
        imap = self._imap
        imap.literal = octets
        status, data = imap._simple_command("APPEND", quoted(folder), r"(\Seen)")
        return Answer(status, data[0].decode("utf-8", "replace") if data and data[0] else "", {})

    # -- what the server can -----------------------------------------------------------------------

    @property
    def offered(self) -> frozenset[str]:
        """What it can before the sign-in, `AUTH=…` among it (RFC 3501 §6.1.1)."""
        return frozenset(self._imap.capabilities)

    def authenticate(self, mechanism: str, turns: Callable[[bytes], bytes], first: bytes | None) -> Answer:
        """AUTHENTICATE (RFC 3501 §6.2.2); `first` goes with it (RFC 4959), `turns` answers challenges."""

        def answer(challenge: bytes) -> bytes:
            self._imap.round_trips += 1
            return turns(challenge)

        imap = self._imap
        imap.literal = imaplib._Authenticator(answer).process
        more = () if first is None else (base64.b64encode(first).decode(),)
        status, data = imap._simple_command("AUTHENTICATE", mechanism, *more)
        if status == "OK":
            imap.state = "AUTH"
        return Answer(status, data[0].decode("utf-8", "replace"), {})

    def signed_in(self) -> None:
        """Learns what the server can, from its answer to the sign-in or by asking (RFC 9051 §7.2.2)."""
        told = self._imap.untagged_responses.pop("CAPABILITY", None)
        if told is None:
            told = self.one(b"CAPABILITY").lines("CAPABILITY")
        words = told[-1] if told and isinstance(told[-1], bytes) else b""
        self._told = frozenset(words.decode("ascii", "replace").upper().split())

    def can(self, capability: str) -> bool:
        return capability in self._told

    # -- for IDLE: see `wire.idle` -----------------------------------------------------------------

    @property
    def reader(self) -> Any:
        """The buffered reader of the connection; octets in it are not seen by polling the socket."""
        return self._imap.file

    def next_line(self) -> bytes | None:
        """Reads one response; None for a continuation ("+")."""
        line = self._imap._get_response()
        return line if isinstance(line, bytes) else None

    def heard(self) -> Answer:
        """What came since the last tagged line."""
        untagged, self._imap.untagged_responses = self._imap.untagged_responses, {}
        return Answer("OK", "", untagged)

    def say(self, line: bytes) -> None:
        """What is no command of its own: the DONE that ends IDLE."""
        self._imap.send(line)

    def set_timeout(self, seconds: float) -> None:
        self._imap.sock.settimeout(seconds)

    def is_closed(self) -> bool:
        """Whether the other side has hung up; for a connection with nothing left to read."""
        if isinstance(self._imap.sock, ssl.SSLSocket):
            return True  # a peek that found nothing would have wanted more, not ended
        # Python waits for as long as the timeout before it calls recv, whatever flags say: ask first.
        poll = select.poll()  # select.select takes no descriptor above 1023
        poll.register(self._imap.sock, select.POLLIN)
        return bool(poll.poll(0)) and self._imap.sock.recv(1, socket.MSG_PEEK) == b""

    def hang_up(self) -> None:
        """Below TLS, whose own farewell must not be said while another thread reads."""
        socket.socket.shutdown(self._imap.sock, socket.SHUT_RDWR)

    def fileno(self) -> int:
        return int(self._imap.sock.fileno())

    def abandon(self) -> None:
        """Closes what is left of a connection that is down."""
        with suppress(OSError):
            self._imap.shutdown()


def quoted(name: str) -> bytes:
    """A folder's wire name, one character an octet, as a quoted string (RFC 3501 §9)."""
    octets = name.encode("latin-1").replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b'"' + octets + b'"'
