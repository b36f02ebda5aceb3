"""No test reaches beyond this machine.

A connection to anything but loopback fails the test at once; a name other than this machine's own is unknown,
as it would be without a network.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import dns.resolver
import pytest


@contextmanager
def only_loopback() -> Iterator[None]:
    """Guards the sockets of this process; child processes are not seen."""
    with pytest.MonkeyPatch.context() as patch:
        for verb in ("connect", "connect_ex"):
            patch.setattr(socket.socket, verb, _guarded(getattr(socket.socket, verb)))
        patch.setattr(socket, "getaddrinfo", _without_dns(socket.getaddrinfo))
        patch.setattr(dns.resolver.BaseResolver, "read_resolv_conf", _no_name_servers)
        yield


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            pytest.fail(f"a test tried to reach {address[0]} port {address[1]}")
        return connect(self, address)

    return guarded


def _without_dns(getaddrinfo: Any) -> Any:
    def known_only(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_here(name) and _literal(name) is None:
            raise socket.gaierror(socket.EAI_NONAME, f"Name or service not known (a test asked for {name})")
        return getaddrinfo(host, *args, **kwargs)

    return known_only


def _no_name_servers(resolver: dns.resolver.BaseResolver, file: object) -> None:
    raise OSError("a test wanted to ask the name servers of this machine")


def _is_here(host: str) -> bool:
    address = _literal(host)
    if address is None:
        return host in ("localhost", socket.gethostname())
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
