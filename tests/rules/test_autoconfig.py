"""Reading the document in which a domain publishes its mail servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Server
from sync_engine.rules import autoconfig
from sync_engine.rules.addresses import Address

ANNA = Address("anna", "acme.test")


def row(kind: str, host: str, port: str, security: str, login: str, way: str = "password-cleartext") -> str:
    tag = "outgoingServer" if kind == "smtp" else "incomingServer"
    return (
        f'<{tag} type="{kind}"><hostname>{host}</hostname><port>{port}</port>'
        f"<socketType>{security}</socketType><username>{login}</username>"
        f"<authentication>{way}</authentication></{tag}>"
    )


def document(*rows: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<clientConfig version="1.1"><emailProvider id="acme.test">'
        f"<domain>acme.test</domain>{''.join(rows)}</emailProvider></clientConfig>"
    ).encode()


IMAP = row("imap", "imap.%EMAILDOMAIN%", "993", "SSL", "%EMAILADDRESS%")
SMTP = row("smtp", "smtp.acme.test", "587", "STARTTLS", "%EMAILLOCALPART%")


def test_the_servers_and_the_logins_are_read() -> None:
    known = autoconfig.read(document(row("pop3", "pop.acme.test", "995", "SSL", "x"), IMAP, SMTP), ANNA)
    assert known.imap == Server(host="imap.acme.test", port=993, security="tls")
    assert known.smtp == Server(host="smtp.acme.test", port=587, security="starttls")
    assert (known.login, known.smtp_login) == ("anna@acme.test", "anna")


@pytest.mark.parametrize(
    "unfit",
    [
        pytest.param(row("imap", "imap.acme.test", "143", "plain", "anna"), id="not-encrypted"),
        pytest.param(row("imap", "imap.acme.test", "9993", "SSL", "anna"), id="odd-port"),
        pytest.param(row("imap", "imap.acme.test", "143", "SSL", "anna"), id="encryption-and-port-differ"),
        pytest.param(row("imap", "imap.acme.test", "", "SSL", "anna"), id="no-port"),
        pytest.param(row("imap", "imap.acme.test", "٩٩٣", "SSL", "anna"), id="digits-of-another-script"),
        pytest.param(row("imap", "10.0.0.1", "993", "SSL", "anna"), id="ip-address"),
        pytest.param(row("imap", "имап.рф", "993", "SSL", "anna"), id="another-alphabet"),
        pytest.param(row("imap", "imap.acme.test", "993", "SSL", "%REALNAME%"), id="unknown-placeholder"),
        pytest.param(row("imap", "imap.acme.test", "993", "SSL", "a&#10;b"), id="login-of-two-lines"),
        pytest.param(row("imap", "imap.acme.test", "993", "SSL", ""), id="no-login"),
        pytest.param(row("imap", "imap.acme.test", "993", "SSL", "anna", "OAuth2"), id="takes-no-password"),
        pytest.param("<incomingServer type='imap'/>", id="empty"),
    ],
)
def test_a_row_that_will_not_do_is_passed_over(unfit: str) -> None:
    assert autoconfig.read(document(unfit), ANNA).imap is None
    assert autoconfig.read(document(unfit, IMAP), ANNA).imap is not None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(document(IMAP, before="<!DOCTYPE clientConfig>"), id="document-type"),
        pytest.param(
            document(IMAP, before='<!DOCTYPE c [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'), id="entities"
        ),
        pytest.param(
            document(IMAP, before='<!DOCTYPE c SYSTEM "file:///etc/passwd">'), id="external-document-type"
        ),
        pytest.param(
            document(IMAP, before="<!DOCTYPE c>").decode().encode("utf-16"), id="hidden-in-another-encoding"
        ),
        pytest.param(document(IMAP)[:-20], id="cut"),
        pytest.param(b"", id="empty"),
        pytest.param(b"<html><body>Not found</body></html>", id="web-page"),
        pytest.param(b'<?xml version="1.0" encoding="no-such"?><a/>', id="unknown-encoding"),
        pytest.param(b"\x00\xff" * 100, id="noise"),
    ],
)
def test_what_is_no_such_document_names_no_server(text: bytes) -> None:
    known = autoconfig.read(text, ANNA)
    assert (known.imap, known.smtp) == (None, None)


@given(st.binary(max_size=300) | st.text().map(lambda text: document(text)))
def test_whatever_comes_is_read_without_an_error(text: bytes) -> None:
    known = autoconfig.read(text, ANNA)
    assert known.login


@given(
    st.text(alphabet=st.characters(codec="ascii")).map(lambda text: text.replace("<", "").replace("&", ""))
)
def test_a_login_is_never_something_a_command_could_be_smuggled_in(login: str) -> None:
    known = autoconfig.read(document(row("imap", "imap.acme.test", "993", "SSL", login)), ANNA)
    assert known.login.isprintable()
    assert " " not in known.login
