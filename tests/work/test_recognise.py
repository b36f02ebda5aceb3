"""Where the mail of an address is kept, found out from a real DNS server, web site and mail servers."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from storage.records import Server
from sync_engine import errors
from sync_engine.policy import POLICY
from sync_engine.rules import provider_table
from sync_engine.rules.addresses import Protocol
from sync_engine.rules.providers import Given, Table
from sync_engine.wire import exchangers, guard
from sync_engine.work import builtin
from sync_engine.work.connect import Connector
from sync_engine.work.discovery import Discovery
from sync_engine.work.recognise import Recognised
from tests.fakes import certificates as certificates_fake
from tests.fakes import dns_server, names, smtpd, web_site
from tests.fakes.dns_server import DnsServer
from tests.fakes.imap_server import server as imap_server
from tests.fakes.web_site import Page, WebSite
from tests.work.connecting import kit_for

ANNA = "anna@acme.test"
SITE = ("autoconfig.acme.test", "/mail/config-v1.1.xml")
SRV = {
    "_imaps._tcp.acme.test": ["0 1 993 imap.acme.test."],
    "_submissions._tcp.acme.test": ["0 1 465 smtp.acme.test."],
}
IMAP, SMTP = (
    Server(host="imap.acme.test", port=993, security="tls"),
    Server(host="smtp.acme.test", port=465, security="tls"),
)


@dataclass
class Net:
    """The network of a test: a name server, a web site, and the servers a probe would try."""

    connector: Connector
    dns: DnsServer
    site: WebSite
    probes: dict[Protocol, list[Server]] = field(default_factory=dict)

    async def find(self, address: str = ANNA, **said: Any) -> Recognised:
        return await self.connector.recognise(address, **said)

    def with_table(self, text: str) -> "Net":
        return replace(self, connector=replace(self.connector, operator=provider_table.parse_table(text)))

    def with_limits(self, **limits: Any) -> "Net":
        discovery = self.connector.discovery
        assert discovery
        kit = replace(self.connector.kit, policy=replace(POLICY, **limits))
        connector = replace(self.connector, kit=kit, discovery=replace(discovery, kit=kit))
        return replace(self, connector=connector)

    def publish(self, imap: str, smtp: str) -> None:
        rows = "".join(
            f"<{tag} type='{kind}'><hostname>{host}</hostname><port>{port}</port><socketType>SSL</socketType>"
            "<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></"
            f"{tag}>"
            for tag, kind, host, port in (
                ("incomingServer", "imap", imap, 993),
                ("outgoingServer", "smtp", smtp, 465),
            )
        )
        document = f"<clientConfig><emailProvider>{rows}</emailProvider></clientConfig>"
        self.site.pages[SITE] = Page(document.encode())


@pytest.fixture
async def net(tmp_path: Path, certificates: certificates_fake.Certificates) -> AsyncIterator[Net]:
    hosts = ("acme.test", "autoconfig.acme.test", "imap.acme.test", "smtp.acme.test")
    async with dns_server.server() as dns, web_site.site(certificates.of(*hosts)) as site:
        with kit_for(site.port, tmp_path, certificates) as kit, names.resolved_by(dns):
            places = frozenset((host, site.port) for host in hosts)
            kit = replace(
                kit,
                trusted=guard.Trusted(places),
                exchangers=partial(exchangers.of_domain, asking=dns.resolver()),
                policy=replace(POLICY, look_up_limit=timedelta(seconds=2)),
            )
            dns.hosts = {host: ["127.0.0.1"] for host in hosts[:2]}
            dns.hosts.update((host, ["93.184.216.34"]) for host in hosts[2:])  # nobody connects there
            probes: dict[Protocol, list[Server]] = {}
            discovery = Discovery(kit, dns.resolver(), site.port, lambda _, kind: probes.get(kind, []))
            yield Net(Connector(kit, Table(), builtin.table(), discovery), dns, site, probes)


# -- the exchangers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "provider"),
    [
        (["10 mx.yandex.net."], "yandex360"),
        (["10 MX.Yandex.NET."], "yandex360"),
        (["10 emx.mail.ru."], "vkworkmail"),
        (["1 aspmx.l.google.com.", "5 alt1.aspmx.l.google.com."], "gmail"),
        (["1 smtp.google.com."], "gmail"),
        (["10 in1-smtp.messagingengine.com.", "20 in2-smtp.messagingengine.com."], "fastmail"),
        (["10 mx.zoho.com."], "zoho-pro"),
        (["10 mx2.zoho.eu."], "zoho-pro-eu"),
        (["10 mx01.mail.icloud.com."], "icloud-domain"),
        (["10 mx1.beget.com."], "beget"),
        (["10 mx1.timeweb.ru."], "timeweb"),
        (["10 mx1.hosting.reg.ru."], "regru"),
        (["10 mx1.masterhost.ru."], "masterhost"),
        (["20 mx.yandex.net.", "10 gate.mimecast.com."], "yandex360"),
        (["10 emx.mail.ru.", "20 mx.yandex.net."], "vkworkmail"),
        (["20 emx.mail.ru.", "10 mx.yandex.net."], "yandex360"),
    ],
)
async def test_a_hosted_domain_is_told_by_its_exchangers(net: Net, records: list[str], provider: str) -> None:
    net.dns.records["acme.test"] = records
    found = await net.find()
    assert found.provider
    assert (found.provider.id, found.source, found.unconfirmed) == (provider, "mx", False)
    assert (found.servers.login, found.servers.smtp_login) == (ANNA, ANNA)
    assert net.dns.asked == ["acme.test"]  # nothing else had to be looked up


async def test_paid_domains_at_zoho_have_servers_of_their_own(net: Net) -> None:
    net.dns.records["acme.test"] = ["10 mx.zoho.com."]
    servers = (await net.find()).servers
    assert servers.smtp
    assert (servers.imap.host, servers.smtp.host) == ("imappro.zoho.com", "smtppro.zoho.com")


@pytest.mark.parametrize(
    "exchanger",
    ["acme-test.mail.protection.outlook.com.", "ACME.Mail.Protection.Outlook.COM.", "a.b.mx.microsoft."],
)
async def test_microsoft_365_is_refused_before_anybody_is_connected_to(net: Net, exchanger: str) -> None:
    net.dns.records["acme.test"] = [f"0 {exchanger}"]
    by_ip = Given(host="127.0.0.1")
    for servers in (None, by_ip):
        with pytest.raises(errors.MicrosoftUnavailable):
            await net.find(imap=servers, smtp=servers)
    assert set(net.dns.asked) == {"acme.test"}
    assert net.site.connections == 0


async def test_unless_the_operators_table_names_the_domain(net: Net) -> None:
    net.dns.records["acme.test"] = ["0 acme-test.mail.protection.outlook.com."]
    own = '[[provider]]\ndomains=["acme.test"]\nimap={host="bridge.test"}\nsmtp={host="bridge.test"}'
    found = await net.with_table(own).find()
    assert found.servers.imap.host == "bridge.test"
    assert "acme.test" not in net.dns.asked


@pytest.mark.parametrize(
    "known_by",
    [
        pytest.param('mx=["*.Yandex.net"]', id="its-pattern-of-exchangers"),
        pytest.param('domains=["acme.test"]', id="its-domain"),
    ],
)
async def test_the_operators_row_wins_and_what_it_leaves_out_is_the_hosts(net: Net, known_by: str) -> None:
    net.dns.records["acme.test"] = ["10 mx.yandex.net."]
    own = f'[[provider]]\nid="ours"\n{known_by}\nimap={{host="proxy.test"}}'
    found = await net.with_table(own).find()
    assert found.servers.smtp
    assert (found.servers.imap.host, found.servers.smtp.host) == ("proxy.test", "smtp.yandex.ru")


async def test_a_public_service_is_known_without_a_question(net: Net) -> None:
    found = await net.find("anna@mail.ru")
    assert (found.source, net.dns.asked) == ("table", [])


@pytest.mark.parametrize("records", [["0 ."], [], ["10 mx.acme.test."]])
async def test_other_exchangers_tell_nothing_and_the_search_goes_on(net: Net, records: list[str]) -> None:
    net.dns.records["acme.test"] = records
    net.dns.services = dict(SRV)
    found = await net.find()
    assert (found.servers.imap, found.servers.smtp, found.source) == (IMAP, SMTP, "srv")


# -- announced and published servers -----------------------------------------------------------------------


async def test_announced_servers_below_the_domain_need_no_confirmation(net: Net) -> None:
    net.dns.services = dict(SRV)
    found = await net.find()
    assert (found.servers.imap, found.servers.smtp) == (IMAP, SMTP)
    assert not found.unconfirmed
    assert found.is_guess


@pytest.mark.parametrize("service", ["_imaps._tcp.acme.test", "_submissions._tcp.acme.test"])
async def test_one_outside_the_domain_is_enough_to_ask(net: Net, service: str) -> None:
    net.dns.services = {**SRV, service: ["0 1 993 mail.evil.test.", "0 1 465 mail.evil.test."]}
    assert (await net.find()).unconfirmed


async def test_a_server_we_know_still_needs_a_yes_and_brings_its_habits(net: Net) -> None:
    net.dns.services = {
        "_imaps._tcp.acme.test": ["0 1 993 imap.fastmail.com."],
        "_submissions._tcp.acme.test": ["0 1 465 smtp.fastmail.com."],
    }
    found = await net.find()
    assert found.provider
    assert (found.provider.id, found.unconfirmed) == ("fastmail", True)


async def test_a_server_of_microsofts_is_refused_however_it_was_found(net: Net) -> None:
    net.dns.services = {**SRV, "_imaps._tcp.acme.test": ["0 1 993 outlook.office365.com."]}
    with pytest.raises(errors.MicrosoftUnavailable):
        await net.find()


async def test_what_one_way_leaves_out_the_next_one_adds(net: Net) -> None:
    net.dns.services = {"_imaps._tcp.acme.test": SRV["_imaps._tcp.acme.test"]}
    net.publish("other.acme.test", "smtp.acme.test")
    found = await net.find()
    assert (found.servers.imap, found.servers.smtp, found.source) == (IMAP, SMTP, "autoconfig")
    assert (found.servers.login, found.servers.smtp_login) == (ANNA, "anna")


async def test_published_servers(net: Net) -> None:
    net.publish("imap.acme.test", "smtp.hoster.test")
    found = await net.find()
    assert (found.source, found.unconfirmed, found.servers.login) == ("autoconfig", True, "anna")


async def test_a_server_that_was_typed_needs_no_other_yes(net: Net) -> None:
    net.publish("mail.hoster.test", "smtp.acme.test")
    found = await net.find(imap=Given(host="mail.hoster.test"))
    assert not found.unconfirmed
    assert found.servers.smtp == SMTP


@contextmanager
def mail_servers(certificates: certificates_fake.Certificates) -> Iterator[tuple[Server, Server]]:
    with ExitStack() as stack:
        imap = stack.enter_context(imap_server.server(certificates.of("imap.acme.test")))
        smtp = stack.enter_context(smtpd.server(certificates.of("smtp.acme.test")))
        yield (
            Server(host="imap.acme.test", port=imap.port, security="tls"),
            Server(host="smtp.acme.test", port=smtp.port, security="tls"),
        )


def trusting(net: Net, *servers: Server) -> Net:
    discovery = net.connector.discovery
    assert discovery
    places = net.connector.kit.trusted.places | {(server.host, server.port) for server in servers}
    kit = replace(net.connector.kit, trusted=guard.Trusted(places))
    connector = replace(net.connector, kit=kit, discovery=replace(discovery, kit=kit))
    return replace(net, connector=connector)


async def test_at_last_the_usual_names_are_tried(
    net: Net, certificates: certificates_fake.Certificates
) -> None:
    net.dns.hosts.update({"imap.acme.test": ["127.0.0.1"], "smtp.acme.test": ["127.0.0.1"]})
    with mail_servers(certificates) as (imap, smtp):
        net.probes.update({"imap": [imap], "smtp": [smtp]})
        found = await trusting(net, imap, smtp).find()
    assert (found.servers.imap, found.servers.smtp) == (imap, smtp)
    assert (found.source, found.unconfirmed) == ("probe", False)


async def test_where_nothing_is_found_a_person_is_asked(net: Net) -> None:
    with pytest.raises(errors.ServersUnknown) as unknown:
        await net.find()
    assert unknown.value.facts["missing"] == "imap"


async def test_servers_in_full_are_looked_for_nowhere_else(net: Net) -> None:
    found = await net.find(imap=Given(host="a.test"), smtp=Given(host="b.test"))
    assert found.servers.imap.host == "a.test"
    assert not set(net.dns.asked) & {*SRV, SITE[0]}


# -- silence -----------------------------------------------------------------------------------------------


async def test_a_name_server_that_keeps_silent_is_only_a_name_server(net: Net) -> None:
    net.dns.moods = dict.fromkeys(("acme.test", *SRV, "_imap._tcp.acme.test"), "silent")
    net.publish("imap.acme.test", "smtp.acme.test")
    quick = net.with_limits(look_up_limit=timedelta(seconds=0.3))
    assert (await quick.find()).source == "autoconfig"


async def test_all_together_has_a_limit_too(net: Net) -> None:
    net.dns.moods = dict.fromkeys(("acme.test", *SRV, "_imap._tcp.acme.test"), "silent")
    slow = net.with_limits(look_up_limit=timedelta(seconds=30), recognition_limit=timedelta(seconds=0.5))
    began = time.monotonic()
    with pytest.raises(errors.ServersUnknown):
        await slow.find()
    assert time.monotonic() - began < 5


async def test_a_name_that_is_in_no_dns_is_not_asked_about(net: Net) -> None:
    connector = replace(net.connector, discovery=Discovery(net.connector.kit))
    with pytest.raises(errors.ServersUnknown):
        await connector.recognise(ANNA)
    assert net.dns.asked == ["acme.test"]  # the exchangers, by the test's own look-up
    assert net.site.connections == 0


# -- ports -------------------------------------------------------------------------------------------------


async def test_an_odd_port_is_the_operators_to_allow(net: Net) -> None:
    net.dns.hosts["mail.acme.test"] = ["93.184.216.34"]
    said: dict[str, Any] = {
        "imap": Given(host="mail.acme.test", port=8993),
        "smtp": Given(host="mail.acme.test"),
    }
    with pytest.raises(errors.ProtocolNotSupported) as refusal:
        await net.find(**said)
    assert refusal.value.facts["protocol"] == "port"
    own = '[[provider]]\ndomains=["acme.test"]\nimap={host="mail.acme.test", port=8993}'
    assert (await net.with_table(own).find(**said)).servers.imap.port == 8993
    trusted = trusting(net, Server(host="mail.acme.test", port=8993, security="tls"))
    assert (await trusted.find(**said)).servers.imap.port == 8993
