"""Listening on this machine only.

- A host that is not loopback is refused before any socket is opened.
- "localhost" may mean 127.0.0.1 or ::1 to whoever connects, so one port number is taken on both.
- The Host header must name this machine, or a page elsewhere could reach us by a name of its own that
  resolves to 127.0.0.1 (DNS rebinding); a POST of a page must come from our own page (Origin).
"""

import socket
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web import listening

NAMES = ("localhost", "127.0.0.1", "[::1]")
_TRIES = 20  # ports above the wished one, then any free one


class NotLoopback(ValueError):
    """The sandbox listens on this machine only: use 127.0.0.1 or localhost."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def check(host: str) -> None:
    """Raises NotLoopback."""
    if host not in {"localhost", "127.0.0.1", "::1", "[::1]"}:
        raise NotLoopback


def url(host: str, port: int) -> str:
    return f"http://[::1]:{port}" if ":" in host else f"http://{host}:{port}"


def listen(port: int) -> list[socket.socket]:
    """Sockets on 127.0.0.1 and, where there is one, ::1; one port number, any free one for 0.

    Raises OSError if the port is taken.
    """
    first = listening.bound(socket.AF_INET, "127.0.0.1", port)
    found = [first]
    with suppress(OSError):  # a machine without IPv6
        found.append(listening.bound(socket.AF_INET6, "::1", first.getsockname()[1]))
    return found


def listen_near(port: int) -> list[socket.socket]:
    """Like `listen`, on the next free port when `port` is taken."""
    for wished in (*range(port, min(port + _TRIES, 65536)), 0):
        with suppress(OSError):
            return listen(wished)
    return listen(0)


def own_origin(request: Request) -> bool:
    """Whether a page's request comes from our own page (RFC 6454 §7)."""
    return request.headers.get("origin") == f"http://{request.headers.get('host', '')}"


class OwnNamesOnly:
    """ASGI: answers 400 to a request that was meant for another host name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = Request(scope).headers.get("host", "").lower()
            name = host if host.endswith("]") else host.rpartition(":")[0] if ":" in host else host
            if name not in NAMES:
                await PlainTextResponse("Wrong host", status_code=400)(scope, receive, send)
                return
        await self._app(scope, receive, send)
