"""The pages of a process on a server of their own."""

import errno
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from bot.cli.frame import Trouble
from bot.web import listening, server


@asynccontextmanager
async def served(ours: Sequence[Route], host: str, port: int) -> AsyncIterator[None]:
    """Raises `Trouble` where the port is taken."""
    try:
        sockets = listening.listen(host, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Trouble("port-taken", port=str(port)) from None
    with ExitStack() as stack:
        for sock in sockets:
            stack.callback(sock.close)
        async with server.served(Starlette(routes=list(ours)), sockets):
            yield
