"""Fetching the document in which a domain publishes its mail servers.

Holds always:
- https only, with the certificate checked; a host is connected to at the addresses the guard let through,
  and never another host than the one that was asked;
- no more than `LARGEST` octets are read, and nobody waits longer than the patience given;
- nothing of what goes wrong is an error: nothing is published there.
"""

import asyncio
import ssl
from collections.abc import Iterable
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from storage.records import Server
from sync_engine import errors
from sync_engine.rules.addresses import Address
from sync_engine.wire import guard

LARGEST = 64 * 1024
_REDIRECTS = 2
_MOVED = frozenset({301, 302, 303, 307, 308})


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were checked, whatever the name says a moment later."""

    def __init__(self, trusted: guard.Trusted) -> None:
        self._trusted, self._plain = trusted, httpcore.AnyIOBackend()
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        server = Server(host=host, port=port, security="tls")
        failure: Exception = httpcore.ConnectError("no address to connect to")
        for checked in await guard.resolve(server, self._trusted):
            try:
                stream = await self._plain.connect_tcp(
                    checked.address[0], port, timeout, local_address, socket_options
                )
                self._opened.append(stream)
                return stream
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def close(self) -> None:
        """What was cancelled while it agreed on TLS is closed by nobody else."""
        for stream in self._opened:
            await stream.aclose()


async def fetch(
    address: Address, *, context: ssl.SSLContext, trusted: guard.Trusted, port: int = 443, patience: float
) -> bytes | None:
    """The document for an address: from `autoconfig.` before the domain's own site, both asked at once."""
    domain, colon_port = address.domain, "" if port == 443 else f":{port}"
    pages = (
        f"https://autoconfig.{domain}{colon_port}/mail/config-v1.1.xml"
        f"?emailaddress={quote(address.text, safe='@')}",
        f"https://{domain}{colon_port}/.well-known/autoconfig/mail/config-v1.1.xml",
    )
    backend = _Guarded(trusted)
    try:
        async with httpcore.AsyncConnectionPool(ssl_context=context, network_backend=backend) as pool:
            found = await asyncio.gather(*(_page(pool, page, patience) for page in pages))
    finally:
        await backend.close()
    return next((document for document in found if document), None)


async def _page(pool: httpcore.AsyncConnectionPool, page: str, patience: float) -> bytes | None:
    try:
        async with asyncio.timeout(patience):
            for _ in range(_REDIRECTS + 1):
                document, moved_to = await _get(pool, page, patience)
                if moved_to is None:
                    return document
                page = moved_to
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
        return None
    except (errors.MailError, OSError, ssl.SSLError, ValueError):  # a timeout is an OSError, too
        return None
    return None


async def _get(
    pool: httpcore.AsyncConnectionPool, page: str, patience: float
) -> tuple[bytes | None, str | None]:
    """The document, or where it is on the same host."""
    limits = dict.fromkeys(("connect", "read", "write", "pool"), patience)
    headers = [("Accept", "text/xml, application/xml"), ("Accept-Encoding", "identity")]
    async with pool.stream("GET", page, headers=headers, extensions={"timeout": limits}) as answer:
        if answer.status in _MOVED:
            return None, _same_host(page, answer.headers)
        if answer.status != 200:
            return None, None
        document = b""
        async for piece in answer.aiter_stream():
            document += piece
            if len(document) > LARGEST:
                return None, None
        return document, None


def _same_host(page: str, headers: list[tuple[bytes, bytes]]) -> str | None:
    """Where a redirect leads, if it stays on its host, and on https."""
    where = next((value for name, value in headers if name.lower() == b"location"), b"")
    target = urljoin(page, where.decode("ascii", "replace"))
    here, there = urlsplit(page), urlsplit(target)
    return target if (here.scheme, here.netloc) == (there.scheme, there.netloc) and where else None
