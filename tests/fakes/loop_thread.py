"""A server of the tests in a thread with a loop of its own, so a test may block or await as it likes."""

import asyncio
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

END_SECONDS = 10.0


@dataclass(slots=True)
class LoopThread:
    """Serves one port of loopback; can be started again on the same port."""

    name: str
    port: int
    protocol: Callable[[], asyncio.BaseProtocol]  # called in the loop for each connection
    hang_up: Callable[[], None]  # called in the loop at the end: cuts the connections
    tls: ssl.SSLContext | None = None  # from the first octet
    loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Listens; returns when it does."""
        self.loop = asyncio.new_event_loop()
        listening: Future[asyncio.Server] = Future()
        self._thread = threading.Thread(target=self._serve, args=(self.loop, listening), name=self.name)
        self._thread.start()
        listening.result(END_SECONDS)

    def stop(self) -> None:
        """Connections are cut, new ones are refused."""
        if self.loop is None or self._thread is None:
            return
        if self._thread.is_alive():
            self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(END_SECONDS)
        assert not self._thread.is_alive(), f"the thread {self.name} did not end"
        self.loop = self._thread = None

    def _serve(self, loop: asyncio.AbstractEventLoop, listening: Future[asyncio.Server]) -> None:
        try:
            listener = loop.run_until_complete(
                loop.create_server(self.protocol, "127.0.0.1", self.port, ssl=self.tls, backlog=1024)
            )
        except OSError as error:
            loop.close()
            listening.set_exception(error)
            return
        listening.set_result(listener)
        loop.run_forever()
        loop.run_until_complete(self._end(listener))
        loop.close()

    async def _end(self, listener: asyncio.Server) -> None:
        listener.close()
        self.hang_up()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # lets the aborted connections close their sockets
