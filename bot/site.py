"""Our web pages as the chat knows them, and the services that give a consent in place of a password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from storage.records import Language, Mailbox, Mode, Person
from storage.secrets import Keyring
from sync_engine.work.connect import Connected, Recognised


class Consent(Protocol):
    """What a person agreed to at a service: the address it opens, as the service says (OAuth 2.0)."""

    @property
    def address(self) -> str: ...


class Begun(Protocol):
    @property
    def page(self) -> str: ...

    @property
    def verifier(self) -> str: ...


class ConsentPage(Protocol):
    """A service's own page, to which the operator has a client id."""

    @property
    def service(self) -> str: ...

    @property
    def name(self) -> Mapping[Language, str]: ...

    def begin(self, address: str, *, state: str, redirect: str) -> Begun: ...

    async def finish(self, code: str, verifier: str, *, redirect: str) -> Consent:
        """Raises `MailError`."""
        ...


class Consents(Protocol):
    """How mailboxes are connected by consent; each raises `MailError` for one that is for another address."""

    def consent_for(self, provider: str | None) -> ConsentPage | None: ...

    def consent_page(self, service: str) -> ConsentPage | None: ...

    async def connect(
        self,
        found: Recognised,
        shown: Consent,
        *,
        owner: Person,
        mode: Mode,
        sent_folder: str | None = None,
        progress_chat: int | None = None,
    ) -> Connected: ...

    async def replace_consent(self, mailbox: Mailbox, consent: Consent) -> None: ...


@dataclass(frozen=True, slots=True)
class Site:
    """`keyring` seals what a link to a consent has to keep secret."""

    url: str
    keyring: Keyring = field(repr=False)
    consents: Consents | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def connect(self, code: str) -> str:
        return f"{self.url}/connect/{code}"

    def callback(self, service: str) -> str:
        """Where a service sends people back to; the operator has told it this address."""
        return f"{self.url}/oauth/{service}/callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the secret of a mailbox may be given, besides typing it in the chat; links, or empty."""

    page: str = field(default="", repr=False)
    consent: str = field(default="", repr=False)
    service: Mapping[Language, str] = field(default_factory=dict)  # the name of the one that asks for consent
    wait: int = 0  # minutes until there are links again, where there were too many
