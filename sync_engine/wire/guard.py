"""Names of mail servers become addresses here, and only public ones are let through.

Holds always:
- a name that leads to a private, loopback, link-local or otherwise inner address, if only by one of several
  answers, is refused unless the operator trusts that name on that port;
- what was checked is what is connected to: `connect` takes the checked addresses, so a second answer of the
  DNS cannot send us elsewhere;
- without encryption only to trusted hosts.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from storage.records import Server
from sync_engine import errors
from sync_engine.rules.addresses import Protocol
from sync_engine.rules.providers import Table
from sync_engine.wire import names, tls

USUAL_PORTS = frozenset({143, 993, 465, 587})
_RESOLVE_SECONDS = 10.0

# IANA special-purpose registries (RFC 6890); a list of our own, because Python's differs between versions
_INNER_IPV4 = [
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")  # RFC 4291 §2.4: all the rest is inner, or not given out
_INNER_IPV6 = [ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20")]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052 §2.1
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")  # RFC 3056 §2


class Checked(NamedTuple):
    """One address a name led to, as the socket module takes it."""

    family: socket.AddressFamily
    address: tuple[str, int] | tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class Trusted:
    """Hosts on ports that may lead inside (POSTROOM_TRUSTED_HOSTS)."""

    places: frozenset[tuple[str, int]] = frozenset()

    def allows(self, host: str, port: int) -> bool:
        return (host, port) in self.places


def parse_trusted(setting: str, own: Table) -> Trusted:
    """What the setting `name, name:port, …` trusts; `own` is the operator's table.

    A bare name means the usual ports and those the table gives it. Raises `ValueError` for what is no port.
    """
    places: set[tuple[str, int]] = set()
    for item in filter(None, (item.strip().lower() for item in setting.split(","))):
        host, colon, port = item.partition(":")
        if not colon:
            places.update((host, usual) for usual in USUAL_PORTS)
            servers = (server for row in own.providers for server in (row.imap, row.smtp) if server)
            places.update((host, server.port) for server in servers if server.host == host)
        elif port.isdecimal() and 0 < int(port) < 65536:
            places.add((host, int(port)))
        else:
            raise ValueError(f"{item!r} is not a name or name:port")
    return Trusted(frozenset(places))


async def resolve(server: Server, trusted: Trusted, protocol: Protocol = "imap") -> tuple[Checked, ...]:
    """The addresses of a server that may be connected to, in the order of the resolver.

    Raises `PrivateHost`, `ServerUnreachable` for a name that leads nowhere, `TlsFailed` with the fact
    reason="unencrypted" for a server without encryption that is not trusted (by SMTP their kin).
    """
    try:
        async with asyncio.timeout(_RESOLVE_SECONDS):
            found = await names.look_up(server.host, server.port)
    except UnicodeError:  # longer than the DNS allows
        raise tls.translate(socket.gaierror(socket.EAI_NONAME), protocol) from None
    except OSError as error:
        raise tls.translate(error, protocol) from error
    # without IPv6 in Python itself an IPv6 place is a pair of octets nobody can use
    places = [Checked(family, place) for family, _, _, _, place in found if not isinstance(place[0], int)]
    if not trusted.allows(server.host, server.port):
        if any(is_inner(checked.address[0]) for checked in places):
            raise errors.PrivateHost
        if server.security == "none":
            kind = errors.SmtpTlsFailed if protocol == "smtp" else errors.TlsFailed
            raise kind("no encryption to a host that is not trusted", reason="unencrypted")
    return tuple(dict.fromkeys(places))


def is_inner(address: str) -> bool:
    """Whether an IP address is none of the public internet; one that carries another counts as that one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return any(ip in network for network in _INNER_IPV4)
    carried = ip.ipv4_mapped
    if ip in _NAT64:
        carried = ipaddress.IPv4Address(ip.packed[12:])
    elif ip in _SIX_TO_FOUR:
        carried = ipaddress.IPv4Address(ip.packed[2:6])
    if carried is not None:
        return is_inner(str(carried))
    return ip not in _GLOBAL_IPV6 or any(ip in network for network in _INNER_IPV6)


async def connect(addresses: Sequence[Checked], timeout: float) -> socket.socket:
    """A non-blocking socket to the first of the addresses that answers; `timeout` seconds for all together.

    Raises `OSError`, that of the last address.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    failure = OSError("no address to connect to")
    for number, checked in enumerate(addresses):
        try:
            async with asyncio.timeout((deadline - loop.time()) / (len(addresses) - number)):
                return await _open(checked)
        except OSError as error:
            failure = error
    raise failure


async def _open(checked: Checked) -> socket.socket:
    link = socket.socket(checked.family, socket.SOCK_STREAM)
    try:
        link.setblocking(False)
        await asyncio.get_running_loop().sock_connect(link, checked.address)
    except BaseException:  # also when given up in the middle
        link.close()
        raise
    return link
