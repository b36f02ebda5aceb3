"""A connection as asynchronous code uses it: blocking work in a pool, our errors, no thread left behind.

Holds always:
- one connection is used by one thread at a time;
- a wait that is cancelled hangs up, so that its thread ends;
- every error of a library leaves in our words, also those that a garbled answer makes it stumble over.
"""

import asyncio
import imaplib
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from imapclient.exceptions import IMAPClientError, ProtocolError

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import diagnose
from sync_engine.wire import connection, tls

T = TypeVar("T")

# What the libraries raise over an answer that makes no sense, beside their own errors.
_STUMBLES = (ValueError, LookupError, TypeError, AssertionError, RecursionError)


@dataclass(slots=True)
class Traffic:
    """What a session has cost so far: groups of commands answered with the greeting, octets after TLS."""

    round_trips: int = 0
    received: int = 0


class Spent(Protocol):
    """Where the cost of all connections is added up."""

    received: int
    round_trips: int


class Line:
    """A connection to a mail server that hangs up when it has to."""

    __slots__ = (
        *("_before", "_closed", "_connected", "_handle", "_link", "_pool", "_server"),
        *("_spent", "_told", "traffic"),
    )

    def __init__(
        self,
        server: Server,
        connected: socket.socket,
        pool: Executor,
        traffic: Traffic,
        *,
        spent: Spent | None = None,
    ) -> None:
        self._server = server
        self._handle = connected.dup()  # the handshake takes the socket itself over; this one can hang up
        self._connected: socket.socket | None = connected
        self._pool = pool
        self._link: connection.Connection | None = None
        self._closed = False
        self.traffic = traffic
        self._before = (traffic.round_trips, traffic.received)
        self._spent, self._told = spent, (0, 0)

    async def greet(self, context: ssl.SSLContext) -> None:
        """TLS and the server's greeting."""
        connected = self._connected
        assert connected is not None

        def task() -> None:
            self._link = connection.Connection(self._server, connected, context)
            if self._closed:  # nobody waited for it
                self._link.abandon()

        await self._in_thread(task)
        self._connected = None
        self._handle.close()  # from here on the connection's own socket can be hung up

    async def run(self, work: Callable[[connection.Connection], T]) -> T:
        """Does blocking `work` in the pool. Raises `MailError`."""

        def task() -> T:
            link = self.link
            try:
                return work(link)
            finally:
                trips, octets = self._before
                self.traffic.round_trips = trips + link.round_trips
                self.traffic.received = octets + link.received

        try:
            return await self._in_thread(task)
        finally:
            self._add_up()

    def _add_up(self) -> None:
        """In the loop's thread, so that no two add at once."""
        if self._spent is None or self._link is None:
            return
        trips, octets = self._told
        self._told = self._link.round_trips, self._link.received
        self._spent.round_trips += self._told[0] - trips
        self._spent.received += self._told[1] - octets

    @property
    def link(self) -> connection.Connection:
        """The connection itself, for whoever is sure that no thread is using it."""
        assert self._link is not None
        return self._link

    async def _in_thread(self, task: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, task)
        except asyncio.CancelledError:
            self.hang_up()
            raise
        except (OSError, IMAPClientError, ProtocolError, imaplib.IMAP4.error, *_STUMBLES) as error:
            raise in_our_words(error) from error

    def count_into(self, traffic: Traffic) -> None:
        """From here on the cost of this connection is counted there."""
        self.traffic = traffic
        spent = self.link
        self._before = (traffic.round_trips - spent.round_trips, traffic.received - spent.received)

    def hang_up(self) -> None:
        """Ends the connection at once, and any read another thread is blocked in."""
        with suppress(OSError):  # it is down already
            if self._link is not None:
                self._link.hang_up()
            else:
                self._handle.shutdown(socket.SHUT_RDWR)

    async def leave(self) -> None:
        """LOGOUT; that the server hangs up first is no error."""
        with suppress(errors.MailError):
            await self.run(lambda link: link.logout())

    def close(self) -> None:
        self._closed = True
        self.hang_up()
        if self._link is not None:
            self._link.abandon()
        if self._connected is not None:
            self._connected.close()
        self._handle.close()


def in_our_words(error: Exception) -> errors.MailError:
    if isinstance(error, errors.MailError):
        return error
    if isinstance(error, OSError):
        return tls.translate(error)
    if isinstance(error, imaplib.IMAP4.abort):
        return diagnose.explain_command(str(error), bye=True)
    if isinstance(error, IMAPClientError) and not isinstance(error, ProtocolError):
        return diagnose.explain_command(str(error))
    return errors.ServerConfused(reason="unclear")
