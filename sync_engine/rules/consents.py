"""Consents (OAuth 2.0, RFC 6749): which services take one in place of a password, and what one is.

Holds always:
- a consent is for one mailbox, and opens no other one;
- neither a token nor a secret shows in a `repr`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from storage.records import Language

By = Literal["Bearer", "OAuth", "query"]  # how the token is shown to whoever tells its address


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Whom a person gives the consent to, where, and for what."""

    id: str
    name: Mapping[Language, str]
    providers: tuple[str, ...]  # ids of the mail services that take its tokens
    authorize: str
    token: str
    who: str  # tells whose token it is
    who_by: By = "Bearer"
    address: str = "email"  # the field of that answer
    scopes: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)  # of the address that is opened
    same: tuple[str, ...] = ()  # domains in which the same name is the same mailbox
    basic: bool = False  # the client shows itself in the header (RFC 6749 §2.3.1), not in the form
    source: str = ""
    checked: str = ""  # YYYY-MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The operator, as a service knows them."""

    service: Service
    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a consent gives us. `refresh` None: once `access` has ended, the person is asked again."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_at: datetime | None  # of `access`; None: it is taken until it is refused
    consent_until: datetime | None = None  # of `refresh`, where the service says so

    def are_fresh(self, now: datetime, margin: timedelta) -> bool:
        """Whether `access` holds for longer than `margin`."""
        return self.expires_at is None or self.expires_at - now > margin

    def text(self) -> str:
        """To be sealed."""
        return json.dumps(
            {
                "access": self.access,
                "refresh": self.refresh,
                "expires_at": _iso(self.expires_at),
                "consent_until": _iso(self.consent_until),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Tokens, the service they are of, and the address that this service says they open."""

    service: str
    address: str
    tokens: Tokens

    def text(self) -> str:
        """To be sealed, while the person is asked whether this is what they want."""
        return json.dumps({"service": self.service, "address": self.address, "tokens": self.tokens.text()})


def read_tokens(text: str) -> Tokens:
    """The opposite of `Tokens.text`."""
    found = json.loads(text)
    return Tokens(
        access=found["access"],
        refresh=found["refresh"],
        expires_at=_moment(found["expires_at"]),
        consent_until=_moment(found["consent_until"]),
    )


def read_consent(text: str) -> Consent:
    """The opposite of `Consent.text`."""
    found = json.loads(text)
    return Consent(service=found["service"], address=found["address"], tokens=read_tokens(found["tokens"]))


def opens(consent: Consent, address: str, service: Service) -> bool:
    """Whether the consent is for the mailbox `address`: else a link sent to others would open theirs."""
    return _name(consent.address, service) == _name(address, service)


def _name(address: str, service: Service) -> str:
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local}@{service.same[0] if domain in service.same else domain}"


def of_provider(services: Mapping[str, Client], provider: str | None) -> Client | None:
    """The service whose tokens a mail service takes; None where there is none, or no client of it."""
    return next((each for each in services.values() if provider in each.service.providers), None)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
