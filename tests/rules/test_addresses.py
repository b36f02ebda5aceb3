"""What people type for an address or a server."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Security, Server
from sync_engine import errors
from sync_engine.rules import addresses


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        pytest.param("anna@acme.test", "anna@acme.test", id="plain"),
        pytest.param("  Anna.Petrova@ACME.test \n", "anna.petrova@acme.test", id="blanks-and-capitals"),
        pytest.param("mailto:anna@acme.test?subject=hi", "anna@acme.test", id="copied-link"),
        pytest.param("<anna@acme.test>", "anna@acme.test", id="angle-brackets"),
        pytest.param("Анна Петрова <anna@acme.test>", "anna@acme.test", id="with-a-name"),
        pytest.param("anna@acme.test.", "anna@acme.test", id="end-of-a-sentence"),
        pytest.param("anna@acme.test,", "anna@acme.test", id="comma"),
        pytest.param("«anna@acme.test»", "anna@acme.test", id="quotes"),
        pytest.param("anna @ acme.test", "anna@acme.test", id="blanks-of-a-phone-keyboard"),
        pytest.param("anna@acme.test\u200b", "anna@acme.test", id="invisible-character"),
        pytest.param("anna+crm@mail.acme.test", "anna+crm@mail.acme.test", id="plus-and-subdomain"),
        pytest.param("o'neil_1@acme-2.test", "o'neil_1@acme-2.test", id="unusual-but-right"),
        pytest.param("demo@localhost", "demo@localhost", id="this-machine"),
    ],
)
def test_an_address_is_read_kindly(typed: str, address: str) -> None:
    assert addresses.parse_address(typed).text == address


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("почта@кремль.рф", id="both-parts"),
        pytest.param("почта@acme.test", id="before-the-at"),
        pytest.param("anna@кремль.рф", id="domain"),
        pytest.param("anna@mail.кремль.рф", id="a-part-of-the-domain"),
        pytest.param("anna@xn--e1ajeds9e.xn--p1ai", id="written-as-xn"),
        pytest.param("anna@XN--E1AJEDS9E.test", id="xn-in-capitals"),
        pytest.param("аnna@acme.test", id="one-cyrillic-letter-that-looks-latin"),
        pytest.param("anna@acme.\u212aom", id="kelvin-sign"),
        pytest.param("jürgen@acme.test", id="umlaut"),
    ],
)
def test_other_alphabets_are_refused_as_such(typed: str) -> None:
    with pytest.raises(errors.IdnNotSupported):
        addresses.parse_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "anna", "@", "anna@", "@acme.test", "anna@acme", "anna@@acme.test", "a@b@acme.test"),
        *("anna@acme..test", "anna@-acme.test", "anna@acme.test-", ".anna@acme.test", "an..na@acme.test"),
        *("anna@127.0.0.1", "anna@[127.0.0.1]", "my address is anna@acme.test", "привет", "anna@ac me.test"),
        pytest.param("a" * 65 + "@acme.test", id="local-part-too-long"),
        pytest.param("anna@" + "a." * 130 + "test", id="domain-too-long"),
    ],
)
def test_what_is_no_address_is_told_so(typed: str) -> None:
    with pytest.raises(errors.AddressInvalid):
        addresses.parse_address(typed)


@given(st.text(max_size=60) | st.emails().map(str))
def test_whatever_is_typed_gives_an_ascii_address_or_a_refusal(typed: str) -> None:
    try:
        address = addresses.parse_address(typed)
    except errors.Refusal:
        return
    assert address.text.isascii()
    assert address.text == address.text.lower()
    assert addresses.parse_address(address.text) == address


def spelled(number: int, base: int) -> str:
    return {8: f"0{number:o}", 10: str(number), 16: f"0x{number:x}"}[base]


@st.composite
def ipv4_spellings(draw: st.DrawFn) -> str:
    """Any IPv4 address in any form that inet_aton reads: 1 to 4 parts, each octal, decimal or hex."""
    address = draw(st.integers(0, 2**32 - 1))
    count = draw(st.integers(1, 4))
    octets = address.to_bytes(4, "big")
    numbers = [*octets[: count - 1], int.from_bytes(octets[count - 1 :], "big")]
    text = ".".join(spelled(number, draw(st.sampled_from([8, 10, 16]))) for number in numbers)
    if draw(st.booleans()):
        text = "".join(chr(ord(char) + 0xFEE0) for char in text)  # full width
    elif draw(st.booleans()):
        text = text.upper()
    before, after = draw(
        st.sampled_from([("", ""), (" ", " "), ("", "."), ("[", "]"), ("http://", "/"), ("imaps://", ":993")])
    )
    return before + text + after


@given(ipv4_spellings())
def test_every_spelling_of_every_ipv4_address_is_refused(typed: str) -> None:
    with pytest.raises(errors.ServerIsIp):
        addresses.parse_host(typed)


@given(
    st.ip_addresses(v=6),
    st.sampled_from(["{}", "[{}]", "[{}]:993", "imaps://[{}]", "{}%eth0", "[{}%25eth0]"]),
    st.booleans(),
)
def test_every_ipv6_address_is_refused(ip: ipaddress.IPv6Address, form: str, long: bool) -> None:
    with pytest.raises(errors.ServerIsIp):
        addresses.parse_host(form.format(ip.exploded if long else ip.compressed))


@pytest.mark.parametrize(
    "typed",
    [
        *("127.0.0.1", "8.8.8.8", "2130706433", "0177.0.0.1", "0x7f.1", "0x7f000001", "127.1", "0"),
        *(
            "::1",
            "[::1]",
            "::ffff:127.0.0.1",
            "[::ffff:7f00:1]:993",
            "fe80::1%eth0",
            "256.1.1.1",
            "1.2.3.4.5",
        ),
        pytest.param("１２７.０.０.１", id="full-width"),
        pytest.param("127。0。0。1", id="ideographic-dots"),
        pytest.param("①②⑦.0.0.1", id="circled-digits"),
        pytest.param("١٢٧.٠.٠.١", id="arabic-digits"),
        pytest.param("127\u200b.0.0.1", id="invisible-character"),
        pytest.param("pop3://127.0.0.1", id="an-ip-is-told-before-a-protocol"),
    ],
)
def test_an_ip_address_is_no_server(typed: str) -> None:
    with pytest.raises(errors.ServerIsIp):
        addresses.parse_host(typed)
    with pytest.raises(errors.ServerIsIp):
        addresses.parse_server("imap", typed, port=995)


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("imap.acme.test", "imap.acme.test"),
        (" IMAP.Acme.Test. ", "imap.acme.test"),
        ("localhost", "localhost"),
        ("mailserver", "mailserver"),
        ("mail_1.acme.test", "mail_1.acme.test"),
        ("1and1.com", "1and1.com"),
        ("123.acme.test", "123.acme.test"),
        ("face.cafe", "face.cafe"),
        ("0xcafe.test", "0xcafe.test"),
        ("127.0.0.1.nip.test", "127.0.0.1.nip.test"),
    ],
)
def test_a_name_is_a_server(typed: str, host: str) -> None:
    assert addresses.parse_host(typed) == host


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("imap.кремль.рф", errors.IdnNotSupported),
        ("imap.xn--e1ajeds9e.xn--p1ai", errors.IdnNotSupported),
        *(
            (text, errors.AddressInvalid)
            for text in ("", "imap acme", "-x.test", "a..b", "mail.123", "a@b", "x%31")
        ),
    ],
)
def test_other_servers_are_refused(typed: str, refusal: type[errors.Refusal]) -> None:
    with pytest.raises(refusal):
        addresses.parse_host(typed)


@pytest.mark.parametrize(
    ("protocol", "typed", "port", "security", "server"),
    [
        pytest.param("imap", "h.test", None, None, ("h.test", 993, "tls"), id="imap-alone"),
        pytest.param("smtp", "h.test", None, None, ("h.test", 465, "tls"), id="smtp-alone"),
        pytest.param("imap", "h.test", 143, None, ("h.test", 143, "starttls"), id="security-follows-143"),
        pytest.param("smtp", "h.test", 587, None, ("h.test", 587, "starttls"), id="security-follows-587"),
        pytest.param("imap", "h.test", 1993, None, ("h.test", 1993, "tls"), id="unusual-port-is-tls"),
        pytest.param(
            "imap", "h.test", None, "starttls", ("h.test", 143, "starttls"), id="port-follows-security"
        ),
        pytest.param("smtp", "h.test", None, "none", ("h.test", 587, "none"), id="unencrypted"),
        pytest.param("imap", "h.test", 143, "tls", ("h.test", 143, "tls"), id="both-given"),
        pytest.param("imap", "h.test:143", None, None, ("h.test", 143, "starttls"), id="name-and-port"),
        pytest.param("imap", "h.test:143", 993, None, ("h.test", 993, "tls"), id="the-separate-port-wins"),
        pytest.param("imap", "imaps://h.test/", None, None, ("h.test", 993, "tls"), id="imap-link"),
        pytest.param("smtp", "submission://h.test", None, None, ("h.test", 587, "starttls"), id="smtp-link"),
        pytest.param(
            "imap", "pop.h.test", 993, None, ("pop.h.test", 993, "tls"), id="imap-on-a-host-called-pop"
        ),
        pytest.param(
            "imap", "exchange.h.test", None, None, ("exchange.h.test", 993, "tls"), id="a-mere-name"
        ),
    ],
)
def test_a_server_is_completed(
    protocol: addresses.Protocol,
    typed: str,
    port: int | None,
    security: Security | None,
    server: tuple[str, int, Security],
) -> None:
    host, expected_port, expected_security = server
    assert addresses.parse_server(protocol, typed, port, security) == Server(
        host=host, port=expected_port, security=expected_security
    )


@pytest.mark.parametrize(
    ("typed", "port", "protocol"),
    [
        pytest.param("h.test", 110, "POP3", id="pop3-port"),
        pytest.param("h.test", 995, "POP3", id="pop3-over-tls"),
        pytest.param("h.test:995", None, "POP3", id="pop3-port-behind-the-name"),
        pytest.param("pop3://h.test", None, "POP3", id="pop3-link"),
        pytest.param("pop.mail.ru", None, "POP3", id="pop3-server"),
        pytest.param("https://mail.acme.test/owa", None, "HTTPS", id="web-mail"),
        pytest.param("mapi", None, "Exchange", id="mapi"),
        pytest.param("mapi://h.test", None, "Exchange", id="mapi-link"),
        pytest.param("Exchange", None, "Exchange", id="exchange"),
        pytest.param("smtp://h.test", None, "SMTP", id="smtp-for-incoming-mail"),
    ],
)
def test_other_protocols_are_refused_by_name(typed: str, port: int | None, protocol: str) -> None:
    with pytest.raises(errors.ProtocolNotSupported) as refusal:
        addresses.parse_server("imap", typed, port)
    assert refusal.value.facts["protocol"] == protocol


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_an_impossible_port_is_refused(port: int) -> None:
    with pytest.raises(errors.AddressInvalid):
        addresses.parse_server("imap", "h.test", port)


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_name_or_a_refusal(typed: str) -> None:
    try:
        host = addresses.parse_host(typed)
    except errors.Refusal:
        return
    assert addresses.parse_host(host) == host
    with pytest.raises(ValueError, match="IPv"):
        ipaddress.ip_address(host)
