"""The ways to find out about the mail servers of a domain that no table knows (rule C1).

Holds always: what cannot be found out in time is not found; nothing here is an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from storage.records import Security, Server
from sync_engine.rules import addresses, autoconfig, services
from sync_engine.rules.addresses import Address, Protocol
from sync_engine.rules.providers import Known
from sync_engine.wire import dns_records, greeting
from sync_engine.wire import services as service_records
from sync_engine.work.kit import Kit

Probes = Callable[[str, Protocol], Sequence[Server]]  # a domain -> the servers to try, the better first


def usual_servers(domain: str, protocol: Protocol) -> list[Server]:
    """Where most domains have their mail."""
    kinds: tuple[Security, ...] = ("tls", "starttls")
    return [
        addresses.complete_server(protocol, f"{name}.{domain}", None, security)
        for security in kinds
        for name in (protocol, "mail")
    ]


@dataclass(frozen=True, slots=True)
class Discovery:
    """Each way gives what it found: servers, or none. The order of `ways` is the order of trust."""

    kit: Kit
    resolver: dns_records.Resolver | None = None  # None: the name servers of this machine
    web_port: int = 443
    probes: Probes = field(default=usual_servers)

    def leads_anywhere(self, domain: str) -> bool:
        """Whether it is worth asking about a domain: some names are in no DNS."""
        return self.resolver is not None or not dns_records.in_no_dns(domain)

    async def announced(self, address: Address) -> Known:
        """By SRV records."""
        offers = await service_records.of_domain(
            address.domain, asking=self.resolver, patience=self._patience
        )
        return self._known(address, services.choose("imap", offers), services.choose("smtp", offers))

    async def published(self, address: Address) -> Known:
        """By the document at the domain's own web site."""
        from sync_engine.wire import published  # with httpcore: only connecting a mailbox needs it

        document = await published.fetch(
            address,
            context=self.kit.context,
            trusted=self.kit.trusted,
            port=self.web_port,
            patience=self._patience,
        )
        return autoconfig.read(document, address) if document else self._known(address)

    async def probed(self, address: Address) -> Known:
        """By trying the usual names."""
        imap, smtp = [
            await greeting.first_to_greet(
                protocol,
                self.probes(address.domain, protocol),
                context=self.kit.context,
                trusted=self.kit.trusted,
                patience=self._patience,
            )
            for protocol in ("imap", "smtp")
        ]
        return self._known(address, imap, smtp)

    @property
    def _patience(self) -> float:
        return self.kit.policy.look_up_limit.total_seconds()

    @staticmethod
    def _known(address: Address, imap: Server | None = None, smtp: Server | None = None) -> Known:
        return Known(imap=imap, smtp=smtp, login=address.text, smtp_login=address.text)
