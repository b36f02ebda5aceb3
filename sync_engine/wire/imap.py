"""IMAP as the engine sees it: typed answers, our errors, and no thread left behind.

Holds always:
- nothing is written to the mail server: EXAMINE and BODY.PEEK only (invariant 4);
- what a server says is taken by allowlist into `ServerFolder`, `Meta`, `RawLetter`; a missing or odd item is
  left out or None, never an exception of a library;
- one session is used by one thread at a time; a wait that is cancelled hangs up, so that its thread ends.
"""

import asyncio
import imaplib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError

from storage.records import Server, Uid, UidValidity
from sync_engine import errors
from sync_engine.rules import diagnose, folders, uids
from sync_engine.rules.plan import Meta, ServerFolder
from sync_engine.wire import connection, tls

T = TypeVar("T")

_UNKNOWN_SIZE = 1 << 40
_META = ["UID", "INTERNALDATE", "RFC822.SIZE"]
_WHOLE = ["UID", "BODY.PEEK[]"]


@dataclass(frozen=True, slots=True)
class RawLetter:
    """A whole letter as the server gave it."""

    uid: Uid
    octets: bytes


@dataclass(slots=True)
class Traffic:
    """What a session has cost so far: commands answered with the greeting, and octets after TLS."""

    round_trips: int = 0
    received: int = 0


class Session:
    """A connection to a mail server; made and ended by `session`."""

    def __init__(self, server: Server, connected: socket.socket, pool: Executor, traffic: Traffic) -> None:
        self._server = server
        self._handle = connected.dup()  # TLS takes the socket itself over; this one can still hang up
        self._connected = connected
        self._pool = pool
        self._traffic = traffic
        self._before = (traffic.round_trips, traffic.received)
        self._link: connection.Connection | None = None

    async def _run(self, work: Callable[[connection.Connection], T]) -> T:
        """Does blocking `work` in the pool, and puts every library error into our words."""

        def task() -> T:
            assert self._link is not None
            try:
                return work(self._link)
            finally:
                trips, octets = self._before
                self._traffic.round_trips = trips + self._link.round_trips
                self._traffic.received = octets + self._link.received

        return await self._in_thread(task)

    async def _in_thread(self, task: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, task)
        except asyncio.CancelledError:
            self.hang_up()
            raise
        except (OSError, IMAPClientError, ProtocolError, imaplib.IMAP4.error) as error:
            raise _in_our_words(error) from error

    def hang_up(self) -> None:
        """Ends the connection at once, and any read another thread is blocked in."""
        with suppress(OSError):  # it is down already
            self._handle.shutdown(socket.SHUT_RDWR)

    async def greet(self, context: ssl.SSLContext) -> None:
        """TLS and the server's greeting."""

        def task() -> None:
            self._link = connection.Connection(self._server, self._connected, context)

        await self._in_thread(task)

    async def sign_in(self, login: str, password: str) -> None:
        """Raises a `SignInRefused` only where the server itself refused (invariant 8)."""

        def task(link: connection.Connection) -> None:
            try:
                if login.isascii() and password.isascii():
                    link.login(login, password)
                else:
                    link.plain_login(login, password)  # LOGIN knows no charset (RFC 3501 §6.2.3)
            except LoginError as error:
                # imapclient calls a connection that broke during LOGIN a refusal, too
                if isinstance(error.__context__, imaplib.IMAP4.abort):
                    raise error.__context__ from error
                raise diagnose.explain_sign_in(str(error)) from error

        await self._run(task)

    async def list_folders(self) -> list[folders.ListedFolder]:
        def task(link: connection.Connection) -> list[folders.ListedFolder]:
            return [folders.listed(*found) for found in link.list_folders()]

        return await self._run(task)

    async def look(self, name: str) -> ServerFolder:
        """Opens a folder by its wire name for reading (EXAMINE, RFC 3501 §6.3.2)."""

        def task(link: connection.Connection) -> ServerFolder:
            said = link.select_folder(name.encode("latin-1"), readonly=True)
            validity = said.get(b"UIDVALIDITY")
            if not isinstance(validity, int):
                raise errors.ServerConfused("no UIDVALIDITY")
            exists, uidnext = said.get(b"EXISTS"), said.get(b"UIDNEXT")
            count = exists if isinstance(exists, int) else 0
            if not isinstance(uidnext, int) or uidnext < 1:
                uidnext = link.next_uid(count)
            return ServerFolder(UidValidity(validity), Uid(uidnext), count)

        return await self._run(task)

    async def metas(self, sequence_set: str, tolerance: timedelta, *, by_uid: bool = True) -> list[Meta]:
        """Arrival and size of each letter of the open folder in the set, in no order.

        A letter whose INTERNALDATE is missing, or in the future by more than `tolerance`, is dated by its
        Date header (Words, Window). One of unknown size counts as too large to be fetched whole.
        """

        def task(link: connection.Connection) -> list[Meta]:
            latest = datetime.now(UTC)
            found: list[Meta] = []
            undated: list[tuple[int, int]] = []
            for uid, items in link.fetch_set(sequence_set, _META, by_uid=by_uid).items():
                received, size = items.get(b"INTERNALDATE"), items.get(b"RFC822.SIZE")
                octets = size if isinstance(size, int) and size > 0 else _UNKNOWN_SIZE
                if isinstance(received, datetime) and received.tzinfo and received <= latest + tolerance:
                    found.append(Meta(Uid(uid), min(received.astimezone(UTC), latest), octets))
                else:
                    undated.append((uid, octets))
            dates = link.header_dates([uid for uid, _ in undated])
            return found + [
                Meta(Uid(uid), min(dates.get(uid, latest), latest), size) for uid, size in undated
            ]

        return await self._run(task)

    async def search(self, asked: uids.Ranges) -> list[Uid]:
        """Those of the UIDs that exist in the open folder."""

        def task(link: connection.Connection) -> list[Uid]:
            found = link.search(["UID", uids.text(asked)])
            return sorted(Uid(uid) for uid in uids.among(asked, found))

        return await self._run(task)

    async def fetch(self, wanted: Sequence[Uid]) -> list[RawLetter]:
        """Whole letters; one that the server does not give is missing from the answer."""

        def task(link: connection.Connection) -> list[RawLetter]:
            answers = link.fetch_set(uids.text(uids.ranges(wanted)), _WHOLE, by_uid=True)
            asked = set(wanted)
            return [
                RawLetter(Uid(uid), octets)
                for uid, items in answers.items()
                if uid in asked and isinstance(octets := items.get(b"BODY[]"), bytes)
            ]

        return await self._run(task)

    async def slice(self, uid: Uid, offset: int, octets: int) -> bytes | None:
        """Part of a letter (`BODY.PEEK[]<offset.octets>`, RFC 3501 §6.4.5); None where it is gone."""

        def task(link: connection.Connection) -> bytes | None:
            answers = link.fetch_set(str(uid), ["UID", f"BODY.PEEK[]<{offset}.{octets}>"], by_uid=True)
            items = answers.get(uid, {})
            part = items.get(b"BODY[]<%d>" % offset)
            return part if isinstance(part, bytes) else None

        return await self._run(task)

    async def leave(self) -> None:
        """LOGOUT; that the server hangs up first is no error."""
        with suppress(errors.MailError):
            await self._run(lambda link: link.logout())

    def close(self) -> None:
        self.hang_up()
        if self._link is not None:
            self._link.abandon()
        self._handle.close()
        self._connected.close()


def _in_our_words(error: Exception) -> errors.MailError:
    if isinstance(error, errors.MailError):
        return error
    if isinstance(error, OSError):
        return tls.translate(error)
    if isinstance(error, imaplib.IMAP4.abort):
        return errors.ServerUnreachable(f"connection lost: {type(error).__name__}")
    return errors.ServerConfused(type(error).__name__)


@asynccontextmanager
async def session(
    server: Server,
    connected: socket.socket,
    *,
    context: ssl.SSLContext,
    pool: Executor,
    traffic: Traffic | None = None,
) -> AsyncIterator[Session]:
    """A greeted session over a connected socket, which it closes; `sign_in` comes next.

    Raises `MailError`s: `ServerUnreachable`, `TlsFailed`, `ServerConfused`.
    """
    link = Session(server, connected, pool, traffic or Traffic())
    try:
        await link.greet(context)
        yield link
        await link.leave()
    finally:
        link.close()
