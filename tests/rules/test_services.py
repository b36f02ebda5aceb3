"""Which of the servers a domain announces by SRV records are taken (RFC 6186, RFC 8314)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Server
from sync_engine.rules import services
from sync_engine.rules.addresses import Protocol
from sync_engine.rules.services import Offer


def offer(target: str, port: int = 993, priority: int = 0, weight: int = 1) -> Offer:
    return Offer(priority, weight, port, target)


@pytest.mark.parametrize(
    ("protocol", "offers", "host", "port", "security"),
    [
        pytest.param("imap", {"_imaps._tcp": [offer("a.test.")]}, "a.test", 993, "tls", id="imaps"),
        pytest.param("imap", {"_imap._tcp": [offer("a.test", 143)]}, "a.test", 143, "starttls", id="imap"),
        pytest.param(
            "imap",
            {"_imap._tcp": [offer("a.test", 143)], "_imaps._tcp": [offer("b.test")]},
            "b.test",
            993,
            "tls",
            id="encrypted-from-the-first-octet-is-better",
        ),
        pytest.param(
            "imap",
            {"_imaps._tcp": [offer("."), offer("")], "_imap._tcp": [offer("a.test", 143)]},
            "a.test",
            143,
            "starttls",
            id="a-dot-is-not-offered",
        ),
        pytest.param(
            "imap",
            {"_imaps._tcp": [offer("b.test", priority=10), offer("a.test", priority=20)]},
            "b.test",
            993,
            "tls",
            id="the-lower-priority-first",
        ),
        pytest.param(
            "imap",
            {"_imaps._tcp": [offer("a.test", weight=1), offer("b.test", weight=9)]},
            "b.test",
            993,
            "tls",
            id="the-heavier-of-the-same-priority",
        ),
        pytest.param(
            "imap",
            {"_imaps._tcp": [offer("a.test", 8993), offer("b.test", priority=5)]},
            "b.test",
            993,
            "tls",
            id="odd-ports-are-passed-over",
        ),
        pytest.param(
            "smtp",
            {"_submission._tcp": [offer("A.Test.", 587)]},
            "a.test",
            587,
            "starttls",
            id="submission",
        ),
        pytest.param(
            "smtp", {"_submissions._tcp": [offer("a.test", 465)]}, "a.test", 465, "tls", id="submissions"
        ),
    ],
)
def test_the_server_that_is_taken(
    protocol: Protocol, offers: dict[str, list[Offer]], host: str, port: int, security: str
) -> None:
    server = services.choose(protocol, offers)
    assert server
    assert (server.host, server.port, server.security) == (host, port, security)


@pytest.mark.parametrize(
    "target", ["127.0.0.1", "2130706433", "xn--80ak6aa92e.test", "a b.test", ".", "@", "-.test"]
)
def test_what_is_no_name_of_a_server_is_not_offered(target: str) -> None:
    assert services.choose("imap", {"_imaps._tcp": [offer(target)]}) is None


@given(
    st.lists(st.builds(Offer, *[st.integers(0, 3)] * 2, st.just(993), st.sampled_from(["a.test", "b.test"])))
)
def test_the_order_of_the_answers_does_not_matter(offers: list[Offer]) -> None:
    found: Server | None = services.choose("imap", {"_imaps._tcp": offers})
    assert found == services.choose("imap", {"_imaps._tcp": list(reversed(offers))})
    assert (found is None) == (not offers)


@pytest.mark.parametrize(
    ("host", "below"),
    [
        ("acme.test", True),
        ("imap.acme.test", True),
        ("imap.notacme.test", False),
        ("acme.test.evil.test", False),
        ("imap.other.test", False),
    ],
)
def test_a_server_bears_the_name_of_the_domain_or_not(host: str, below: bool) -> None:
    assert services.is_below(host, "acme.test") is below
