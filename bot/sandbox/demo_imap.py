"""The demo mailboxes over IMAP: pymap in the caller's own loop.

- A response leaves in one write: split over several it breaks clients that poll the socket while idling.
- Passwords are compared as octets; the stock comparison fails on letters outside ASCII.
- There is no SPECIAL-USE and no CONDSTORE: the folder of sent letters is found by its name.
- Sessions end with the block, or when the door is shut.
"""

import asyncio
import hmac
import socket
from argparse import Namespace
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.concurrent import Subsystem
from pymap.config import BackendCapability
from pymap.imap import IMAPServer
from pymap.user import UserMetadata
from pysasl.hashing import HashInterface
from pysasl.prep import Preparation, noprep

from bot.sandbox.demo_folders import Folders
from bot.sandbox.door import Door

_LINE_LIMIT = 2**20  # octets of a command line


class _Octets(HashInterface):
    """Passwords as they are: the page shows this one anyway. The one in force is the door's."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def copy(self, **_: Any) -> "_Octets":
        return self

    def hash(self, secret: str) -> str:
        return secret

    def verify(self, secret: str, hash: str) -> bool:
        left, right = (text.encode("utf-8", "surrogateescape") for text in (secret, self._door.password))
        return hmac.compare_digest(left, right)


class _Config(Config):
    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=False, multi_append=True)

    @property
    def greeting(self) -> bytes:
        return b"Demo mailbox ready"

    @property
    def password_prep(self) -> Preparation:
        return noprep


class _WholeWriter:
    """Collects what pymap writes and hands it on at the drain that ends every response."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._parts.append(data)

    async def drain(self) -> None:
        whole, self._parts = b"".join(self._parts), []
        if self._writer.transport.is_closing():
            raise ConnectionResetError
        self._writer.write(whole)
        await self._writer.drain()

    def close(self) -> None:
        self._writer.close()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._writer.get_extra_info(name, default)


def _imap_server(boxes: Mapping[str, Folders], door: Door) -> IMAPServer:
    config = _Config(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=None,
        port=0,
        tls_enabled=False,
        demo_data=False,
        demo_user="",
        demo_password="",
        hash_context=_Octets(door),
        cpu_subsystem=Subsystem.for_asyncio(),
    )
    login = Login(config)
    for address, folders in boxes.items():
        login.users_dict[address] = UserMetadata(config, address, password=door.password)
        config.set_cache[address] = (folders, FilterSet())
    return IMAPServer(login, config)


@asynccontextmanager
async def served(
    boxes: Mapping[str, Folders], door: Door, sockets: Sequence[socket.socket]
) -> AsyncIterator[None]:
    """Serves the mailboxes on the sockets until the block is left."""
    imap = _imap_server(boxes, door)
    sessions: set[asyncio.Task[None]] = set()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        sessions.add(task)
        task.add_done_callback(sessions.discard)
        whole = cast(asyncio.StreamWriter, _WholeWriter(writer))
        cut = writer.transport.abort  # without the goodbye that cancelling the session would say
        door.came(cut)
        try:
            await imap(reader, whole, SocketInfoLocal(whole, unique_id=b"demo"))
        finally:
            door.went(cut)

    async with AsyncExitStack() as stack:
        for sock in sockets:
            await stack.enter_async_context(await asyncio.start_server(session, sock=sock, limit=_LINE_LIMIT))
        try:
            yield
        finally:
            for task in sessions:
                task.cancel()
            await asyncio.gather(*sessions, return_exceptions=True)
