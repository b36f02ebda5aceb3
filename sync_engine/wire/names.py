"""Names of hosts are looked up in daemon threads of our own.

Holds always: nobody waits for a resolver that does not answer. The loop's own executor would: it is joined
when the program ends.
"""

import asyncio
import contextlib
import socket
import threading
from typing import Any

# As `socket.getaddrinfo` gives it: family, kind, protocol, canonical name, address.
Found = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


async def look_up(host: str, port: int) -> list[Found]:
    """The stream addresses of a host. Raises `OSError`, `UnicodeError`; may be cancelled at any moment."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Found]] = loop.create_future()

    def give(found: list[Found] | OSError | UnicodeError) -> None:
        if answer.done():
            return  # nobody waits any more
        if isinstance(found, list):
            answer.set_result(found)
        else:
            answer.set_exception(found)

    def ask() -> None:
        found: list[Found] | OSError | UnicodeError
        try:
            found = list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found = error
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(give, found)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    return await answer
