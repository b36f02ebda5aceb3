"""The SMTP server of the tests takes letters only from those it knows, and refuses as it is told."""

import ssl
from email.message import EmailMessage

import aiosmtplib
import pytest

from storage.records import Security
from tests.fakes import smtpd
from tests.fakes.certificates import Certificates

LETTER = EmailMessage()
LETTER["From"] = "anna@acme.test"
LETTER["To"] = "client@severlog.test"
LETTER["Subject"] = "Счёт"
LETTER.set_content("Добрый день!")


def client(server: smtpd.SmtpServer, context: ssl.SSLContext) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=context,
        timeout=10,
        local_hostname="localhost",
    )


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
async def test_a_letter_arrives_as_it_was_sent(certificates: Certificates, security: Security) -> None:
    with smtpd.server(certificates.localhost, security=security) as server:
        password = server.user("anna@acme.test")
        async with client(server, certificates.client_context()) as session:
            await session.login("anna@acme.test", password)
            await session.send_message(LETTER)
        [letter] = server.letters
    assert (letter.sender, letter.recipients) == ("anna@acme.test", ("client@severlog.test",))
    assert letter.raw == bytes(LETTER).replace(b"\n", b"\r\n")


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_without_a_sign_in_nothing_is_taken(certificates: Certificates, security: Security) -> None:
    with smtpd.server(certificates.localhost, security=security) as server:
        async with client(server, certificates.client_context()) as session:
            with pytest.raises(aiosmtplib.SMTPSenderRefused):
                await session.send_message(LETTER)
        assert server.letters == []


@pytest.mark.parametrize(
    ("login", "password"),
    [
        pytest.param("anna@acme.test", "not it", id="wrong-password"),
        pytest.param("boris@acme.test", "not it", id="unknown-login"),
        pytest.param("anna@acme.test", "", id="empty-password"),
    ],
)
async def test_a_wrong_sign_in_is_refused(
    smtp_server: smtpd.SmtpServer, certificates: Certificates, login: str, password: str
) -> None:
    smtp_server.user("anna@acme.test")
    async with client(smtp_server, certificates.client_context()) as session:
        with pytest.raises(aiosmtplib.SMTPAuthenticationError) as refusal:
            await session.login(login, password)
    assert refusal.value.code == 535


async def test_refusals_carry_the_words_they_were_given(
    smtp_server: smtpd.SmtpServer, certificates: Certificates
) -> None:
    password = smtp_server.user("anna@acme.test")
    async with client(smtp_server, certificates.client_context()) as session:
        smtp_server.refuse_sign_in = "535 5.7.8 Error: NEOBHODIM parol prilozheniya"
        with pytest.raises(aiosmtplib.SMTPAuthenticationError, match="NEOBHODIM"):
            await session.login("anna@acme.test", password)
        smtp_server.refuse_sign_in = None
        await session.login("anna@acme.test", password)

        smtp_server.refuse_recipient = "550 5.1.1 No such user"
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused, match="No such user"):
            await session.send_message(LETTER)
        smtp_server.refuse_recipient = None

        smtp_server.refuse_letter = "451 4.7.1 Try again later"
        with pytest.raises(aiosmtplib.SMTPDataError) as later:
            await session.send_message(LETTER)
        assert later.value.code == 451
        assert smtp_server.letters == []


async def test_it_can_go_down_and_come_back_on_the_same_port(
    smtp_server: smtpd.SmtpServer, certificates: Certificates
) -> None:
    password = smtp_server.user("anna@acme.test")
    async with client(smtp_server, certificates.client_context()) as session:
        smtp_server.stop()
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await session.noop()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await client(smtp_server, certificates.client_context()).connect()
    smtp_server.start()
    async with client(smtp_server, certificates.client_context()) as session:
        await session.login("anna@acme.test", password)


async def test_a_certificate_of_an_unknown_authority_is_seen(certificates: Certificates) -> None:
    with (
        smtpd.server(certificates.unknown_authority) as server,
        pytest.raises(aiosmtplib.SMTPConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        await client(server, certificates.client_context()).connect()
