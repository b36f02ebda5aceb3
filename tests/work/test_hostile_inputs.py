"""What hostile or mistaken people type, each refused with its own code before anything inside is touched.

A spy sees every TCP connection this process makes, and a server inside counts those that reach it.
"""

import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import trustme

from storage import mailboxes, people
from storage.records import Security, Server
from sync_engine import errors
from sync_engine.rules.providers import Given, Table
from sync_engine.wire import exchangers, guard
from sync_engine.work import builtin
from sync_engine.work.connect import Connector
from sync_engine.work.discovery import Discovery
from tests.fakes import dns_server, dovecot, names, smtpd
from tests.fakes.certificates import Certificates
from tests.fakes.dns_server import DnsServer
from tests.fakes.imap_server import server as imap_server
from tests.work.connecting import kit_for

PUBLIC = "93.184.216.34"  # nobody is connected to there: the spy refuses
HOSTS = {
    "mail.acme.test": [PUBLIC],
    "loopback.test": ["127.0.0.1"],
    "imap.inner.test": ["127.0.0.1"],
    "smtp.inner.test": ["127.0.0.1"],
    "autoconfig.inner.test": ["127.0.0.1"],
    "inner.test": ["127.0.0.1"],
    "ten.test": ["10.0.0.5"],
    "office.test": ["192.168.1.10"],
    "docker.test": ["172.17.0.1"],
    "metadata.test": ["169.254.169.254"],
    "carrier.test": ["100.64.0.1"],
    "nowhere-address.test": ["0.0.0.0"],  # noqa: S104 - an answer, not a place to listen at
    "six.test": ["::1"],
    "unique-local.test": ["fd00::5"],
    "link-local.test": ["fe80::1"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "nat64.test": ["64:ff9b::7f00:1"],
    "sixtofour.test": ["2002:7f00:1::1"],
    "mixed.test": [PUBLIC, "127.0.0.1"],
    "rebound.test": [PUBLIC],
}
TRIED = secrets.token_urlsafe()
INSIDE = "{inside}"  # the port of the server inside, filled in


@dataclass(frozen=True, slots=True)
class Typed:
    code: str
    address: str = "anna@acme.test"
    imap: str | None = "mail.acme.test"
    smtp: str | None = "mail.acme.test"


def addresses(code: str, *typed: str) -> list[Typed]:
    return [Typed(code, address=each) for each in typed]


def servers(code: str, *typed: str) -> list[Typed]:
    return [Typed(code, imap=each) for each in typed]


REFUSED: list[Typed] = [
    # -- the address
    *addresses("address_invalid", "", "anna", "anna@", "@acme.test", "anna@acme", "anna smith@acme.test"),
    *addresses("address_invalid", "anna@@acme.test", "anna@acme..test", "anna@-acme.test", "a@b@acme.test"),
    *addresses("address_invalid", "anna@127.0.0.1", "anna@[127.0.0.1]", "an..na@acme.test"),
    *addresses("address_invalid", "x" * 65 + "@acme.test", "anna@" + "x" * 64 + ".test"),
    *addresses("address_invalid", "anna@acme.test\r\nRCPT TO:x@y.test", "anna@acme.test/../x"),
    # -- other alphabets, in every disguise
    *addresses("idn_not_supported", "почта@кремль.рф", "анна@acme.test", "anna@кремль.рф"),
    *addresses("idn_not_supported", "anna@xn--e1ajeds9e.xn--p1ai", "anna@mail.XN--80ASEHDB"),
    *addresses("idn_not_supported", "аnna@acme.test", "anna@аcme.test", "ａnna@acme.test", "anna@acme。test"),
    *addresses("idn_not_supported", "anna@\u212aremlin.test", "anna@straße.test", "anna@☃.test"),
    *servers("idn_not_supported", "имап.рф", "imap.xn--p1ai", "іmap.acme.test", "imaps://почта.test:993"),
    # -- Microsoft
    *addresses("microsoft_unavailable", "anna@outlook.com", "anna@hotmail.co.uk", "ANNA@LIVE.RU"),
    *addresses("microsoft_unavailable", "an\u200bna@msn.com", "anna@acme.onmicrosoft.com"),
    *addresses("microsoft_unavailable", "anna@hosted.test"),
    *servers("microsoft_unavailable", "outlook.office365.com", "OUTLOOK.office365.com:993"),
    Typed("microsoft_unavailable", "anna@outlook.com", imap="127.0.0.1"),  # before the IP address is told
    # -- IP addresses, in any spelling
    *servers("server_is_ip", "127.0.0.1", "127.1", "0x7f.1", "0177.0.0.1", "2130706433", "0x7f000001"),
    *servers("server_is_ip", "[::1]", "::1", "[::1]:993", "::ffff:10.0.0.1", "127.0.0.1.", PUBLIC),
    *servers(
        "server_is_ip", "imaps://10.0.0.1:993", "１２７.0.0.1", "١٢٧.0.0.1", "127。0。0。1", "10.0.0.1:143"
    ),
    *servers("server_is_ip", f"127.0.0.1:{INSIDE}", f"[::1]:{INSIDE}", "imap://user@127.0.0.1"),
    Typed("server_is_ip", imap="mail.acme.test:995", smtp="127.1"),  # before the protocol is told
    # -- what is no name of a server
    *servers("address_invalid", "", "mail acme test", "mail..acme.test", "mail.acme.test:0", "-.test"),
    *servers("address_invalid", "mail.acme.test:65536", "file:///etc/passwd", "mail.acme.test\r\nLOGIN"),
    # -- other protocols, and ports that are not of ours
    *servers("protocol_not_supported", "pop.acme.test", "mail.acme.test:995", "mail.acme.test:110"),
    *servers("protocol_not_supported", "pop3://mail.acme.test", "pop3", "mapi", "exchange", "owa"),
    *servers("protocol_not_supported", "https://mail.acme.test/ews", "ews://mail.acme.test", "smtp://m.test"),
    *servers("protocol_not_supported", "mail.acme.test:8993", "mail.acme.test:22", "mail.acme.test:6379"),
    Typed("protocol_not_supported", smtp="mail.acme.test:25"),
    Typed("protocol_not_supported", smtp="imap://mail.acme.test"),
    # -- names that lead inside
    *servers("private_host", "loopback.test", "ten.test", "office.test", "docker.test", "metadata.test"),
    *servers("private_host", "carrier.test", "nowhere-address.test", "six.test", "unique-local.test"),
    *servers("private_host", "link-local.test", "mapped.test", "nat64.test", "sixtofour.test", "mixed.test"),
    *servers("private_host", "alias.test", "alias-of-alias.test", "LOOPBACK.test.", "localhost"),
    *servers("private_host", f"loopback.test:{INSIDE}", f"localhost:{INSIDE}", f"alias.test:{INSIDE}"),
    Typed("private_host", smtp=f"loopback.test:{INSIDE}"),  # and nobody signed in by IMAP before
    Typed("private_host", address="anna@announced.test", imap=None, smtp=None),  # by its SRV records
    Typed("servers_unknown", address="anna@inner.test", imap=None, smtp=None),  # nobody probes inside
    Typed("servers_unconfirmed", address="anna@strange.test", imap=None, smtp=None),
    # -- nobody there
    *servers("server_unreachable", "no-such-name.test", "mail.acme.test"),
    # -- answers that change: public when the servers are named, inside when the password is there
    *servers("private_host", "rebound.test"),
]


@dataclass
class Net:
    connector: Connector
    dns: DnsServer
    reached: list[str]  # addresses somebody in this process wanted a TCP connection to
    inside: int  # the port of a server inside that nobody may reach
    reached_inside: Callable[[], int]

    async def code(self, typed: Typed, **more: Any) -> str:
        """What the whole way from the address to the sign-in comes to."""
        imap, smtp = (
            None if each is None else Given(host=each.replace(INSIDE, str(self.inside)), **more)
            for each in (typed.imap, typed.smtp)
        )
        owner = await people.put(1001, "admin", "ru")
        try:
            found = await self.connector.recognise(typed.address, imap=imap, smtp=smtp)
            if found.unconfirmed:
                raise found.doubt()
            await self.connector.connect(found, secrets.token_urlsafe(), owner=owner, mode="personal")
        except errors.MailError as error:
            return error.code
        return "connected"


@contextmanager
def spying() -> Iterator[list[str]]:
    """Every TCP connection that is wanted; those out of this machine are refused at once."""
    reached: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        real = socket.socket.connect

        def connect(self: socket.socket, address: Any) -> Any:
            if self.type == socket.SOCK_STREAM and self.family in (socket.AF_INET, socket.AF_INET6):
                reached.append(address[0])
                if not ip_address(address[0]).is_loopback:
                    raise ConnectionRefusedError
            return real(self, address)

        patch.setattr(socket.socket, "connect", connect)
        yield reached


@pytest.fixture
async def net(database: str, tmp_path: Path, certificates: Certificates) -> AsyncIterator[Net]:
    async with dns_server.server() as dns:
        dns.hosts = {name: list(found) for name, found in HOSTS.items()}
        dns.later = {"rebound.test": ["127.0.0.1"]}
        dns.aliases = {"alias.test": "loopback.test.", "alias-of-alias.test": "alias.test."}
        dns.records = {"hosted.test": ["0 hosted-test.mail.protection.outlook.com."]}
        dns.services = {
            f"_{service}._tcp.{domain}": [f"0 1 {port} {host}."]
            for domain, host in (
                ("announced.test", "mail.announced.test"),
                ("strange.test", "mail.acme.test"),
            )
            for service, port in (("imaps", 993), ("submissions", 465))
        }
        dns.hosts["mail.announced.test"] = ["127.0.0.1"]
        with (
            imap_server.server(certificates.of("loopback.test")) as inside,
            kit_for(0, tmp_path, certificates) as kit,
            names.resolved_by(dns),
            spying() as reached,
        ):
            look_up = partial(exchangers.of_domain, asking=dns.resolver())
            kit = replace(kit, exchangers=look_up, trusted=guard.Trusted())
            connector = Connector(kit, Table(), builtin.table(), Discovery(kit, dns.resolver(), inside.port))
            yield Net(connector, dns, reached, inside.port, lambda: inside.connections)


def test_the_table_is_long_enough() -> None:
    assert len(REFUSED) == len(set(REFUSED)) >= 60


async def test_each_has_its_code_and_reaches_nobody_inside(net: Net) -> None:
    wrong = {}
    for typed in REFUSED:
        net.reached.clear()
        code = await net.code(typed)
        reached = {PUBLIC} if code == "server_unreachable" else set()
        if code != typed.code or not set(net.reached) <= reached:
            wrong[typed] = code, net.reached[:]
    assert wrong == {}
    assert net.reached_inside() == 0
    assert await mailboxes.everything() == []


async def test_the_second_answer_of_the_dns_is_never_connected_to(net: Net) -> None:
    """By the time of the check the name led outside; whoever looked it up again would be led inside."""
    found = await net.connector.recognise(
        "anna@acme.test", imap=Given(host="mail.acme.test"), smtp=Given(host="mail.acme.test")
    )
    turning = replace(found.servers, imap=replace(found.servers.imap, host="rebound.test"))
    owner = await people.put(1001, "admin", "ru")
    with pytest.raises(errors.ServerUnreachable):
        await net.connector.connect(
            replace(found, servers=turning), secrets.token_urlsafe(), owner=owner, mode="personal"
        )
    assert net.reached == [PUBLIC]
    assert net.dns.hosts["rebound.test"] == ["127.0.0.1"]  # it has turned


# -- encryption --------------------------------------------------------------------------------------------


def trusting(net: Net, *ports: int) -> Net:
    kit = replace(net.connector.kit, trusted=guard.Trusted(frozenset(("localhost", port) for port in ports)))
    return replace(net, connector=replace(net.connector, kit=kit))


@contextmanager
def imap_on(shown: trustme.LeafCert, offered: Security) -> Iterator[int]:
    """The port of a server that encrypts so: a real one, unless it is not to encrypt at all."""
    if offered == "none":
        with imap_server.server(shown, security="none") as made_up:
            yield made_up.port
    else:
        with dovecot.server(shown) as real:
            yield real.tls_port if offered == "tls" else real.plain_port


async def signing_in(net: Net, imap: Server, smtp: Server, secret: str = TRIED) -> str:
    owner = await people.put(1001, "admin", "ru")
    try:
        found = await net.connector.recognise("anna@acme.test", imap=_given(imap), smtp=_given(smtp))
        await net.connector.connect(found, secret, owner=owner, mode="personal")
    except errors.MailError as error:
        return f"{error.code} {error.facts.get('reason', '')}".strip()
    return "connected"


def _given(server: Server) -> Given:
    return Given(host=server.host, port=server.port, security=server.security)


def _local(port: int, security: Security = "tls") -> Server:
    return Server(host="localhost", port=port, security=security)


@pytest.mark.parametrize(
    ("certificate", "offered", "wanted", "code"),
    [
        pytest.param("expired", "tls", "tls", "tls_failed expired", id="expired"),
        pytest.param("wrong_name", "tls", "tls", "tls_failed wrong_name", id="of-another-name"),
        pytest.param("unknown_authority", "tls", "tls", "tls_failed unknown_issuer", id="self-made"),
        pytest.param("expired", "starttls", "starttls", "tls_failed expired", id="expired-by-starttls"),
        pytest.param("wrong_name", "starttls", "starttls", "tls_failed wrong_name", id="name-by-starttls"),
        pytest.param("localhost", "none", "starttls", "tls_failed no_starttls", id="starttls-not-offered"),
        pytest.param("localhost", "none", "tls", "tls_failed not_tls", id="no-tls-where-it-must-be"),
    ],
)
async def test_no_password_goes_to_a_server_that_is_not_the_right_one(
    net: Net,
    certificates: Certificates,
    certificate: str,
    offered: Security,
    wanted: Security,
    code: str,
) -> None:
    shown = getattr(certificates, certificate)
    with imap_on(shown, offered) as port, smtpd.server(certificates.localhost) as smtp:
        found = await signing_in(trusting(net, port, smtp.port), _local(port, wanted), _local(smtp.port))
    assert found == code
    assert await mailboxes.everything() == []


@pytest.mark.parametrize(
    ("certificate", "offered", "wanted", "code"),
    [
        pytest.param("expired", "tls", "tls", "tls_failed expired", id="expired"),
        pytest.param("wrong_name", "starttls", "starttls", "tls_failed wrong_name", id="name-by-starttls"),
        pytest.param("localhost", "none", "starttls", "tls_failed no_starttls", id="starttls-not-offered"),
    ],
)
async def test_nor_to_an_outgoing_server_that_is_not(
    net: Net, certificates: Certificates, certificate: str, offered: Security, wanted: Security, code: str
) -> None:
    shown = getattr(certificates, certificate)
    with imap_server.server(certificates.localhost) as imap, smtpd.server(shown, security=offered) as smtp:
        box = imap.user("anna@acme.test")
        there = trusting(net, imap.port, smtp.port)
        found = await signing_in(there, _local(imap.port), _local(smtp.port, wanted), box.password)
    assert found == code
    assert await mailboxes.everything() == []
