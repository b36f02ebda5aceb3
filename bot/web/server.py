"""An ASGI app served inside the running loop.

The server takes no signals, so SIGTERM stays with the composition root; leaving the block ends it within a
second even with polls and streams open.
"""

import asyncio
import contextlib
import contextvars
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # its coming and going is nobody's business
logging.getLogger("uvicorn.access").setLevel(logging.WARNING)  # addresses of pages are keys


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        self.should_exit = True
        self._leaving.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        """Wakes once a second for the Date header instead of ten times, and leaves at once when told."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), 1.0)


class FromHere:
    """ASGI: sees what is open where this is made (context variables), whenever its server was begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._context = app, contextvars.copy_context()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer() -> None:
            await self._app(scope, receive, send)

        await asyncio.create_task(answer(), context=self._context.copy())


@contextlib.asynccontextmanager
async def served(
    app: ASGIApp, sockets: Sequence[socket.socket], *, let_go: Callable[[], None] = lambda: None
) -> AsyncIterator[None]:
    """Serves `app` on the sockets; `let_go` ends its open streams when the block is left."""
    config = uvicorn.Config(
        app,
        loop="none",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=list(sockets)), name="web server")
    serving.add_done_callback(lambda _: server.up.set())  # a start that failed ends the wait too
    try:
        await server.up.wait()
        if serving.done():
            serving.result()
        yield
    finally:
        let_go()
        server.leave()
        await asyncio.shield(serving)
