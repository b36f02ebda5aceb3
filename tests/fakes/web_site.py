"""A small https site on loopback that has the pages it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import trustme

from tests.fakes import certificates


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes = b""
    status: int = 200
    location: str = ""
    length: bool = True  # whether its length is told before it comes


@dataclass(slots=True)
class WebSite:
    """A running site; made by `site`. Pages by host, without port, and path."""

    port: int = 0
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # host, path with its query
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
            path = head.split(" ")[1]
            host = next(
                line.split(":")[1].strip() for line in head.splitlines() if line.lower().startswith("host:")
            )
            self.asked.append((host, path))
            page = self.pages.get((host, path.partition("?")[0]), Page(status=404))
            lines = [f"HTTP/1.1 {page.status} -", "Connection: close"]
            lines += [f"Content-Length: {len(page.body)}"] if page.length else []
            lines += [f"Location: {page.location}"] if page.location else []
            writer.write("\r\n".join([*lines, "", ""]).encode() + page.body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever asked has gone
        finally:
            writer.transport.abort() if writer.transport.is_closing() else writer.close()


@asynccontextmanager
async def site(certificate: trustme.LeafCert) -> AsyncIterator[WebSite]:
    made = WebSite()
    listener = await asyncio.start_server(
        made.serve, "127.0.0.1", 0, ssl=certificates.server_context(certificate)
    )
    made.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield made
