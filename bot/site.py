"""Our web pages as the chat knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from storage.records import Language
from storage.secrets import Keyring


@dataclass(frozen=True, slots=True)
class Site:
    """`keyring` seals what a link to a consent has to keep secret."""

    url: str
    keyring: Keyring = field(repr=False)

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
