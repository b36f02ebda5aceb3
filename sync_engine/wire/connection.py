"""One IMAP connection, blocking: a thin layer over imapclient that counts and dials for itself.

The only room that touches imapclient's and imaplib's insides; everything asynchronous is in `wire.imap`.
"""

import imaplib
import socket
import ssl
from contextlib import suppress
from datetime import datetime
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.response_parser import parse_fetch_response

from storage.records import Server
from sync_engine.rules import headers, uids

# A SEARCH answer is one line. imaplib gives up at 1,000,000 octets, which 140,000 UIDs exceed.
imaplib._MAXLINE = 10_000_000  # type: ignore[attr-defined]

# seconds; a read that stalls this long is a dead connection (RFC 3501 sets no limit, NAT boxes do)
TIMEOUT = SocketTimeout(connect=15, read=60)


class _Counting(imaplib.IMAP4):
    """imaplib over a socket that is connected already; counts what passes."""

    def __init__(self, server: Server, connected: socket.socket, context: ssl.SSLContext) -> None:
        self._server, self._connected, self._context = server, connected, context
        self.received = 0  # octets, after TLS
        self.round_trips = 0
        super().__init__(server.host, server.port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        sock = self._connected
        sock.settimeout(TIMEOUT.connect)
        if self._server.security == "tls":
            # The certificate is checked for the name, whatever address the guard let us dial.
            sock = self._context.wrap_socket(sock, server_hostname=self._server.host)
        sock.settimeout(TIMEOUT.read)
        return sock

    def read(self, size: int) -> bytes:
        octets = super().read(size)
        self.received += len(octets)
        return octets

    def readline(self) -> bytes:
        line = super().readline()
        self.received += len(line)
        return line

    def _get_tagged_response(self, tag: bytes, expect_bye: bool = False) -> Any:
        # imaplib waits here once for every command, so this counts commands answered.
        self.round_trips += 1
        return super()._get_tagged_response(tag, expect_bye)  # type: ignore[misc]


class Connection(IMAPClient):  # type: ignore[misc]  # imapclient has no types
    """imapclient over a socket of ours, with whole sequence-sets in FETCH, and counters."""

    def __init__(self, server: Server, connected: socket.socket, context: ssl.SSLContext) -> None:
        self._parts = (server, connected, context)  # `super().__init__` calls `_create_IMAP4`
        super().__init__(server.host, server.port, ssl=False, timeout=TIMEOUT)
        self.folder_encode = False  # names stay as the server writes them; some encode them wrongly
        self.normalise_times = False  # aware datetimes; True means naive local time
        self._imap.debug = 0  # imapclient would have every line formatted for a log, letters included
        if server.security == "starttls":
            self.starttls(context)

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return _Counting(*self._parts)

    @property
    def received(self) -> int:
        return int(self._imap.received)

    @property
    def round_trips(self) -> int:
        """Commands answered and the greeting, TLS not counted."""
        return int(self._imap.round_trips) + 1

    def fetch_set(self, sequence_set: str, items: list[str], *, by_uid: bool) -> dict[int, dict[bytes, Any]]:
        """FETCH of a whole sequence-set, by UID or by sequence number; keyed by UID.

        `IMAPClient.fetch` of 4.1.0 raises on ranges after the server answered, and without ranges a
        thousand letters make a line that servers refuse.
        """
        arguments = ["FETCH", sequence_set, f"({' '.join(items)})"]
        tag = self._imap._command(*(["UID", *arguments] if by_uid else arguments))
        status, data = self._imap._command_complete("FETCH", tag)
        self._checkok("fetch", status, data)
        status, data = self._imap._untagged_response(status, data, "FETCH")
        answers: dict[int, dict[bytes, Any]] = parse_fetch_response(data, False, False)
        # Without a UID it is news of another letter (a flag changed), not an answer.
        return {int(found[b"UID"]): found for found in answers.values() if b"UID" in found}

    def abandon(self) -> None:
        """Closes what is left of a connection that is down."""
        with suppress(OSError):
            self._imap.shutdown()

    def next_uid(self, exists: int) -> int:
        """One above the highest UID, for servers that do not tell UIDNEXT."""
        return 1 + max(self.fetch_set("*", ["UID"], by_uid=False), default=0) if exists else 1

    def header_dates(self, wanted: list[int]) -> dict[int, datetime]:
        """The Date header of each of these UIDs that has a usable one."""
        found: dict[int, datetime] = {}
        if wanted:
            item = "BODY.PEEK[HEADER.FIELDS (DATE)]"
            answers = self.fetch_set(uids.text(uids.ranges(wanted)), ["UID", item], by_uid=True)
            for uid, items in answers.items():
                block = items.get(b"BODY[HEADER.FIELDS (DATE)]")
                fields, _ = headers.read(block if isinstance(block, bytes) else b"")
                if date := headers.date(fields.first("date")):
                    found[uid] = date
        return found
