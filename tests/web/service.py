"""A service that gives consents for its mailboxes: a page with a button, and codes that are good once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.site import Begun, Consent, ConsentPage
from storage import records
from storage.records import Language
from sync_engine import errors
from sync_engine.work import connect
from tests.bot.stage import FakeConnector


class ForAnother(errors.MailError):
    """The consent is for another mailbox."""

    temporary = False


class CodeNotGood(errors.MailError):
    """The code is not, or no longer, good."""

    temporary = False


@dataclass(frozen=True)
class Given:
    address: str
    token: str = field(default_factory=secrets.token_hex)


@dataclass(frozen=True)
class Sent:
    page: str
    verifier: str


@dataclass
class Service:
    """It is the page and whatever keeps consents; `address` is who is signed in at the service."""

    url: str
    connector: FakeConnector
    address: str = "boris@yandex.ru"
    service: str = "yandex"
    name: Mapping[Language, str] = field(default_factory=lambda: {"ru": "Яндекс", "en": "Yandex"})
    codes: dict[str, str] = field(default_factory=dict)  # good ones, with the address they are for
    verifiers: set[str] = field(default_factory=set)
    exchanged: int = 0

    # -- as the bot knows it

    def consent_for(self, provider: str | None) -> ConsentPage | None:
        return self if provider == self.service else None

    def consent_page(self, service: str) -> ConsentPage | None:
        return self if service == self.service else None

    def begin(self, address: str, *, state: str, redirect: str) -> Begun:
        verifier = secrets.token_urlsafe()
        self.verifiers.add(verifier)
        query = urlencode({"state": state, "redirect_uri": redirect, "login_hint": address})
        return Sent(f"{self.url}/service/authorize?{query}", verifier)

    async def finish(self, code: str, verifier: str, *, redirect: str) -> Consent:
        assert verifier in self.verifiers
        assert redirect == f"{self.url}/oauth/{self.service}/callback"
        self.exchanged += 1
        address = self.codes.pop(code, None)
        if address is None:
            raise CodeNotGood
        return Given(address)

    async def connect(
        self,
        found: connect.Recognised,
        shown: Consent,
        *,
        owner: records.Person,
        mode: records.Mode,
        sent_folder: str | None = None,
        progress_chat: int | None = None,
    ) -> connect.Connected:
        if shown.address != found.address:
            raise ForAnother
        assert isinstance(shown, Given)
        return await self.connector.connect(
            found, shown.token, owner=owner, mode=mode, sent_folder=sent_folder, progress_chat=progress_chat
        )

    async def replace_consent(self, mailbox: records.Mailbox, consent: Consent) -> None:
        if consent.address != mailbox.address:
            raise ForAnother
        assert isinstance(consent, Given)
        await self.connector.replace_password(mailbox, consent.token, by=None)

    # -- as a browser knows it

    def routes(self) -> list[Route]:
        return [Route("/service/authorize", self._authorize)]

    def code(self) -> str:
        code = secrets.token_urlsafe()
        self.codes[code] = self.address
        return code

    async def _authorize(self, request: Request) -> Response:
        back, state = request.query_params["redirect_uri"], request.query_params["state"]
        allow = urlencode({"code": self.code(), "state": state})
        deny = urlencode({"error": "access_denied", "state": state})
        return HTMLResponse(
            '<meta name="viewport" content="width=device-width"><title>Service</title>'
            f'<a id="allow" href="{escape(f"{back}?{allow}")}">Allow</a> '
            f'<a id="deny" href="{escape(f"{back}?{deny}")}">Deny</a>'
        )
