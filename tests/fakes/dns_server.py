"""A small DNS server on loopback that knows the mail exchangers it is told.

Holds always: it runs in the test's own loop, so it answers while the test awaits; a domain it was told
nothing of does not exist.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal, cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from sync_engine.wire import dns_records

Mood = Literal["servfail", "refused", "silent", "garbled"]


@dataclass(slots=True)
class DnsServer:
    """A running server; made by `server`."""

    records: dict[str, list[str]] = field(default_factory=dict)  # domain -> ["10 mx.acme.test.", …]
    moods: dict[str, Mood] = field(default_factory=dict)  # domain -> what it does instead of answering
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def resolver(self) -> dns.asyncresolver.Resolver:
        return dns_records.resolver("127.0.0.1", port=self.port)

    def reply(self, question: bytes) -> bytes | None:
        query = dns.message.from_wire(question)
        asked = query.question[0]
        domain = asked.name.to_text(omit_final_dot=True).lower()
        self.asked.append(domain)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        match self.moods.get(domain):
            case "silent":
                return None
            case "garbled":
                return question[:2] + b"\xff" * 20
            case "servfail":
                answer.set_rcode(dns.rcode.SERVFAIL)
            case "refused":
                answer.set_rcode(dns.rcode.REFUSED)
            case None if domain not in self.records:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            case None if self.records[domain]:
                answer.answer.append(
                    dns.rrset.from_text_list(asked.name, 60, "IN", "MX", self.records[domain])
                )
        return answer.to_wire()


class _Door(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if reply := self._server.reply(data):
            self._transport.sendto(reply, addr)


@asynccontextmanager
async def server(records: dict[str, list[str]] | None = None) -> AsyncIterator[DnsServer]:
    """A server on a free port of 127.0.0.1, over UDP only."""
    made = DnsServer(records or {})
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Door(made), local_addr=("127.0.0.1", 0)
    )
    made.port = transport.get_extra_info("sockname")[1]
    try:
        yield made
    finally:
        transport.close()
