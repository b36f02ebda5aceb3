"""Asking a person for a consent (OAuth 2.0): the page they are sent to, and what they come back with.

Nothing is stored here: whoever asks keeps the state and the verifier until the person is back, seals the
consent until the person has confirmed it, and hands it to the `Connector`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.records import Language
from sync_engine.rules import consents
from sync_engine.work.kit import Kit


@dataclass(frozen=True, slots=True)
class Begun:
    page: str  # for the person's browser
    verifier: str = field(repr=False)  # for `finish`; without it the code is worth nothing (RFC 7636)


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """A service's own page, to which the operator has a client id."""

    client: consents.Client
    kit: Kit

    @property
    def service(self) -> str:
        """What stands in the address the person comes back to: /oauth/<service>/callback."""
        return self.client.service.id

    @property
    def name(self) -> Mapping[Language, str]:
        return self.client.service.name

    def begin(self, address: str, *, state: str, redirect: str) -> Begun:
        """`state` comes back with the code; `redirect` is where to, as the operator told the service."""
        from sync_engine.wire import oauth  # loaded by who needs it (see tokens)

        return Begun(*oauth.authorization(self.client, state=state, redirect=redirect, address=address))

    async def finish(self, code: str, verifier: str, *, redirect: str) -> consents.Consent:
        """What `code` stands for, once. Raises `ConsentNeeded`, `ConsentUnavailable`, `ConsentMisconfigured`.

        `consents.opens` tells whether it is for the address that was asked about.
        """
        from sync_engine.wire import oauth

        return await oauth.exchange(
            self.client,
            code,
            verifier,
            redirect=redirect,
            context=self.kit.context,
            now=self.kit.clock(),
        )
