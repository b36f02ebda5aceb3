"""A resolver that does not answer keeps nobody."""

import asyncio
import socket
import threading
import time
from typing import Any

import pytest

from sync_engine.wire import names


def test_a_dead_resolver_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, dead = threading.Event(), threading.Event()

    def silent(*args: Any, **kwargs: Any) -> list[Any]:
        asked.set()
        dead.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)

    async def given_up() -> None:
        async with asyncio.timeout(0.05):
            await names.look_up("mail.acme.test", 993)

    started = time.monotonic()
    try:
        with pytest.raises(TimeoutError):
            asyncio.run(given_up())
        assert asked.is_set()
        assert time.monotonic() - started < 5
    finally:
        dead.set()  # it answers after the loop has ended: nobody minds
        for thread in threading.enumerate():
            if thread.name == "look-up":
                assert thread.daemon
                thread.join(5)


async def test_this_machine_is_found() -> None:
    assert ("127.0.0.1", 993) in [found[4] for found in await names.look_up("localhost", 993)]
