"""Nobody is led into a private network by the name of a mail server."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Security, Server
from sync_engine import errors
from sync_engine.rules import provider_table
from sync_engine.wire import guard, tls
from tests.fakes import ports

HOST = "mail.acme.test"
NOBODY = guard.Trusted()


def server(host: str = HOST, port: int = 993, security: Security = "tls") -> Server:
    return Server(host=host, port=port, security=security)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """The DNS of this test knows one name."""

    def lookup(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        assert host == HOST
        found = [ipaddress.ip_address(address) for address in addresses]
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (str(ip), port))
            if ip.version == 4
            else (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (str(ip), port, 0, 0))
            for ip in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.5", "172.16.0.1", "172.31.255.255", "192.168.1.1", "0.0.0.1"),
        *("100.64.0.1", "100.100.100.200", "169.254.169.254", "224.0.0.1", "255.255.255.255", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1", "100::1"),
        pytest.param("::ffff:127.0.0.1", id="ipv4-mapped"),
        pytest.param("::ffff:10.0.0.1", id="ipv4-mapped-private"),
        pytest.param("::7f00:1", id="ipv4-compatible"),
        pytest.param("64:ff9b::7f00:1", id="nat64-of-loopback"),
        pytest.param("64:ff9b::a9fe:a9fe", id="nat64-of-cloud-metadata"),
        pytest.param("64:ff9b:1::a00:1", id="local-nat64"),
        pytest.param("2002:a00:1::1", id="6to4-of-private"),
        pytest.param("2001:0:1:2:3:4:5:6", id="teredo"),
    ],
)
async def test_a_name_that_leads_inside_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, address)
    with pytest.raises(errors.PrivateHost):
        await guard.resolve(server(), NOBODY)


async def test_one_inner_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "93.184.216.34", "2606:2800:220:1::1", "127.0.0.1")
    with pytest.raises(errors.PrivateHost):
        await guard.resolve(server(), NOBODY)


async def test_public_addresses_come_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ["2606:2800:220:1::1", "93.184.216.34", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
    resolving(monkeypatch, *found)
    addresses = await guard.resolve(server(), NOBODY)
    assert [checked.address[0] for checked in addresses] == [str(ipaddress.ip_address(ip)) for ip in found]
    assert {checked.address[1] for checked in addresses} == {993}


@given(st.ip_addresses(v=4))
def test_no_address_python_calls_private_gets_through(ip: ipaddress.IPv4Address) -> None:
    if not ip.is_global or ip.is_multicast:
        assert guard.is_inner(str(ip))
    assert guard.is_inner(str(ip)) == guard.is_inner(f"::ffff:{ip}")


async def test_a_name_that_leads_nowhere_is_unreachable() -> None:
    with pytest.raises(errors.ServerUnreachable) as refusal:
        await guard.resolve(server("nowhere.acme.test"), NOBODY)
    assert refusal.value.facts["reason"] == "no_such_host"


async def test_a_name_too_long_for_the_dns_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise UnicodeError("label too long")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(errors.SmtpUnreachable) as refusal:
        await guard.resolve(server(), NOBODY, "smtp")
    assert refusal.value.facts["reason"] == "no_such_host"


async def test_localhost_is_refused_until_it_is_trusted() -> None:
    with pytest.raises(errors.PrivateHost):
        await guard.resolve(server("localhost"), NOBODY)
    trusted = guard.parse_trusted("localhost", provider_table.parse_table(""))
    assert await guard.resolve(server("localhost"), trusted)


async def test_without_encryption_only_to_trusted_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "93.184.216.34")
    bare = server(security="none", port=143)
    with pytest.raises(errors.TlsFailed) as refusal:
        await guard.resolve(bare, NOBODY)
    assert refusal.value.facts["reason"] == "unencrypted"
    with pytest.raises(errors.SmtpTlsFailed):
        await guard.resolve(bare, NOBODY, "smtp")
    assert await guard.resolve(bare, guard.Trusted(frozenset({(HOST, 143)})))


OWN = provider_table.parse_table(
    """
    [[provider]]
    domains = ["acme.test"]
    imap = { host = "localhost", port = 1993, security = "tls" }
    smtp = { host = "relay.test", port = 1465, security = "tls" }
    """
)


@pytest.mark.parametrize(
    ("setting", "host", "port", "allowed"),
    [
        pytest.param("localhost", "localhost", 993, True, id="bare-name-usual-port"),
        pytest.param("localhost", "localhost", 587, True, id="bare-name-other-usual-port"),
        pytest.param("localhost", "localhost", 1993, True, id="bare-name-port-of-the-table"),
        pytest.param("localhost", "localhost", 1465, False, id="port-the-table-gives-to-another"),
        pytest.param("localhost", "localhost", 6379, False, id="bare-name-any-port"),
        pytest.param("localhost:2143", "localhost", 2143, True, id="with-a-port"),
        pytest.param("localhost:2143", "localhost", 993, False, id="only-that-port"),
        pytest.param(
            " a.test , LOCALHOST:2143,", "localhost", 2143, True, id="list-with-blanks-and-capitals"
        ),
        pytest.param("", "localhost", 993, False, id="empty"),
    ],
)
def test_who_is_trusted(setting: str, host: str, port: int, allowed: bool) -> None:
    assert guard.parse_trusted(setting, OWN).allows(host, port) is allowed


@pytest.mark.parametrize("setting", ["localhost:", "localhost:imap", "localhost:0", "localhost:70000", "::1"])
def test_a_setting_that_makes_no_sense_is_an_error(setting: str) -> None:
    with pytest.raises(ValueError, match="name:port"):
        guard.parse_trusted(setting, OWN)


# -- connecting to what was checked ------------------------------------------------------------------------


def here(port: int) -> guard.Checked:
    return guard.Checked(socket.AF_INET, ("127.0.0.1", port))


@pytest.fixture
def listener() -> Iterator[guard.Checked]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield here(listening.getsockname()[1])


async def test_the_first_address_that_answers_is_taken(listener: guard.Checked) -> None:
    with await guard.connect([here(ports.free()), listener], timeout=5) as link:
        assert link.getpeername() == listener.address


async def test_nobody_answers() -> None:
    silent = [here(ports.free()), here(ports.free())]
    with pytest.raises(ConnectionRefusedError):
        await guard.connect(silent, timeout=5)


async def test_a_second_answer_of_the_dns_cannot_lead_elsewhere(
    listener: guard.Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = listener.address[1]
    addresses = await guard.resolve(
        server("localhost", port), guard.Trusted(frozenset({("localhost", port)}))
    )

    def rebound(*args: Any, **kwargs: Any) -> None:
        pytest.fail("the name was looked up again")

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    (await guard.connect(addresses, timeout=5)).close()


# -- what broke --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (ConnectionRefusedError(), errors.ServerUnreachable, "refused"),
        (ConnectionResetError(), errors.ServerUnreachable, "closed"),
        (TimeoutError(), errors.ServerUnreachable, "timeout"),
        (socket.gaierror(socket.EAI_AGAIN, "again"), errors.ServerUnreachable, "dns"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), errors.ServerUnreachable, "no_such_host"),
        (OSError(101, "Network is unreachable"), errors.ServerUnreachable, "no_route"),
        (ssl.SSLEOFError(), errors.ServerUnreachable, "closed"),
        (ssl.SSLError(1, "handshake failure"), errors.TlsFailed, "handshake"),
        (RuntimeError(), errors.ServerConfused, "unclear"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_an_exception_becomes_one_of_ours(
    error: Exception, kind: type[errors.MailError], reason: str
) -> None:
    translated = tls.translate(error)
    assert type(translated) is kind
    assert translated.facts["reason"] == reason


def test_one_of_ours_stays_itself() -> None:
    error = errors.PrivateHost()
    assert tls.translate(error) is error
