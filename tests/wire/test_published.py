"""Fetching the document in which a domain publishes its servers, from a real https site."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from sync_engine.rules.addresses import Address
from sync_engine.wire import guard, published
from tests.fakes import names, web_site
from tests.fakes.certificates import Certificates
from tests.fakes.dns_server import DnsServer
from tests.fakes.web_site import Page, WebSite

ANNA = Address("anna+crm", "acme.test")
FIRST = ("autoconfig.acme.test", "/mail/config-v1.1.xml")
SECOND = ("acme.test", "/.well-known/autoconfig/mail/config-v1.1.xml")
HOSTS = ("acme.test", "autoconfig.acme.test")


@dataclass
class Net:
    site: WebSite
    dns: DnsServer
    certificates: Certificates

    async def fetch(self, *, trusted: bool = True, patience: float = 3.0) -> bytes | None:
        places = frozenset((host, self.site.port) for host in HOSTS) if trusted else frozenset()
        return await published.fetch(
            ANNA,
            context=self.certificates.client_context(),
            trusted=guard.Trusted(places),
            port=self.site.port,
            patience=patience,
        )


@pytest.fixture
async def net(dns_of_ours: DnsServer, certificates: Certificates) -> AsyncIterator[Net]:
    for host in (*HOSTS, "elsewhere.test"):
        dns_of_ours.hosts[host] = ["127.0.0.1"]
    async with web_site.site(certificates.of(*HOSTS)) as site:
        with names.resolved_by(dns_of_ours):
            yield Net(site, dns_of_ours, certificates)


async def test_the_document_comes_from_the_host_made_for_it(net: Net) -> None:
    net.site.pages = {FIRST: Page(b"<one/>"), SECOND: Page(b"<two/>")}
    assert await net.fetch() == b"<one/>"
    assert ("autoconfig.acme.test", FIRST[1] + "?emailaddress=anna%2Bcrm@acme.test") in net.site.asked


async def test_or_from_the_domains_own_site(net: Net) -> None:
    net.site.pages = {SECOND: Page(b"<two/>")}
    assert await net.fetch() == b"<two/>"


async def test_the_address_itself_is_told_to_the_first_only(net: Net) -> None:
    await net.fetch()
    assert ("acme.test", SECOND[1]) in net.site.asked


async def test_a_document_that_never_ends_is_not_read_to_its_end(net: Net) -> None:
    net.site.pages = {
        FIRST: Page(b"x" * (published.LARGEST + 1)),
        SECOND: Page(b"x" * 2_000_000, length=False),
    }
    assert await net.fetch() is None
    net.site.pages = {FIRST: Page(b"x" * published.LARGEST)}
    assert await net.fetch() == b"x" * published.LARGEST


async def test_a_redirect_is_followed_on_the_same_host_only(net: Net) -> None:
    net.site.pages = {
        FIRST: Page(status=302, location="/else.xml"),
        (FIRST[0], "/else.xml"): Page(b"<one/>"),
    }
    assert await net.fetch() == b"<one/>"


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.test:{port}/config.xml",
        "//elsewhere.test:{port}/config.xml",
        "http://autoconfig.acme.test:{port}/mail/config-v1.1.xml",
        "https://autoconfig.acme.test/mail/config-v1.1.xml",
        "https://user@autoconfig.acme.test:{port}/mail/config-v1.1.xml",
        "https://[bad",
        "file:///etc/passwd",
        "",
    ],
)
async def test_no_redirect_leads_elsewhere(net: Net, location: str) -> None:
    net.site.pages = {FIRST: Page(status=301, location=location.format(port=net.site.port))}
    assert await net.fetch() is None
    assert "elsewhere.test" not in net.dns.asked
    assert len(net.site.asked) == 2


async def test_redirects_that_go_round_and_round_come_to_an_end(net: Net) -> None:
    net.site.pages = {FIRST: Page(status=302, location=FIRST[1])}
    assert await net.fetch() is None


async def test_a_site_that_leads_inside_is_not_connected_to(net: Net) -> None:
    net.site.pages = {FIRST: Page(b"<one/>")}
    assert await net.fetch(trusted=False) is None
    assert net.site.connections == 0


async def test_what_was_checked_is_what_is_connected_to(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second answer of the DNS would lead inside; it is never asked for."""
    public = "93.184.216.34"
    tried: list[str] = []

    async def refuse(loop: object, link: socket.socket, address: tuple[str, int]) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", refuse)
    for host in HOSTS:
        net.dns.hosts[host], net.dns.later[host] = [public], ["127.0.0.1"]
    assert await net.fetch(trusted=False) is None
    assert set(tried) == {public}
    assert net.site.connections == 0


async def test_a_certificate_of_nobody_is_not_taken(
    dns_of_ours: DnsServer, certificates: Certificates
) -> None:
    for host in HOSTS:
        dns_of_ours.hosts[host] = ["127.0.0.1"]
    async with web_site.site(certificates.unknown_authority) as site:
        site.pages = {FIRST: Page(b"<one/>"), SECOND: Page(b"<two/>")}
        with names.resolved_by(dns_of_ours):
            assert await Net(site, dns_of_ours, certificates).fetch() is None
        assert site.asked == []


async def test_who_gives_up_leaves_nothing_open(dns_of_ours: DnsServer, certificates: Certificates) -> None:
    for host in HOSTS:
        dns_of_ours.hosts[host] = ["127.0.0.1"]
    with socket.create_server(("127.0.0.1", 0)) as silent, names.resolved_by(dns_of_ours):
        net = Net(WebSite(port=silent.getsockname()[1]), dns_of_ours, certificates)
        fetching = asyncio.ensure_future(net.fetch())
        link, _ = await asyncio.to_thread(silent.accept)
        with link:
            link.settimeout(5)
            assert (await asyncio.to_thread(link.recv, 1)) == b"\x16"  # TLS has begun
            fetching.cancel()
            await asyncio.wait([fetching])
            with suppress(ConnectionResetError):
                while await asyncio.to_thread(link.recv, 4096):
                    pass


async def test_a_site_that_keeps_silent_costs_its_time_and_no_more(
    dns_of_ours: DnsServer, certificates: Certificates
) -> None:
    for host in HOSTS:
        dns_of_ours.hosts[host] = ["127.0.0.1"]
    with socket.create_server(("127.0.0.1", 0)) as silent, names.resolved_by(dns_of_ours):
        site = WebSite(port=silent.getsockname()[1])
        began = time.monotonic()
        assert await Net(site, dns_of_ours, certificates).fetch(patience=0.5) is None
        assert time.monotonic() - began < 3
