"""One IMAP connection: commands are answered one after the other, in the order they came (RFC 3501 §5.5).

Holds always:
- numbers of letters are those the client was told of: the folder's own news reach them only by EXISTS and
  EXPUNGE, and EXPUNGE only where it may stand (RFC 3501 §7.4.1), unless the character is to lie;
- what was sent in one packet with other commands is answered as if it had come alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, TypeVar

from tests.fakes.imap_server import fetch, notify
from tests.fakes.imap_server.arguments import Arguments, BadSyntax
from tests.fakes.imap_server.character import Character
from tests.fakes.imap_server.line import Line
from tests.fakes.imap_server.mailbox import Box, Folder, Letter

if TYPE_CHECKING:
    from tests.fakes.imap_server.server import ImapServer

T = TypeVar("T")


class Refused(Exception):
    """The command is answered with these words, e.g. "NO [NONEXISTENT] Unknown mailbox"."""


class Over(Exception):
    """The server ends the connection, after these words if there are any."""


class Session:
    """State of a connection; `commands` holds what it can do."""

    def __init__(self, server: "ImapServer", line: Line, number: int) -> None:
        self.server, self.line, self.number = server, line, number
        self.box: Box | None = None
        self.folder: Folder | None = None
        self.read_only = True
        self.tag = b"*"  # of the command in hand
        self.view: list[Letter] = []
        self.validity = 0
        self.condstore = False
        self.watch = notify.Watch()
        self.secure = server.security == "tls"
        self.changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.then: Callable[[], Awaitable[None]] | None = None  # done once the answer is out

    def wake(self) -> None:
        """Called from any thread when something changed in the mailbox."""
        self._loop.call_soon_threadsafe(self.changed.set)

    def end(self) -> None:
        if self.box is not None:
            self.box.unlisten(self.wake)

    @property
    def character(self) -> Character:
        return self.server.character

    async def run(self, execute: Callable[["Session", str, Arguments], Awaitable[str]]) -> None:
        """`execute` does a command and gives its tagged answer without the tag."""
        await self.line.send(f"* OK [CAPABILITY {self.capabilities()}] ready\r\n".encode("ascii"))
        try:
            while True:
                raw = await self._next_command()
                await self._answer(raw, execute)
        except Over as over:
            if over.args:
                await self.line.send(f"* BYE {over}\r\n".encode())
            await self.line.flush()
        except asyncio.LimitOverrunError:
            await self.line.send(b"* BYE Too long a line\r\n")
            await self.line.flush()

    async def _answer(
        self, raw: bytes, execute: Callable[["Session", str, Arguments], Awaitable[str]]
    ) -> None:
        args = Arguments(raw)
        self.tag = tag = b"*"
        try:
            self.tag = tag = args.atom()
            args.space()
            name = args.word()
            if name == "UID":
                args.space()
                name = f"UID {args.word()}"
            self.server.note(self.number, name, raw[len(tag) + 1 :])
            if not args.ended():
                args.space()
                if args.ended():
                    raise BadSyntax
            said = self.server.refusal(name) or await execute(self, name, args)
        except Refused as refused:
            said = str(refused)
        except BadSyntax as bad:
            said = str(bad) or self.character.bad_syntax
        await self.line.send(tag + b" " + said.encode() + b"\r\n")
        if then := self.then:
            self.then = None
            await then()

    async def _next_command(self) -> bytes:
        if not self.watch.selected and not self.watch.folders:
            return await self.line.read_command()
        return await self.meanwhile(self.line.read_command(), expunges=not self.watch.delayed)

    async def meanwhile(self, reading: Coroutine[object, object, T], *, expunges: bool = True) -> T:
        """What `reading` gives; news go out while it takes its time."""
        task = asyncio.ensure_future(reading)
        try:
            while True:
                waiting = asyncio.ensure_future(self.changed.wait())
                await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                if task.done():
                    return task.result()
                self.changed.clear()
                await self.tell(expunges=expunges)
                await self.line.flush()
        finally:
            task.cancel()

    def capabilities(self) -> str:
        offered = list(self.character.capabilities)
        if self.server.security == "starttls" and not self.secure:
            offered += ["STARTTLS", "LOGINDISABLED"]
        if self.box is not None:
            offered = [each for each in offered if not each.startswith("AUTH=")]
        return " ".join(offered)

    def offered(self, capability: str) -> None:
        if not self.character.offers(capability):
            raise Refused(self.character.unknown_command)

    def owner(self) -> Box:
        if self.box is None:
            raise Refused("BAD Not authenticated")
        return self.box

    def opened(self) -> Folder:
        if self.folder is None:
            raise Refused("BAD No mailbox selected")
        return self.folder

    def open(self, folder: Folder, *, read_only: bool) -> None:
        state = folder.state
        self.folder, self.read_only = folder, read_only
        self.view, self.validity = list(state.letters), state.uidvalidity

    async def tell(self, *, expunges: bool = True) -> None:
        """Everything the client has not been told of yet."""
        for said in (*self._news(expunges=expunges), *self.watch.news(self.folder, self.character)):
            await self.line.send(said)

    def _news(self, *, expunges: bool) -> list[bytes]:
        if self.folder is None:
            return []
        state = self.folder.state
        if state.uidvalidity != self.validity:
            raise Over("Mailbox was replaced")
        said: list[bytes] = []
        there = {letter.uid: letter for letter in state.letters}
        for number in range(len(self.view), 0, -1) if expunges else ():
            if self.view[number - 1].uid not in there:
                del self.view[number - 1]
                said.append(b"* %d EXPUNGE\r\n" % number)
        for index, letter in enumerate(self.view):
            now = there.get(letter.uid, letter)
            if now.flags != letter.flags:
                modseq = b" MODSEQ (%d)" % now.modseq if self.condstore else b""
                flags = fetch.flags(now)
                said.append(b"* %d FETCH (UID %d FLAGS %s%s)\r\n" % (index + 1, now.uid, flags, modseq))
            self.view[index] = now
        known = {letter.uid for letter in self.view}
        fresh = [letter for letter in state.letters if letter.uid not in known]
        if fresh:
            self.view += fresh
            said.append(b"* %d EXISTS\r\n" % len(self.view))
            if self.watch.selected and self.watch.new:
                for number in range(len(self.view) - len(fresh) + 1, len(self.view) + 1):
                    said.append(self.described(number, self.view[number - 1], self.watch.new))
        return said

    def described(self, number: int, letter: Letter, wish: fetch.Wish) -> bytes:
        return fetch.answer(number, letter, wish, self.character, lambda uid: letter.octets)
