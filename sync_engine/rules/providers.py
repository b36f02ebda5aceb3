"""Mail services: which one an address belongs to and where its servers are (C1, C5, C6).

Holds always:
- the operator's own table wins over the built-in one, a flag over both, each protocol for itself;
- a Microsoft mailbox is refused unless the operator's table names its domain.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from storage.records import Language, Security, Server
from sync_engine import errors
from sync_engine.rules import addresses
from sync_engine.rules.addresses import Address, Protocol

LoginForm = Literal["address", "local"]
Texts = Mapping[Language, str]

COUNTRY = re.compile(r"[a-z]{2}|com|com?\.[a-z]{2}")  # what `*` stands for at the end of a domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One mail service; texts and pages are in the languages we speak."""

    id: str
    name: Texts
    domains: tuple[str, ...] = ()  # `outlook.*`: any country's; `*.acme.test`: below it
    mx: tuple[str, ...] = ()  # patterns of mail exchangers that tell a hosted domain
    imap: Server | None = None
    smtp: Server | None = None
    login: LoginForm = "address"
    smtp_login: LoginForm = "address"
    microsoft: bool = False
    app_password: bool = False  # the ordinary password is not taken
    app_password_page: Texts = field(default_factory=dict)
    imap_page: Texts = field(default_factory=dict)  # how to switch IMAP on
    files_sent: bool | None = None  # whether it files what goes by SMTP in Sent; None: not known
    idle_seconds: int | None = None  # IDLE is renewed at the latest after so long; None: as usual
    logins_per_minute: int | None = None  # where the service locks mailboxes below the usual budget
    connections: int | None = None  # we hold to one mailbox at most; None: as usual
    note: str = ""
    source: str = ""
    checked: str = ""  # YYYY-MM

    def takes_mail_at(self, host: str) -> bool:
        """Whether a mail exchanger, in lower case and without a final dot, is one of this service's.

        `*.acme.test` is anything below it, `mx*.acme.test` one name, `mx.acme.*` in any country.
        """
        return any(_matches(pattern.lower(), host) for pattern in self.mx)


@dataclass(frozen=True, slots=True)
class Table:
    providers: tuple[Provider, ...] = ()

    def find(self, domain: str) -> Provider | None:
        """The provider of a lower-case domain, if a row names it."""
        return next(
            (row for row in self.providers if any(_names(name, domain) for name in row.domains)), None
        )

    def by_id(self, provider: str) -> Provider | None:
        """The row a connected mailbox names."""
        return next((row for row in self.providers if row.id == provider), None)

    def by_server(self, host: str) -> Provider | None:
        """The row whose incoming mail is kept on `host`."""
        return next((row for row in self.providers if row.imap and row.imap.host == host), None)

    def by_exchangers(self, hosts: Iterable[str]) -> Provider | None:
        """The row that takes the mail of the first exchanger anybody knows; `hosts`: the preferred first.

        A filter in front, which is no row's, does not hide the service behind it.
        """
        read = (host.lower().rstrip(".") for host in hosts)
        return next((row for host in read for row in self.providers if row.takes_mail_at(host)), None)

    def names(self, server: Server) -> bool:
        """Whether a row has the server on this port."""
        places = {(each.host, each.port) for row in self.providers for each in (row.imap, row.smtp) if each}
        return (server.host, server.port) in places

    def is_microsoft(self, host: str) -> bool:
        """Whether `host` is one of Microsoft's mail servers."""
        rows = (row for row in self.providers if row.microsoft)
        return any(server and server.host == host for row in rows for server in (row.imap, row.smtp))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A server as a person typed it, in full or in part."""

    host: str | None = None
    port: int | None = None
    security: Security | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known so far of where and as whom to sign in."""

    imap: Server | None = None
    smtp: Server | None = None
    login: str
    smtp_login: str

    def completed_by(self, other: "Known") -> "Known":
        """With the servers of `other` where none was known, and their logins."""
        return Known(
            imap=self.imap or other.imap,
            smtp=self.smtp or other.smtp,
            login=self.login if self.imap else other.login,
            smtp_login=self.smtp_login if self.smtp else other.smtp_login,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where and as whom to sign in."""

    imap: Server
    smtp: Server | None
    login: str
    smtp_login: str


def identify(address: Address, own: Table, builtin: Table) -> Provider | None:
    """The service of an address, by its domain. Raises `MicrosoftUnavailable` (C6)."""
    return complete(own.find(address.domain), builtin.find(address.domain))


def complete(mine: Provider | None, known: Provider | None) -> Provider | None:
    """The operator's row, completed by the built-in one, or whichever of them there is.

    Raises `MicrosoftUnavailable` (C6), unless the operator has a row.
    """
    if mine is None:
        if known and known.microsoft:
            raise errors.MicrosoftUnavailable
        return known
    if known is None:
        return mine
    return replace(
        known,
        imap=mine.imap or known.imap,
        smtp=mine.smtp or known.smtp,
        login=mine.login,
        smtp_login=mine.smtp_login,
        microsoft=False,
        **_habits(mine, known),
    )


def servers_of(address: Address, provider: Provider | None) -> Known:
    """The servers of a service, and as whom an address signs in there."""
    if provider is None:
        return Known(login=address.text, smtp_login=address.text)
    return Known(
        imap=provider.imap,
        smtp=provider.smtp,
        login=_login(address, provider.login),
        smtp_login=_login(address, provider.smtp_login),
    )


def row_of(provider: str | None, imap_host: str, own: Table, builtin: Table) -> Provider | None:
    """The row of a connected mailbox: by the id it keeps, else by the server that has its mail.

    Its habits (IDLE, sign-ins, connections) are the operator's where they say so, else the service's own.
    """
    named = [row for table in (own, builtin) if (row := table.by_id(provider or ""))]
    serving = [row for table in (own, builtin) if (row := table.by_server(imap_host))]
    rows = sorted([*named, *serving], key=lambda row: row not in own.providers)
    return replace((named or serving)[0], **_habits(*rows)) if rows else None


def choose_servers(
    known: Known,
    builtin: Table,
    *,
    imap: Given = Given(),
    smtp: Given = Given(),
    login: str | None = None,
    need_smtp: bool = True,
) -> Servers:
    """The servers to try: what was typed wins, what was not is what is known.

    Raises what `addresses.parse_server` raises for what was typed, `MicrosoftUnavailable` for a server of
    theirs, `ServersUnknown` with the fact `missing` ("imap" or "smtp") where nobody says anything. Without
    `need_smtp` the outgoing server may be None.
    """
    typed = [given.host for given in (imap, smtp) if given.host is not None]
    # both names before either protocol: the order of the contract holds for the pair
    if any(builtin.is_microsoft(host) for host in [addresses.parse_host(host) for host in typed]):
        raise errors.MicrosoftUnavailable
    incoming, outgoing = _choose("imap", imap, known.imap), _choose("smtp", smtp, known.smtp)
    if incoming is None:
        raise errors.ServersUnknown(missing="imap")
    if outgoing is None and need_smtp:
        raise errors.ServersUnknown(missing="smtp")
    return Servers(
        imap=incoming, smtp=outgoing, login=login or known.login, smtp_login=login or known.smtp_login
    )


def _habits(*rows: Provider) -> dict[str, Any]:
    """What the first of the rows that speaks of it says on each habit."""
    return {
        habit: next((said for row in rows if (said := getattr(row, habit)) is not None), None)
        for habit in ("idle_seconds", "logins_per_minute", "connections")
    }


def _names(name: str, domain: str) -> bool:
    if name.startswith("*."):
        return domain.endswith(name[1:])
    if name.endswith(".*"):
        return domain.startswith(name[:-1]) and bool(COUNTRY.fullmatch(domain[len(name) - 1 :]))
    return name == domain


def _matches(pattern: str, host: str) -> bool:
    stem, below = pattern.removeprefix("*."), pattern.startswith("*.")
    ending = f"({COUNTRY.pattern})" if stem.endswith(".*") else ""
    middle = re.escape(stem.removesuffix("*") if ending else stem).replace(r"\*", "[a-z0-9-]*")
    return re.fullmatch((r"([a-z0-9_-]+\.)+" if below else "") + middle + ending, host) is not None


def _choose(protocol: Protocol, given: Given, known: Server | None) -> Server | None:
    if given.host is not None:
        return addresses.parse_server(protocol, given.host, given.port, given.security)
    if given.port is not None:
        addresses.check_port(given.port)
    if known is None or (given.port is None and given.security in (None, known.security)):
        return known
    return addresses.complete_server(protocol, known.host, given.port, given.security)


def _login(address: Address, form: LoginForm) -> str:
    return address.local if form == "local" else address.text
