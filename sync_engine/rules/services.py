"""The mail servers a domain announces in the DNS (RFC 6186, RFC 8314 §5): which of them are taken.

Holds always:
- one server a protocol, always the same for the same answers: a mailbox keeps its server for good, so the
  heaviest of the first priority is taken instead of throwing dice for each (RFC 2782);
- encryption from the first octet before STARTTLS (RFC 8314 §3), and neither on a port it is not known by.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import addresses
from sync_engine.rules.addresses import Protocol

# the better first; RFC 8314 §5.1 adds the submissions of RFC 6186's
SERVICES: dict[Protocol, tuple[str, ...]] = {
    "imap": ("_imaps._tcp", "_imap._tcp"),
    "smtp": ("_submissions._tcp", "_submission._tcp"),
}


class Offer(NamedTuple):
    """One SRV record; the fields stand in the order that sorts them."""

    priority: int
    weight: int
    port: int
    target: str


def choose(protocol: Protocol, offers: Mapping[str, Iterable[Offer]]) -> Server | None:
    """The server of a protocol; `offers` by service. None where there is none we could take."""
    for service in SERVICES[protocol]:
        ordered = sorted(offers.get(service, ()), key=lambda each: (each.priority, -each.weight, *each))
        for offer in ordered:
            if server := _server(protocol, offer):
                return server
    return None


def _server(protocol: Protocol, offer: Offer) -> Server | None:
    if offer.target in ("", "."):  # RFC 6186 §3.4: not offered
        return None
    try:
        host = addresses.parse_host(offer.target)
    except errors.Refusal:
        return None
    return addresses.usual_server(protocol, host, offer.port)


def is_below(host: str, domain: str) -> bool:
    """Whether a server bears the name of the domain; one that does not is for a person to confirm.

    RFC 6186 §6: whoever answers for the DNS could send a password anywhere.
    """
    return host == domain or host.endswith("." + domain)
