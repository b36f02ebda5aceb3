"""Which mail service an address belongs to, and which servers are tried."""

import re
from collections import Counter
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Server
from sync_engine import errors
from sync_engine.rules import addresses, provider_table, providers
from sync_engine.rules.providers import Given, Provider, Table

BUILTIN = provider_table.parse_table(
    resources.files("sync_engine.rules").joinpath("providers.toml").read_text("utf-8")
)
NOTHING = Table()
ROWS = [pytest.param(row, id=row.id) for row in BUILTIN.providers]
ACME = provider_table.parse_table(
    """
    [[provider]]
    domains = ["acme.test"]
    imap = { host = "localhost", port = 1993, security = "tls" }
    smtp = { host = "localhost", port = 1465, security = "tls" }
    login = "local"
    """
)


def recognised(address: str, own: Table = NOTHING) -> Provider | None:
    return providers.identify(addresses.parse_address(address), own, BUILTIN)


def chosen(address: str, own: Table = NOTHING, **given: Any) -> providers.Servers:
    parsed = addresses.parse_address(address)
    known = providers.servers_of(parsed, providers.identify(parsed, own, BUILTIN))
    return providers.choose_servers(known, BUILTIN, **given)


# -- the built-in table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS)
def test_a_row_says_where_it_comes_from_and_when_it_was_looked_at(row: Provider) -> None:
    assert row.source
    assert re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", row.checked)
    assert row.name["ru"]
    assert row.name["en"]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_encrypted_on_the_port_that_goes_with_it(row: Provider) -> None:
    assert row.imap
    assert row.smtp
    assert (row.imap.port, row.imap.security) in [(993, "tls"), (143, "starttls")]
    assert (row.smtp.port, row.smtp.security) in [(465, "tls"), (587, "starttls")]


@pytest.mark.parametrize("row", ROWS)
def test_who_needs_another_password_is_shown_where_to_get_it(row: Provider) -> None:
    pages = [*row.app_password_page.values(), *row.imap_page.values()]
    assert all(page.startswith("https://") for page in pages)
    assert bool(row.app_password_page) == row.app_password


def test_no_id_and_no_domain_stands_twice() -> None:
    repeated = Counter(row.id for row in BUILTIN.providers) + Counter(
        name for row in BUILTIN.providers for name in row.domains
    )
    assert [name for name, count in repeated.items() if count > 1] == []


def test_no_domain_is_hidden_behind_an_earlier_row() -> None:
    for row in BUILTIN.providers:
        for name in row.domains:
            assert BUILTIN.find(name.replace("*.", "some.").replace(".*", ".com")) is row


@pytest.mark.parametrize("row", ROWS)
def test_a_watch_is_renewed_before_any_server_may_end_it(row: Provider) -> None:
    assert row.idle_seconds is None or 10 <= row.idle_seconds <= 29 * 60


def test_rambler_is_asked_again_before_its_minute_is_over() -> None:
    row = BUILTIN.by_id("rambler")
    assert row
    assert row.idle_seconds
    assert row.idle_seconds < 55


# -- recognising ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        *(
            (f"anna@{domain}", "mailru")
            for domain in ("mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru")
        ),
        *((f"anna@{domain}", "yandex") for domain in ("yandex.ru", "ya.ru", "yandex.kz", "yandex.com.tr")),
        ("anna@rambler.ru", "rambler"),
        ("anna@gmail.com", "gmail"),
        ("anna@icloud.com", "icloud"),
        ("anna@yahoo.co.uk", "yahoo"),
        ("anna@gmx.de", "gmx-net"),
        ("anna@acme.test", None),
        ("anna@notmail.ru", None),
        ("anna@mail.ru.acme.test", None),
        ("anna@yandex.agency", None),
    ],
)
def test_a_service_is_recognised_by_the_domain(address: str, provider: str | None) -> None:
    row = recognised(address)
    assert (row.id if row else None) == provider


@pytest.mark.parametrize(
    ("row", "pattern"),
    [pytest.param(row, pattern, id=f"{row.id}-{pattern}") for row in BUILTIN.providers for pattern in row.mx],
)
def test_no_exchanger_is_hidden_behind_an_earlier_row(row: Provider, pattern: str) -> None:
    host = pattern.replace("*.", "some.").replace(".*", ".com").replace("*", "1")
    assert BUILTIN.by_exchangers([host]) is row
    assert BUILTIN.by_exchangers([f"{host}.evil.test", f"{host.upper()}."]) is row


@given(st.lists(st.sampled_from(["mx.yandex.net", "gate.filter.test", "emx.mail.ru", "", ".", "no host"])))
def test_the_first_exchanger_anybody_knows_tells(hosts: list[str]) -> None:
    row = BUILTIN.by_exchangers(hosts)
    known = [host for host in hosts if host in ("mx.yandex.net", "emx.mail.ru")]
    assert (row.mx[0] if row else None) == (known[0] if known else None)


@pytest.mark.parametrize(
    "domain",
    [
        *(
            "outlook.com",
            "outlook.de",
            "outlook.com.br",
            "hotmail.com",
            "hotmail.co.uk",
            "hotmail.fr",
            "live.com",
        ),
        *("live.ru", "live.co.uk", "msn.com", "windowslive.com", "passport.com", "acme.onmicrosoft.com"),
    ],
)
def test_a_microsoft_mailbox_is_refused(domain: str) -> None:
    with pytest.raises(errors.MicrosoftUnavailable):
        recognised(f"anna@{domain}")


@pytest.mark.parametrize("domain", ["outlook.agency", "live.test", "myhotmail.com", "microsoft.acme.test"])
def test_a_name_that_only_sounds_like_microsoft_is_not_refused(domain: str) -> None:
    assert recognised(f"anna@{domain}") is None


def test_the_operator_may_name_a_microsoft_domain() -> None:
    own = provider_table.parse_table(
        '[[provider]]\ndomains = ["outlook.com"]\nimap = { host = "bridge.acme.test" }'
    )
    assert chosen("anna@outlook.com", own).imap.host == "bridge.acme.test"


def test_the_operators_row_keeps_what_it_does_not_say() -> None:
    own = provider_table.parse_table(
        '[[provider]]\ndomains = ["mail.ru"]\nimap = { host = "proxy.acme.test", port = 143 }'
    )
    row = recognised("anna@mail.ru", own)
    assert row
    assert row.imap == Server(host="proxy.acme.test", port=143, security="starttls")
    assert row.smtp == Server(host="smtp.mail.ru", port=465, security="tls")
    assert row.app_password


# -- the row of a connected mailbox -----------------------------------------------------------------------


def habits(provider: str | None, host: str, own: Table = NOTHING) -> tuple[int | None, ...]:
    row = providers.row_of(provider, host, own, BUILTIN)
    assert row
    return row.idle_seconds, row.logins_per_minute, row.connections


def test_a_mailbox_is_known_by_the_id_it_keeps() -> None:
    row = providers.row_of("yandex360", "imap.yandex.ru", NOTHING, BUILTIN)
    assert row
    assert row.id == "yandex360"


def test_a_mailbox_whose_servers_were_typed_lives_by_the_habits_of_its_server() -> None:
    assert habits(None, "imap.rambler.ru") == habits("rambler", "imap.rambler.ru")


def test_a_server_nobody_knows_has_no_row() -> None:
    assert providers.row_of(None, "mail.acme.test", NOTHING, BUILTIN) is None
    assert providers.row_of("long-gone", "mail.acme.test", NOTHING, BUILTIN) is None


@pytest.mark.parametrize("provider", ["acme.test", "rambler", None])
def test_the_operator_overrules_one_habit_and_keeps_the_others(provider: str | None) -> None:
    own = provider_table.parse_table(
        """
        [[provider]]
        domains = ["acme.test"]
        imap = { host = "imap.yandex.ru" }
        idle_seconds = 120
        """
    )
    idle, logins, _ = habits(provider, "imap.yandex.ru", own)
    assert (idle, logins) == (120, habits("yandex", "imap.yandex.ru")[1])


# -- choosing servers -------------------------------------------------------------------------------------

IMAP = Server(host="localhost", port=1993, security="tls")
SMTP = Server(host="localhost", port=1465, security="tls")


@pytest.mark.parametrize(
    ("given", "imap", "smtp"),
    [
        pytest.param({}, IMAP, SMTP, id="nothing-typed"),
        pytest.param(
            {"imap": Given(host="h.test")},
            Server(host="h.test", port=993, security="tls"),
            SMTP,
            id="a-host-alone-keeps-the-other-protocol",
        ),
        pytest.param(
            {"smtp": Given(host="h.test", port=587)},
            IMAP,
            Server(host="h.test", port=587, security="starttls"),
            id="the-other-way-round",
        ),
        pytest.param(
            {"imap": Given(port=143)},
            Server(host="localhost", port=143, security="starttls"),
            SMTP,
            id="a-port-alone-keeps-the-host",
        ),
        pytest.param(
            {"smtp": Given(security="starttls")},
            IMAP,
            Server(host="localhost", port=587, security="starttls"),
            id="encryption-alone-brings-its-port",
        ),
        pytest.param({"imap": Given(security="tls")}, IMAP, SMTP, id="what-holds-anyway-changes-nothing"),
    ],
)
def test_what_was_typed_wins_over_the_table(given: dict[str, Any], imap: Server, smtp: Server) -> None:
    servers = chosen("anna@acme.test", ACME, **given)
    assert (servers.imap, servers.smtp) == (imap, smtp)


@pytest.mark.parametrize(
    ("address", "login", "logins"),
    [
        pytest.param("anna@gmail.com", None, ("anna@gmail.com", "anna@gmail.com"), id="the-address"),
        pytest.param("anna@acme.test", None, ("anna", "anna"), id="the-part-before-the-at"),
        pytest.param("anna@icloud.com", None, ("anna", "anna@icloud.com"), id="one-each"),
        pytest.param("anna@acme.test", "acme-7", ("acme-7", "acme-7"), id="typed"),
    ],
)
def test_the_name_to_sign_in_with(address: str, login: str | None, logins: tuple[str, str]) -> None:
    servers = chosen(address, ACME, login=login)
    assert (servers.login, servers.smtp_login) == logins


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        pytest.param({}, errors.ServersUnknown, id="nothing-known"),
        pytest.param({"imap": Given(host="h.test")}, errors.ServersUnknown, id="no-outgoing-server"),
        pytest.param(
            {"smtp": Given(host="h.test"), "need_smtp": False}, errors.ServersUnknown, id="no-incoming"
        ),
        pytest.param({"imap": Given(port=995)}, errors.ProtocolNotSupported, id="pop3-port-without-a-host"),
        pytest.param({"imap": Given(host="127.1")}, errors.ServerIsIp, id="ip-address"),
        pytest.param(
            {"imap": Given(host="h.test", port=995), "smtp": Given(host="127.1")},
            errors.ServerIsIp,
            id="an-ip-is-told-before-a-protocol",
        ),
        pytest.param(
            {"imap": Given(host="outlook.office365.com")}, errors.MicrosoftUnavailable, id="microsoft"
        ),
    ],
)
def test_servers_that_cannot_be_tried(given: dict[str, Any], refusal: type[errors.MailError]) -> None:
    with pytest.raises(refusal):
        chosen("anna@acme.test", **given)


def test_reading_needs_no_outgoing_server() -> None:
    servers = chosen("anna@acme.test", imap=Given(host="h.test"), need_smtp=False)
    assert servers.smtp is None


# -- reading a table --------------------------------------------------------------------------------------


def test_an_empty_table_knows_nobody() -> None:
    assert provider_table.parse_table("") == NOTHING


def test_a_capital_in_the_operators_file_does_not_matter() -> None:
    own = provider_table.parse_table(
        '[[provider]]\ndomains = ["Acme.TEST"]\nimap = { host = "Mail.Acme.TEST" }'
    )
    assert chosen("anna@acme.test", own, need_smtp=False).imap.host == "mail.acme.test"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("[[provider]", "not TOML", id="not-toml"),
        pytest.param("[providers]", "unknown key 'providers'", id="wrong-heading"),
        pytest.param("[provider]\nid = 'x'", r"\[\[provider\]\]", id="a-table-instead-of-a-list"),
        pytest.param("[[provider]]\nimap = { host = 'h.test' }", "'domains' is empty", id="no-domain"),
        pytest.param(
            "[[provider]]\ndomains = 'a.test'", "'domains' must be a list", id="domain-not-in-a-list"
        ),
        pytest.param("[[provider]]\ndomains = ['a.test']", "neither 'imap' nor 'smtp'", id="no-server"),
        pytest.param(
            "[[provider]]\ndomains = ['кремль.рф']\nimap = { host = 'h.test' }", "not a domain", id="idn"
        ),
        pytest.param("[[provider]]\ndomains = ['a.test']\nimapp = {}", "unknown key 'imapp'", id="misspelt"),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { port = 993 }", "needs a 'host'", id="no-host"
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = '10.0.0.1' }",
            "not an IP address",
            id="ip-address",
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = 'h.test', port = 'x' }",
            "a number",
            id="port-in-words",
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = 'h.test', port = 995 }",
            "Only IMAP",
            id="pop3",
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = 'h.test', security = 'ssl' }",
            "'tls'",
            id="ssl",
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = 'h.test', hots = 1 }",
            "'hots'",
            id="misspelt-inside",
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = 'h.test' }\nlogin = 'name'",
            "'local'",
            id="login",
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = 'h.test' }\nidle_seconds = 3600",
            "'idle_seconds' must be a number from",
            id="a-watch-longer-than-the-standard-has-it",
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = 'h.test' }\nconnections = true",
            "'connections' must be a number",
            id="yes-is-no-number",
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test', 'a.test']\nimap = { host = 'h.test' }", "a.test", id="twice"
        ),
        pytest.param(
            "[[provider]]\ndomains = ['a.test']\nimap = { host = 'h.test' }\n" * 2,
            "provider 2.*a.test",
            id="two-rows",
        ),
    ],
)
def test_a_bad_table_is_one_sentence_saying_where(text: str, complaint: str) -> None:
    with pytest.raises(provider_table.TableInvalid, match=complaint) as refusal:
        provider_table.parse_table(text)
    assert "\n" not in str(refusal.value)
