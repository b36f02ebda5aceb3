"""A connection belongs to somebody until it is closed, whoever stops waiting for it."""

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from storage.records import Server
from sync_engine.wire import connection, line, tls


async def test_a_greeting_that_nobody_waits_for_any_more_is_closed_when_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, may_end, abandoned = asyncio.Event(), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    class Greeting:
        """Comes once the session is closed."""

        def __init__(self, *args: Any) -> None:
            loop.call_soon_threadsafe(begun.set)
            may_end.wait(10)

        def abandon(self) -> None:
            loop.call_soon_threadsafe(abandoned.set)

    monkeypatch.setattr(connection, "Connection", Greeting)
    ours, theirs = socket.socketpair()
    server = Server(host="localhost", port=1, security="tls")
    with theirs, ThreadPoolExecutor(1) as pool:
        session = line.Line(server, ours, pool, line.Traffic())
        greeting = asyncio.create_task(session.greet(tls.client_context()))
        await begun.wait()
        greeting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await greeting
        session.close()
        may_end.set()
        await asyncio.wait_for(abandoned.wait(), 10)
