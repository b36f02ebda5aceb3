"""Trying the usual names of a domain's mail servers: only one that greets as one, with a good certificate."""

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from storage.records import Security, Server
from sync_engine.rules.addresses import Protocol
from sync_engine.wire import greeting, guard
from tests.fakes import dovecot, names, smtpd
from tests.fakes.certificates import Certificates
from tests.fakes.dns_server import DnsServer
from tests.fakes.imap_server import server as imap_server

IMAP, MAIL, SMTP = "imap.acme.test", "mail.acme.test", "smtp.acme.test"


@pytest.fixture
async def names_of_ours(dns_of_ours: DnsServer) -> AsyncIterator[None]:
    for host in (IMAP, MAIL, SMTP):
        dns_of_ours.hosts[host] = ["127.0.0.1"]
    with names.resolved_by(dns_of_ours):
        yield


async def first(
    protocol: Protocol,
    *servers: Server,
    certificates: Certificates,
    trusted: bool = True,
    patience: float = 5.0,
) -> Server | None:
    places = {(server.host, server.port) for server in servers} if trusted else set()
    return await greeting.first_to_greet(
        protocol,
        servers,
        context=certificates.client_context(),
        trusted=guard.Trusted(frozenset(places)),
        patience=patience,
    )


@contextmanager
def saying(words: bytes) -> Iterator[int]:
    """The port of a server that says this to everybody and hangs up when they do; it counts as nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    link, _ = listening.accept()
                except OSError:
                    return
                with link:
                    link.sendall(words)
                    link.settimeout(5)
                    try:
                        while link.recv(1024):
                            link.sendall(words)
                    except OSError:
                        pass

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_real_imap_server_greets(
    names_of_ours: None, certificates: Certificates, security: Security
) -> None:
    with dovecot.server(certificates.of(IMAP)) as server:
        port = server.tls_port if security == "tls" else server.plain_port
        wanted = Server(host=IMAP, port=port, security=security)
        assert await first("imap", wanted, certificates=certificates) == wanted


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_an_smtp_server_greets(
    names_of_ours: None, certificates: Certificates, security: Security
) -> None:
    with smtpd.server(certificates.of(SMTP), security=security) as server:
        wanted = Server(host=SMTP, port=server.port, security=security)
        assert await first("smtp", wanted, certificates=certificates) == wanted


async def test_the_better_name_wins_though_both_greet(
    names_of_ours: None, certificates: Certificates
) -> None:
    with imap_server.server(certificates.of(IMAP, MAIL)) as server:
        both = [Server(host=host, port=server.port, security="tls") for host in (IMAP, MAIL)]
        assert await first("imap", *both, certificates=certificates) == both[0]
        assert await first("imap", *reversed(both), certificates=certificates) == both[1]


@pytest.mark.parametrize("fault", ["unknown_authority", "wrong_name", "expired", "localhost"])
@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_bad_certificate_is_no_server(
    names_of_ours: None, certificates: Certificates, fault: str, security: Security
) -> None:
    with dovecot.server(getattr(certificates, fault)) as server:
        port = server.tls_port if security == "tls" else server.plain_port
        wrong = Server(host=IMAP, port=port, security=security)
        assert await first("imap", wrong, certificates=certificates) is None


@pytest.mark.parametrize(
    ("protocol", "words"),
    [
        pytest.param("imap", b"220 smtp.acme.test ESMTP\r\n", id="smtp-on-the-port-of-imap"),
        pytest.param("smtp", b"* OK IMAP4rev1\r\n", id="imap-on-the-port-of-smtp"),
        pytest.param("imap", b"* BYE too busy\r\n", id="busy"),
        pytest.param("imap", b"* OK hello\r\n", id="never-agrees-on-starttls"),
        pytest.param("imap", b"* OK hello\r\na NO\r\n", id="refuses-starttls"),
        pytest.param("smtp", b"220 hello\r\n250 no STARTTLS here\r\n500 what?\r\n", id="starttls-refused"),
        pytest.param("smtp", b"554 no\r\n", id="does-not-want-us"),
        pytest.param("imap", b"* OK " + b"x" * 100_000, id="a-line-without-an-end"),
        pytest.param("smtp", b"220-" + b"x\r\n220-" * 10_000, id="an-answer-without-an-end"),
        pytest.param("imap", b"HTTP/1.1 400 Bad Request\r\n\r\n", id="a-web-server"),
        pytest.param("imap", b"", id="silent"),
    ],
)
async def test_who_greets_otherwise_is_no_server(
    names_of_ours: None, certificates: Certificates, protocol: Protocol, words: bytes
) -> None:
    with saying(words) as port:
        wrong = Server(host=IMAP, port=port, security="starttls")
        assert await first(protocol, wrong, certificates=certificates, patience=0.5) is None


async def test_a_name_that_leads_inside_is_not_connected_to(
    names_of_ours: None, certificates: Certificates
) -> None:
    with imap_server.server(certificates.of(IMAP)) as server:
        inside = Server(host=IMAP, port=server.port, security="tls")
        assert await first("imap", inside, certificates=certificates, trusted=False) is None


async def test_all_are_tried_at_once(names_of_ours: None, certificates: Certificates) -> None:
    with saying(b"") as port:
        silent = [Server(host=IMAP, port=port, security="starttls")] * 5
        began = time.monotonic()
        assert await first("imap", *silent, certificates=certificates, patience=0.5) is None
        assert time.monotonic() - began < 2
