"""Looking up mail exchangers, from a DNS server of the tests' own and from resolvers that fail."""

import time

import dns.asyncresolver
import dns.exception
import dns.resolver
import pytest

from sync_engine.wire import dns_records, exchangers
from tests.fakes.dns_server import DnsServer, Mood


async def found(server: DnsServer, domain: str, patience: float = 3.0) -> tuple[str, ...]:
    return await exchangers.of_domain(domain, asking=server.resolver(), patience=patience)


async def test_exchangers_come_in_lower_case_the_preferred_first(dns_of_ours: DnsServer) -> None:
    dns_of_ours.records["acme.test"] = ["20 Backup.Acme.test.", "10 MX.yandex.NET."]
    assert await found(dns_of_ours, "acme.test") == ("mx.yandex.net", "backup.acme.test")


async def test_a_domain_is_asked_for_as_it_is_and_nothing_is_put_behind_it(dns_of_ours: DnsServer) -> None:
    await found(dns_of_ours, "nobody.test")
    assert dns_of_ours.asked == ["nobody.test"]


@pytest.mark.parametrize("mood", ["servfail", "refused", "garbled"])
async def test_a_name_server_that_fails_tells_nothing(dns_of_ours: DnsServer, mood: Mood) -> None:
    dns_of_ours.moods["acme.test"] = mood
    assert await found(dns_of_ours, "acme.test", patience=0.5) == ()
    assert dns_of_ours.asked


async def test_a_name_server_that_keeps_silent_costs_its_time_and_no_more(dns_of_ours: DnsServer) -> None:
    dns_of_ours.moods["acme.test"] = "silent"
    started = time.monotonic()
    assert await found(dns_of_ours, "acme.test", patience=0.3) == ()
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "records",
    [
        pytest.param(None, id="no-such-domain"),
        pytest.param([], id="no-exchangers"),
        pytest.param(["0 ."], id="takes-no-mail"),
        pytest.param(["10 odd\\032name.acme.test."], id="no-host-name"),
    ],
)
async def test_a_domain_without_a_usable_exchanger_tells_nothing(
    dns_of_ours: DnsServer, records: list[str] | None
) -> None:
    if records is not None:
        dns_of_ours.records["acme.test"] = records
    assert await found(dns_of_ours, "acme.test") == ()
    assert dns_of_ours.asked == ["acme.test"]  # it was answered: nobody asks twice


@pytest.mark.parametrize(
    "domain", ["", ".", "a..b", "x" * 70 + ".test", ".".join(["label"] * 60), "почта.рф"]
)
async def test_what_is_no_domain_tells_nothing(dns_of_ours: DnsServer, domain: str) -> None:
    assert await found(dns_of_ours, domain) == ()
    assert dns_of_ours.asked == []


@pytest.mark.parametrize("domain", ["acme.test", "ACME.Example", "localhost"])
async def test_the_machines_name_servers_are_spared_names_that_are_in_no_dns(
    domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns_records, "resolver", lambda: pytest.fail("asked"))
    assert await exchangers.of_domain(domain) == ()


class Failing(dns.asyncresolver.Resolver):
    """Raises instead of asking."""

    def __init__(self, error: Exception | type[Exception]) -> None:
        super().__init__(configure=False)
        self._error = error

    async def resolve(self, *args: object, **kwargs: object) -> dns.resolver.Answer:
        raise self._error


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(dns.resolver.NoNameservers, id="all-name-servers-fail"),
        pytest.param(dns.resolver.NoResolverConfiguration, id="the-machine-names-none"),
        pytest.param(dns.exception.Timeout, id="too-late"),
        pytest.param(OSError(101, "Network is unreachable"), id="no-network"),
    ],
)
async def test_whatever_breaks_on_the_way_tells_nothing(
    error: Exception | type[Exception],
) -> None:
    assert await exchangers.of_domain("acme.test", asking=Failing(error)) == ()
