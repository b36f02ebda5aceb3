"""A small DNS server on loopback that knows the records it is told.

Holds always: it runs in the test's own loop, so it answers while the test awaits; a name it was told nothing
of does not exist.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal, cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from sync_engine.wire import dns_records

Mood = Literal["servfail", "refused", "silent", "garbled"]
_ADDRESSES = (dns.rdatatype.A, dns.rdatatype.AAAA)
_CNAMES = 8  # followed from one name


@dataclass(slots=True)
class DnsServer:
    """A running server; made by `server`. Names are lower case, without the final dot."""

    records: dict[str, list[str]] = field(default_factory=dict)  # exchangers: ["10 mx.acme.test.", …]
    services: dict[str, list[str]] = field(default_factory=dict)  # SRV: ["0 1 993 imap.acme.test.", …]
    hosts: dict[str, list[str]] = field(default_factory=dict)  # A and AAAA
    aliases: dict[str, str] = field(default_factory=dict)  # CNAME
    later: dict[str, list[str]] = field(default_factory=dict)  # addresses of a host from the second time on
    moods: dict[str, Mood] = field(default_factory=dict)  # name -> what it does instead of answering
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def resolver(self) -> dns_records.Resolver:
        return dns_records.resolver("127.0.0.1", port=self.port)

    def reply(self, question: bytes) -> bytes | None:
        query = dns.message.from_wire(question)
        asked = query.question[0]
        name = _plain(asked.name)
        self.asked.append(name)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        match self.moods.get(name):
            case "silent":
                return None
            case "garbled":
                return question[:2] + b"\xff" * 20
            case "servfail":
                answer.set_rcode(dns.rcode.SERVFAIL)
            case "refused":
                answer.set_rcode(dns.rcode.REFUSED)
            case None:
                self._answer(answer, asked)
        return answer.to_wire()

    def _answer(self, answer: dns.message.Message, asked: dns.rrset.RRset) -> None:
        name, kind = asked.name, asked.rdtype
        for _ in range(_CNAMES):
            target = self.aliases.get(_plain(name))
            if target is None:
                break
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", target))
            name = dns.name.from_text(target)
        found = self._known(_plain(name), kind)
        if found:
            answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", kind, found))
        elif found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)

    def _known(self, name: str, kind: dns.rdatatype.RdataType) -> list[str] | None:
        """Records of this kind; None where there is no such name."""
        if kind in _ADDRESSES and name in self.hosts:
            found = self.hosts[name]
            if kind == dns.rdatatype.AAAA and name in self.later:  # a look-up asks for A before AAAA
                self.hosts[name] = self.later[name]
            return [each for each in found if (":" in each) == (kind == dns.rdatatype.AAAA)]
        table = self.services if kind == dns.rdatatype.SRV else self.records
        if name in table:
            return table[name]
        return [] if name in {*self.hosts, *self.services, *self.records} else None


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


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
