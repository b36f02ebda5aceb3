"""Octets become letters: in a thread, or, where there are many, in a process of its own.

Reading holds the interpreter: beside a process the loop goes on answering people, and on two cores an import
takes less than two thirds of the time.

Holds always:
- both ways give the same (`rules.reading`); where no process can be had, threads read;
- a letter that brings the process down is one that could not be read, and nothing else is lost with it. It
  would have brought the engine down: so the first letters after a sync that broke off are read there, too.
"""

import asyncio
import fcntl
import os
import pickle
import select
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
from sync_engine.work import reader_process
from sync_engine.work.kit import Kit

T = TypeVar("T")

_WORTH_A_PROCESS = 1000  # letters; it takes a tenth of a second to start, on a machine that has enough to do
_COMMAND = (sys.executable, "-P", "-m", reader_process.__name__)
_PIPE_SIZE = 1024 * 1024  # octets; what an unprivileged user may ask for
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
        return await self._in_thread(lambda: reading.read_all(desk, raw))

    async def finish(self, desk: Desk, scanner: Scanner) -> Read:
        """The same of a letter that was looked through while it came."""
        return await self._in_thread(lambda: reading.read(desk, scanner.close))

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
        process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._asked, self._answers = process, process.stdin, process.stdout
        self._asking, self._listening = threading.Lock(), threading.Lock()
        self._ready = False
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # fewer changes from one process to the other
            for pipe in (self._asked, self._answers):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)

    def is_ready(self) -> bool:
        """Whether it has begun; also where it ended before that, which reading will tell."""
        poll = select.poll()  # select.select takes no descriptor above 1023
        poll.register(self._answers)
        if not self._ready and poll.poll(0):
            self.wait_for()
        return self._ready

    def wait_for(self) -> None:
        """Raises `EOFError`."""
        if not self._ready and self._answers.read(1) != reader_process.READY:
            raise EOFError
        self._ready = True

    def read(self, desk: Desk, raw: Mapping[Uid, bytes]) -> dict[Uid, Read]:
        """Raises one of `_DIED`."""
        with ExitStack() as listening:
            with self._asking:
                pickle.dump((desk, raw), self._asked, pickle.HIGHEST_PROTOCOL)
                self._asked.flush()
                listening.enter_context(self._listening)  # answers come in the order of the questions
            found: dict[Uid, Read] = pickle.load(self._answers)  # noqa: S301 - from our own process
            return found

    def close(self) -> None:
        """Ends it, and any read another thread is blocked in."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._asked, self._answers):
            with suppress(OSError):  # what was not written yet
                pipe.close()
