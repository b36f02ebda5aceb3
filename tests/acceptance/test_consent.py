"""A mailbox read by consent (OAuth 2.0), from the outside: a chat, a browser, a service, its mail servers."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from selenium import webdriver

from bot.sandbox.people import Message
from tests.acceptance.conftest import ADMIN
from tests.acceptance.looking import seen
from tests.acceptance.program import Program
from tests.acceptance.telegram import Telegram, telegram
from tests.acceptance.test_processes import until
from tests.conftest import NUMBERS
from tests.fakes import authorization, dovecot, ports, smtpd
from tests.fakes.browser import Visitor
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box

MEMBER = 2002
PROVIDERS = """
[[provider]]
id = "service"
name = {{ ru = "Почта", en = "Mail" }}
domains = ["acme.test"]
imap = {{ host = "localhost", port = {imap}, security = "tls" }}
smtp = {{ host = "localhost", port = {smtp}, security = "tls" }}

[consent.google]
providers = ["service"]
authorize = "https://localhost:{service}/authorize"
token = "https://localhost:{service}/token"
who = "https://localhost:{service}/who"
scopes = ["mail", "email"]
"""


@dataclass(frozen=True)
class Street:
    """What stands on this machine."""

    program: Program
    api: Telegram
    service: authorization.AuthorizationServer
    box: Box

    def link(self, message: Message) -> str:
        return next(
            str(button["url"]) for row in message.keyboard for button in row if "/connect/" in str(button)
        )

    def state(self) -> str:
        return str(self.program.ok("mailbox", "show", self.box.address, "--json").json["state"])

    def subjects(self) -> set[str]:
        letters = self.program.ok("letters", self.box.address, "--json").json
        return {letter["subject"] for letter in letters}


@pytest.fixture
def street(program: Program, certificates: Certificates) -> Iterator[Street]:
    with (
        authorization.server(certificates.localhost) as service,
        dovecot.server(certificates.localhost, asks_about_tokens=service.plain_port) as imap,
        smtpd.server(certificates.localhost, whose=service.knows) as smtp,
        telegram([int(ADMIN), MEMBER]) as api,
    ):
        own = program.folder / "providers.toml"
        own.write_text(PROVIDERS.format(imap=imap.tls_port, smtp=smtp.port, service=service.port))
        listen = f"127.0.0.1:{ports.free()}"
        program.settings |= {
            **api.settings,
            "ADMINS": ADMIN,
            "CA_FILE": str(certificates.ca_file),
            "TRUSTED_HOSTS": "localhost",
            "PROVIDERS_FILE": str(own),
            "HTTP_LISTEN": listen,
            "PUBLIC_URL": f"http://{listen}",
            "GOOGLE_CLIENT_ID": service.client_id,
            "GOOGLE_CLIENT_SECRET": service.client_secret,
        }
        box = imap.user(f"user{next(NUMBERS)}@acme.test")
        yield Street(program, api, service, box)


@pytest.fixture
def visitor(driver: webdriver.Chrome) -> Iterator[Visitor]:
    visitor = Visitor(driver)
    visitor.size(390, 844)
    visitor.trusts_anybody(True)
    yield visitor
    visitor.trusts_anybody(False)
    driver.get("about:blank")


def allow(visitor: Visitor, link: str, asked: str, done: str) -> None:
    """The person's way through the browser: the service, our question, the end."""
    visitor.driver.get(link)
    visitor.press("[value='allow']")
    visitor.until(lambda: asked in visitor.see("h1").text)
    visitor.press(".main")
    visitor.until(lambda: done in visitor.see("h1").text)


def test_a_mailbox_is_connected_read_and_mended_by_consent(street: Street, visitor: Visitor) -> None:
    program, api, service, box = street.program, street.api, street.service, street.box
    box.deliver(b"From: petrov@client.test\r\nSubject: before\r\n\r\nx\r\n")
    program.ok("user", "add", str(MEMBER), "--role", "member")
    with program.running("run") as running:
        api.say(MEMBER, "/connect", "ящик")
        asked = api.say(MEMBER, box.address, "Пароль не нужен")
        allow(visitor, street.link(asked), "Подключить этот ящик?", "подключён")
        api.see(MEMBER, "подключён")
        until(lambda: street.state() == "ok")
        assert street.subjects() == {"before"}

        # The token has run out: a new one is fetched, and nobody is asked.
        service.end_access()
        box.deliver(b"From: petrov@client.test\r\nSubject: later\r\n\r\nx\r\n")
        program.ok("sync", box.address)
        assert street.subjects() == {"before", "later"}
        assert service.asked["refresh"]
        api.see(MEMBER, "later")

        # The person takes the consent back at the service, and gives it again.
        service.revoke(box.address)
        for _ in range(2):  # a first refusal may be a slip of the server
            assert program.run("sync", box.address).code == 3
        told = api.see(MEMBER, "🔑")
        again = api.press(told, "Продлить доступ", "Пароль не нужен")
        allow(visitor, street.link(again), "Продлить доступ?", "снова работает")
        box.deliver(b"From: petrov@client.test\r\nSubject: last\r\n\r\nx\r\n")
        until(lambda: street.state() == "ok" and "last" in street.subjects())

        everything = seen(program, api, running.process.pid)
    for secret in (*service.given, service.client_secret):
        where = {place for place, text in everything.items() if secret in text}
        settings = {place for place in where if place.startswith("process ")}
        assert where == (settings if secret == service.client_secret else set())
