"""Names of hosts as the tests' own DNS server tells them, for all that looks one up by `getaddrinfo`."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dns.exception
import dns.message
import dns.query
import dns.rdatatype
import pytest

from tests.fakes.dns_server import DnsServer

_SECONDS = 5.0


@contextmanager
def resolved_by(server: DnsServer) -> Iterator[None]:
    """Must be used while the loop of the server runs; it is asked from the thread that looks a name up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", _Resolver(server, socket.getaddrinfo))
        yield


class _Resolver:
    def __init__(self, server: DnsServer, real: Any) -> None:
        self._server, self._real = server, real

    def __call__(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if "." not in name or name.replace(".", "").isdecimal() or ":" in name:
            return self._real(host, port, *args, **kwargs)
        found = [
            (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, int(port), *more))
            for family, kind, more in (
                (socket.AF_INET, dns.rdatatype.A, ()),
                (socket.AF_INET6, dns.rdatatype.AAAA, (0, 0)),
            )
            for address in self._addresses(name, kind)
        ]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found

    def _addresses(self, name: str, kind: dns.rdatatype.RdataType) -> list[str]:
        query = dns.message.make_query(name, kind)
        try:
            answer = dns.query.udp(query, "127.0.0.1", port=self._server.port, timeout=_SECONDS)
        except (dns.exception.DNSException, OSError):  # the thread may outlive its test
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution") from None
        return [each.to_text() for rrset in answer.answer if rrset.rdtype == kind for each in rrset]
