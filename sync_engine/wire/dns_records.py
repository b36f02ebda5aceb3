"""Asking the DNS for what `getaddrinfo` does not know: mail exchangers, announced services.

Holds always:
- no answer, an empty one and a name that does not exist are all "not known", an empty tuple;
- nobody waits longer than the patience given;
- the name servers of this machine are spared names that are in no DNS.
"""

import asyncio
import re

import dns.asyncbackend
import dns.exception
import dns.name
import dns.rdata
import dns.rdatatype
from dns.asyncresolver import Resolver

__all__ = ["Resolver", "ask", "in_no_dns", "is_host", "resolver"]

_ONE_TRY = 2.0  # seconds for one question to one name server
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")
_NOT_IN_THE_DNS = frozenset({"test", "example", "invalid", "localhost", "local"})  # RFC 6761, RFC 6762


def resolver(*name_servers: str, port: int = 53) -> Resolver:
    """One that asks these name servers (IP addresses), or those of this machine.

    Raises `dns.exception.DNSException` where the machine names none.
    """
    made = Resolver(configure=not name_servers)
    if name_servers:
        made.nameservers = list(name_servers)
        made.port = port
    made.timeout = _ONE_TRY
    return made


def is_host(name: str) -> bool:
    """Whether a lower-case name could be a host's, in ASCII and of at least two labels."""
    return _HOST.fullmatch(name) is not None


def in_no_dns(name: str) -> bool:
    return name.lower().rpartition(".")[2] in _NOT_IN_THE_DNS


async def ask(
    name: str,
    kind: dns.rdatatype.RdataType,
    *,
    asking: Resolver | None,
    patience: float,
) -> tuple[dns.rdata.Rdata, ...]:
    """The records of a name, in no order. `asking` None: the name servers of this machine."""
    name = name.lower()
    if not is_host(name) or (asking is None and in_no_dns(name)):
        return ()
    try:
        async with asyncio.timeout(patience):
            answer = await (asking or resolver()).resolve(
                dns.name.from_text(name),  # absolute: no search list is tried
                kind,
                lifetime=patience,
                backend=dns.asyncbackend.get_backend("asyncio"),
            )
    except (dns.exception.DNSException, OSError):  # a timeout is an OSError, too
        return ()
    return tuple(answer)
