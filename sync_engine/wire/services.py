"""The mail servers a domain announces in the DNS: its SRV records (RFC 6186, RFC 8314 §5)."""

import asyncio

import dns.rdatatype
from dns.rdtypes.IN.SRV import SRV

from sync_engine.rules import services
from sync_engine.rules.services import Offer
from sync_engine.wire import dns_records


async def of_domain(
    domain: str, *, asking: dns_records.Resolver | None = None, patience: float
) -> dict[str, list[Offer]]:
    """What is offered by each service of `services.SERVICES`, all asked for at once."""

    async def offers(service: str) -> list[Offer]:
        name = f"{service}.{domain}"
        answer = await dns_records.ask(name, dns.rdatatype.SRV, asking=asking, patience=patience)
        return [
            Offer(each.priority, each.weight, each.port, each.target.to_text(omit_final_dot=True))
            for each in answer
            if isinstance(each, SRV)
        ]

    wanted = [service for kinds in services.SERVICES.values() for service in kinds]
    return dict(zip(wanted, await asyncio.gather(*map(offers, wanted)), strict=True))
