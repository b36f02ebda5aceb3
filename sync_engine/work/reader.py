"""Octets become letters: in a thread, or, where there are many, in a process of its own.

Reading holds the interpreter: beside a process the loop goes on answering people, and on two cores an import
takes less than two thirds of the time.

Holds always:
- both ways give the same (`rules.reading`); where no process can be had, threads read;
- a letter that brings the process down is one that could not be read, and nothing else is lost with it. It
  would have brought the engine down: so the first letters after a sync that broke off are read there, too.
"""

import asyncio
import os
import pickle
import select
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import TypeVar

from storage.records import Uid
from sync_engine.rules import reading
from sync_engine.rules.mime_stream import Scanner
from sync_engine.rules.reading import Desk, Read
from sync_engine.work import reader_link, reader_process
from sync_engine.work.kit import Kit

T = TypeVar("T")

_WORTH_A_PROCESS = 1000  # letters; it takes a tenth of a second to start, on a machine that has enough to do
_COMMAND = (sys.executable, "-P", "-m", reader_process.__name__)
# glibc would give the memory of each chunk back to the system and ask for it anew.
_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(64 << 20), "MALLOC_MMAP_THRESHOLD_": str(64 << 20)}
_DIED = (OSError, EOFError, pickle.UnpicklingError)


class Reader:
    """Reads the letters of one piece of work."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._process: _Process | None = None
        self._mending = asyncio.Lock()

    async def read(self, desk: Desk, raw: Mapping[Uid, bytes]) -> dict[Uid, Read]:
        """What each letter says, or why nobody can tell."""
        try:
            return await self._read(desk, raw)
        except _DIED:
            pass
        found: dict[Uid, Read] = {}
        async with self._mending:
            await self.begin_process(sure=True)
            for uid, octets in raw.items():
                try:
                    found |= await self._read(desk, {uid: octets})
                except _DIED:
                    found[uid] = "reader_died"
                    await self.begin_process(sure=True)
        return found

    async def _read(self, desk: Desk, raw: Mapping[Uid, bytes]) -> dict[Uid, Read]:
        process = self._process
        if process and process.is_ready():
            return await self._in_thread(lambda: process.read(desk, raw))
        return await self._in_thread(lambda: reading.read_all(desk, raw.items()))

    async def finish(self, desk: Desk, scanner: Scanner) -> Read:
        """The same of a letter that was looked through while it came."""
        return await self._in_thread(lambda: reading.read_slices(desk, scanner))

    async def begin_process(self, *, sure: bool = False) -> None:
        """From here on a new process reads, where one can be had; `sure`: only one that has answered."""
        self.close()
        with suppress(OSError):  # no memory, say
            self._process = process = await self._in_thread(_Process)
            if sure:
                try:
                    await self._in_thread(process.wait_for)
                except _DIED:
                    self.close()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._kit.pool, work)

    def close(self) -> None:
        if self._process:
            self._process.close()
            self._process = None


@asynccontextmanager
async def opened(kit: Kit, letters: int, *, alone: bool) -> AsyncIterator[Reader]:
    """A reader for so many letters; `alone`: in a process of its own, however few they are."""
    reader = Reader(kit)
    try:
        if alone or (letters >= _WORTH_A_PROCESS and not kit.readers.locked()):
            async with kit.readers:
                await reader.begin_process(sure=alone)
                yield reader
        else:
            yield reader
    finally:
        reader.close()


class _Process:
    """Blocking. Threads take turns: while one waits for its answer, the next may ask."""

    def __init__(self) -> None:
        # It reads what strangers send: no setting of ours is in its environment.
        env = {name: value for name, value in os.environ.items() if not name.startswith("POSTROOM_")}
        env |= _MEMORY
        self._link, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                _COMMAND, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=env
            )
        except OSError:
            self._link.close()
            raise
        finally:
            theirs.close()
        self._asking, self._listening = threading.Lock(), threading.Lock()
        self._ready = False

    def is_ready(self) -> bool:
        """Whether it has begun; also where it ended before that, which reading will tell."""
        poll = select.poll()  # select.select takes no descriptor above 1023
        poll.register(self._link, select.POLLIN)
        if not self._ready and poll.poll(0):
            self.wait_for()
        return self._ready

    def wait_for(self) -> None:
        """Raises `EOFError`, `OSError`."""
        if not self._ready and self._link.recv(1) != reader_link.READY:
            raise EOFError
        self._ready = True

    def read(self, desk: Desk, raw: Mapping[Uid, bytes]) -> dict[Uid, Read]:
        """Raises one of `_DIED`."""
        with ExitStack() as listening:
            with self._asking:
                reader_link.ask(self._link, desk, raw)
                listening.enter_context(self._listening)  # answers come in the order of the questions
            return reader_link.answered(self._link)

    def close(self) -> None:
        """Ends it, and any read another thread is blocked in."""
        self._process.kill()
        self._process.wait()
        self._link.close()
