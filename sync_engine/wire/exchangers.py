"""Where the DNS sends the mail of a domain: its mail exchangers (RFC 5321 §5.1).

Holds always:
- no answer, an empty one and a name that does not exist are all "not known", an empty tuple: that a domain
  cannot be looked up never says that its mail has moved;
- nobody waits longer than `PATIENCE`.
"""

import asyncio
import re

import dns.asyncbackend
import dns.asyncresolver
import dns.exception
import dns.name
import dns.rdatatype
from dns.rdtypes.ANY.MX import MX

PATIENCE = 5.0  # seconds for all that a look-up tries
_ONE_TRY = 2.0  # seconds for one question to one name server
_MOST = 50  # exchangers of a domain; nobody has more
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")
_NOT_IN_THE_DNS = frozenset({"test", "example", "invalid", "localhost", "local"})  # RFC 6761, RFC 6762


def resolver(*name_servers: str, port: int = 53) -> dns.asyncresolver.Resolver:
    """One that asks these name servers (IP addresses), or those of this machine.

    Raises `dns.exception.DNSException` where the machine names none.
    """
    made = dns.asyncresolver.Resolver(configure=not name_servers)
    if name_servers:
        made.nameservers = list(name_servers)
        made.port = port
    made.timeout = _ONE_TRY
    return made


async def of_domain(
    domain: str, *, asking: dns.asyncresolver.Resolver | None = None, patience: float = PATIENCE
) -> tuple[str, ...]:
    """Host names in lower case, the preferred first; empty where they are not known.

    `asking` None: the name servers of this machine, which are spared names that are in no DNS.
    """
    domain = domain.lower()
    if not _HOST.fullmatch(domain) or (asking is None and domain.rpartition(".")[2] in _NOT_IN_THE_DNS):
        return ()
    try:
        async with asyncio.timeout(patience):
            answer = await (asking or resolver()).resolve(
                dns.name.from_text(domain),  # absolute: no search list is tried
                dns.rdatatype.MX,
                lifetime=patience,
                backend=dns.asyncbackend.get_backend("asyncio"),
            )
    except (dns.exception.DNSException, OSError):  # a timeout is an OSError, too
        return ()
    found = sorted(
        (record.preference, record.exchange.to_text(omit_final_dot=True).lower())
        for record in answer
        if isinstance(record, MX)
    )
    # "." is no host: the domain takes no mail (RFC 7505)
    return tuple(dict.fromkeys(host for _, host in found if _HOST.fullmatch(host)))[:_MOST]
