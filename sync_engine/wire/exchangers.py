"""Where the DNS sends the mail of a domain: its mail exchangers (RFC 5321 §5.1).

Holds always: that a domain cannot be looked up never says that its mail has moved; it is "not known".
"""

import dns.rdatatype
from dns.rdtypes.ANY.MX import MX

from sync_engine.wire import dns_records

PATIENCE = 5.0  # seconds for all that a look-up tries
_MOST = 50  # exchangers of a domain; nobody has more


async def of_domain(
    domain: str, *, asking: dns_records.Resolver | None = None, patience: float = PATIENCE
) -> tuple[str, ...]:
    """Host names in lower case, the preferred first; empty where they are not known.

    `asking` None: the name servers of this machine, which are spared names that are in no DNS.
    """
    answer = await dns_records.ask(domain, dns.rdatatype.MX, asking=asking, patience=patience)
    found = sorted(
        (record.preference, record.exchange.to_text(omit_final_dot=True).lower())
        for record in answer
        if isinstance(record, MX)
    )
    # "." is no host: the domain takes no mail (RFC 7505)
    return tuple(dict.fromkeys(host for _, host in found if dns_records.is_host(host)))[:_MOST]
