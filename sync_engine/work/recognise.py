"""Recognising where the mail of an address is kept (rule C1): tables, MX, SRV, autoconfig, usual names.

Holds always:
- Microsoft is refused before any connection to it (C6), by the domain, by its exchangers, by a server found;
- what was typed and what a table says is never overruled by what was found on the way;
- servers that strangers named outside the address's domain are marked: no password goes there before
  somebody said yes (RFC 6186 §6).
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import providers, services
from sync_engine.rules.addresses import Address
from sync_engine.rules.providers import Given, Known, Provider, Servers, Table
from sync_engine.wire import guard
from sync_engine.work.discovery import Discovery
from sync_engine.work.kit import Kit

# how the servers were found: by a table, by what was typed, or by one of the ways of discovery
Source = Literal["table", "typed", "mx", "srv", "autoconfig", "probe"]

_NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Recognised:
    """Where the mail of an address is kept, and how to sign in there."""

    address: str
    provider: Provider | None
    servers: Servers
    source: Source = "table"
    unconfirmed: bool = False  # named by the DNS or a web page, and outside the domain of the address

    def doubt(self) -> errors.ServersUnconfirmed:
        """What to say where nobody can be asked whether the servers are right."""
        smtp = self.servers.smtp
        return errors.ServersUnconfirmed(imap=self.servers.imap.host, smtp=smtp.host if smtp else "")

    @property
    def is_guess(self) -> bool:
        """Whether a person may know better."""
        return self.source not in ("table", "typed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person or a flag said of the servers."""

    imap: Given = _NOTHING
    smtp: Given = _NOTHING
    login: str | None = None
    need_smtp: bool = True

    def settle(self, known: Known, builtin: Table) -> Servers:
        """Raises what `providers.choose_servers` raises."""
        return providers.choose_servers(
            known, builtin, imap=self.imap, smtp=self.smtp, login=self.login, need_smtp=self.need_smtp
        )


@dataclass(frozen=True, slots=True)
class Recogniser:
    kit: Kit
    operator: Table
    builtin: Table
    discovery: Discovery

    async def find(self, address: Address, typed: Typed) -> Recognised:
        """Raises a `Refusal`, in the order Microsoft, IP, protocol; `ServersUnknown` where none is found."""
        provider = providers.identify(address, self.operator, self.builtin)
        source: Source = "table"
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.kit.policy.recognition_limit.total_seconds()
        if self._is_unsure(address, provider):
            hosted = await self._by_exchangers(address, provider, deadline)
            if hosted is not provider:
                provider, source = hosted, "mx"
        known = providers.servers_of(address, provider)
        try:
            servers = typed.settle(known, self.builtin)
        except errors.ServersUnknown:
            if not self.discovery.leads_anywhere(address.domain):
                raise
        else:
            return Recognised(address.text, provider, servers, source)
        return await self._discover(address, typed, provider, known, deadline)

    async def check_places(self, servers: Servers) -> None:
        """What can be told of servers before a password is asked for.

        Raises `PrivateHost`, then `ProtocolNotSupported` with protocol="port": other ports than the usual
        ones are the operator's to allow. A name that cannot be looked up now is no refusal.
        """
        chosen = [server for server in (servers.imap, servers.smtp) if server]
        strangers = [server for server in chosen if not self.builtin.names(server)]
        await asyncio.gather(*map(self._refuse_inner, strangers))
        for server in strangers:
            usual = server.port in guard.USUAL_PORTS or self.operator.names(server)
            if not usual and not self.kit.trusted.allows(server.host, server.port):
                raise errors.ProtocolNotSupported(protocol="port")

    async def _refuse_inner(self, server: Server) -> None:
        with suppress(errors.ServerUnreachable, errors.TlsFailed, TimeoutError):
            async with asyncio.timeout(self.kit.policy.look_up_limit.total_seconds()):
                await guard.resolve(server, self.kit.trusted)

    def by_hand(self, address: Address, typed: Typed) -> Recognised:
        """What the tables and the person say, without asking anybody. Raises like `find`."""
        provider = providers.identify(address, self.operator, self.builtin)
        servers = typed.settle(providers.servers_of(address, provider), self.builtin)
        provider = provider or self._serving(servers)
        return Recognised(address.text, provider, servers, "typed")

    def _is_unsure(self, address: Address, provider: Provider | None) -> bool:
        """Whether the exchangers may tell more than the tables do."""
        if self.builtin.find(address.domain):
            return False
        return provider is None or provider.imap is None or provider.smtp is None

    async def _by_exchangers(
        self, address: Address, mine: Provider | None, deadline: float
    ) -> Provider | None:
        """The service that takes the mail of the domain; `mine`: the operator's row for the domain."""
        limit = asyncio.get_running_loop().time() + self.kit.policy.look_up_limit.total_seconds()
        hosts: tuple[str, ...] = ()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(min(limit, deadline)):
                hosts = tuple(await self.kit.exchangers(address.domain))
        mine = mine or self.operator.by_exchangers(hosts)
        return providers.complete(mine, self.builtin.by_exchangers(hosts))

    async def _discover(
        self, address: Address, typed: Typed, provider: Provider | None, known: Known, deadline: float
    ) -> Recognised:
        """One way after another until nothing is missing, or the time is up."""
        strange: set[str] = set()  # hosts outside the domain that somebody else named
        ways: tuple[tuple[Source, Callable[[Address], Awaitable[Known]]], ...] = (
            ("srv", self.discovery.announced),
            ("autoconfig", self.discovery.published),
            ("probe", self.discovery.probed),
        )
        for source, look in ways:
            try:
                async with asyncio.timeout_at(deadline):
                    found = await look(address)
            except TimeoutError:
                break
            hosts = {server.host for server in (found.imap, found.smtp) if server}
            if any(self.builtin.is_microsoft(host) for host in hosts):
                raise errors.MicrosoftUnavailable
            strange |= {host for host in hosts if not services.is_below(host, address.domain)}
            known = known.completed_by(found)
            with suppress(errors.ServersUnknown):
                servers = typed.settle(known, self.builtin)
                used = {server.host for server in (servers.imap, servers.smtp) if server}
                named = {given.host for given in (typed.imap, typed.smtp)}
                return Recognised(
                    address.text,
                    provider or self._serving(servers),
                    servers,
                    source,
                    unconfirmed=bool(used & strange - named),
                )
        return self.by_hand(address, typed)  # raises, unless the tables know enough

    def _serving(self, servers: Servers) -> Provider | None:
        """The service whose servers they are: its habits and its pages hold whoever named it."""
        return self.builtin.by_server(servers.imap.host)
