"""imaplib over a socket of ours: connected already, with limits of patience, and counted."""

import imaplib
import socket
import ssl
from typing import Any

from imapclient import SocketTimeout

from storage.records import Server

# A SEARCH answer is one line. imaplib gives up at 1,000,000 octets, which 140,000 UIDs exceed.
imaplib._MAXLINE = 10_000_000  # type: ignore[attr-defined]

# seconds; a read that stalls this long is a dead connection (RFC 3501 sets no limit, NAT boxes do)
TIMEOUT = SocketTimeout(connect=15, read=60)

# Seconds of silence before the system asks the other side whether it is still there, between two such
# questions, and how many may stay unanswered: a cut line is noticed although nobody writes.
_KEEP_ALIVE = ((socket.TCP_KEEPIDLE, 60), (socket.TCP_KEEPINTVL, 20), (socket.TCP_KEEPCNT, 3))


class Counting(imaplib.IMAP4):
    """imaplib over a socket that is connected already; counts what passes."""

    def __init__(self, server: Server, connected: socket.socket, context: ssl.SSLContext) -> None:
        self._server, self._connected, self._context = server, connected, context
        self.received = 0  # octets, after TLS
        self.round_trips = 1  # the greeting
        super().__init__(server.host, server.port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        sock = self._connected
        sock.settimeout(TIMEOUT.connect)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _KEEP_ALIVE:
            sock.setsockopt(socket.IPPROTO_TCP, option, value)
        if self._server.security == "tls":
            # The certificate is checked for the name, whatever address the guard let us dial.
            sock = self._context.wrap_socket(sock, server_hostname=self._server.host)
        sock.settimeout(TIMEOUT.read)
        return sock

    def _get_capabilities(self) -> None:
        """A greeting that tells them saves a round trip; what was said before TLS is forgotten."""
        told = self.untagged_responses.pop("CAPABILITY", None)
        if told and isinstance(told[-1], bytes) and not self._tls_established:
            self.capabilities = tuple(told[-1].decode("ascii", "replace").upper().split())
        else:
            super()._get_capabilities()  # type: ignore[misc]

    def read(self, size: int) -> bytes:
        octets = super().read(size)
        self.received += len(octets)
        return octets

    def readline(self) -> bytes:
        line = super().readline()
        self.received += len(line)
        return line

    def _command(self, name: str, *args: Any) -> Any:
        self.round_trips += 1
        return super()._command(name, *args)  # type: ignore[misc]
