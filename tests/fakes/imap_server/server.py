"""An IMAP server for tests, with a character: honest where it is not told to misbehave.

Holds always:
- it runs in a thread with a loop of its own, so a test may block or await as it likes;
- it takes a password only over TLS, unless told `security="none"`;
- passwords are in no record of it;
- a mistake of the server itself fails the test that used it.
"""

import asyncio
import itertools
import ssl
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import trustme

from storage.records import Security
from tests.fakes import certificates, loop_thread, ports
from tests.fakes.imap_server import folders, letters, signing_in
from tests.fakes.imap_server.arguments import Arguments
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.line import LONGEST_LINE, Line
from tests.fakes.imap_server.mailbox import Box
from tests.fakes.imap_server.session import Refused, Session

COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[str]]] = {
    "CAPABILITY": signing_in.capability,
    "ID": signing_in.identify,
    "STARTTLS": signing_in.starttls,
    "LOGIN": signing_in.login,
    "AUTHENTICATE": signing_in.authenticate,
    "ENABLE": signing_in.enable,
    "NAMESPACE": signing_in.namespace,
    "NOOP": signing_in.noop,
    "CHECK": signing_in.noop,
    "LOGOUT": signing_in.logout,
    "LIST": folders.list_folders,
    "XLIST": folders.xlist,
    "STATUS": folders.status,
    "SELECT": folders.select,
    "EXAMINE": folders.examine,
    "CLOSE": folders.close,
    "UNSELECT": folders.unselect,
    "APPEND": folders.append,
    "IDLE": folders.idle,
    "NOTIFY": folders.watch,
    "FETCH": letters.fetch_by_number,
    "UID FETCH": letters.fetch_by_uid,
    "SEARCH": letters.search_by_number,
    "UID SEARCH": letters.search_by_uid,
}
_WITHOUT_EXPUNGE = frozenset({"FETCH", "SEARCH"})  # RFC 3501 §7.4.1
PATIENCE_SECONDS = 10.0
_FAREWELL_SECONDS = 0.5
_WITHOUT_NEWS = frozenset({"LOGOUT", "STARTTLS", "EXAMINE", "SELECT", "CLOSE", "UNSELECT"})


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it came, without its tag, password and literals."""

    connection: int
    name: str  # in capitals, e.g. "UID FETCH"
    text: str


@dataclass(slots=True, eq=False)
class ImapServer:
    """A running server; made by `server`. A test may change `character` at any time."""

    port: int
    security: Security
    tls: ssl.SSLContext
    character: Character
    host: str = "localhost"
    boxes: dict[str, Box] = field(default_factory=dict)  # by login
    commands: list[Command] = field(default_factory=list)
    logins: Counter[str] = field(default_factory=Counter)  # taken, by login
    refused_logins: Counter[str] = field(default_factory=Counter)
    connections: int = 0  # so far
    open_now: int = 0
    most_open: int = 0
    # Called once, in the server's thread, after the first answer of a FETCH of octets.
    between_answers: Callable[[], None] | None = None
    mistakes: list[Exception] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _sessions: dict[int, Session] = field(default_factory=dict)
    _refusals: Counter[str] = field(default_factory=Counter)
    _thread: loop_thread.LoopThread = field(init=False)

    def __post_init__(self) -> None:
        implicit = self.tls if self.security == "tls" else None
        self._thread = loop_thread.LoopThread("imap", self.port, self._protocol, self._hang_up, implicit)

    def user(self, address: str) -> Box:
        """A new mailbox with the folders of this server's character, empty, and passwords of its own."""
        login = address.partition("@")[0] if self.character.login == "local" else address
        box = Box(address, login)
        for place in self.character.folders:
            box.add_folder(place)
        self.boxes[login] = box
        return box

    def start(self) -> None:
        """Listens, again on the same port; returns when it does."""
        self._thread.start()

    def stop(self) -> None:
        """Connections are cut, new ones are refused."""
        self._thread.stop()

    def hang_up(self) -> None:
        """Cuts every connection there is."""
        assert self._thread.loop
        self._thread.loop.call_soon_threadsafe(self._hang_up)

    def say(self, octets: bytes) -> None:
        """Says this on every connection that waits for a command, or idles."""

        def now() -> None:
            for session in self._sessions.values():
                session.line.interject(octets)

        assert self._thread.loop
        self._thread.loop.call_soon_threadsafe(now)

    def said(self, name: str) -> list[str]:
        """The commands of this name that came, e.g. "EXAMINE"."""
        return [command.text for command in self.commands if command.name == name]

    async def heard(self, name: str, times: int = 1) -> None:
        """Waits until so many commands of this name came. Raises `TimeoutError`."""

        def wait() -> bool:
            with self._news:
                return self._news.wait_for(lambda: len(self.said(name)) >= times, PATIENCE_SECONDS)

        if not await asyncio.to_thread(wait):
            raise TimeoutError(f"{name} came {len(self.said(name))} times, not {times}")

    def note(self, connection: int, name: str, raw: bytes) -> None:
        text = raw.partition(b"\r\n")[0].decode("utf-8", "replace")
        secret = {"LOGIN": 2, "AUTHENTICATE": 2}.get(name)
        with self._news:
            self.commands.append(Command(connection, name, " ".join(text.split(" ")[:secret])))
            self._news.notify_all()

    def refusal(self, name: str) -> str | None:
        """What to answer instead of doing this command."""
        for refusal in self.character.refusals:
            if name.startswith(refusal.command):
                count = self._refusals[refusal.command]
                self._refusals[refusal.command] += 1
                if count % refusal.every == 0:
                    return refusal.answer
        return None

    def let_in(self, login: str, password: str) -> Box:
        """Raises `Refused`."""
        character, box = self.character, self.boxes.get(login)
        try:
            if box is None or password not in (box.password, box.ordinary_password):
                raise Refused(character.wrong_password)
            if password == box.ordinary_password:
                raise Refused(character.ordinary_password or character.wrong_password)
            if character.logins is not None and self.logins[login] >= character.logins:
                raise Refused(character.too_many_logins)
            inside = sum(session.box is box for session in self._sessions.values())
            if character.connections is not None and inside >= character.connections:
                raise Refused(character.too_many_connections)
        except Refused:
            self.refused_logins[login] += 1
            raise
        self.logins[login] += 1
        return box

    def _protocol(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(limit=LONGEST_LINE), self._serve)

    def _hang_up(self) -> None:
        for session in self._sessions.values():
            session.line.hang_up()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):  # the thread ends; asyncio would make an error of it
            await self._attend(reader, writer)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = next(self._numbers)
        session = Session(self, Line(reader, writer, self.character), number)
        self._sessions[number] = session
        self.connections += 1
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            # A client that hangs up is none of our business.
            with suppress(ConnectionError, EOFError, ssl.SSLError):
                await session.run(self._execute)
        except Exception as error:  # noqa: BLE001 - a mistake of this server: `server` raises it in the test
            self.mistakes.append(error)
        finally:
            del self._sessions[number]
            self.open_now -= 1
            session.end()
            await _close(writer)

    async def _execute(self, session: Session, name: str, args: Arguments) -> str:
        handler = COMMANDS.get(name)
        if handler is None:
            raise Refused(session.character.unknown_command)
        said = await handler(session, args)
        if name not in _WITHOUT_NEWS:
            await session.tell(expunges=name not in _WITHOUT_EXPUNGE)
        return said


async def _close(writer: asyncio.StreamWriter) -> None:
    """With a farewell of TLS where the client answers it soon."""
    try:
        writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await writer.wait_closed()
    finally:
        writer.transport.abort()


@contextmanager
def server(
    certificate: trustme.LeafCert, character: Character | None = None, *, security: Security = "tls"
) -> Iterator[ImapServer]:
    """A running IMAP server on a free loopback port that shows `certificate`; honest without a character."""
    context = certificates.server_context(certificate)
    running = ImapServer(ports.free(), security, context, character or Character())
    try:
        running.start()
        yield running
    finally:
        running.stop()
    if running.mistakes:
        raise ExceptionGroup("the IMAP server of the tests made mistakes", running.mistakes)
