"""A mailbox that is read by consent: an authorization server, a Dovecot that asks it, and a sender."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import credentials, mailboxes, models, people, records
from sync_engine import errors
from sync_engine.rules import consents, providers
from sync_engine.rules.consents import Consent, Tokens
from sync_engine.wire.guard import Trusted
from sync_engine.work import turn
from sync_engine.work.connect import Connected, Connector
from sync_engine.work.kit import Kit
from tests.fakes import authorization, dovecot, smtpd
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box
from tests.work.connecting import kit_for

LATER = timedelta(minutes=15)


@dataclass
class Town:
    """What stands on this machine, and a kit for it whose clock can be set ahead."""

    service: authorization.AuthorizationServer
    dovecot: dovecot.Dovecot
    smtp: smtpd.SmtpServer
    kit: Kit
    ahead: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        ports = (self.dovecot.tls_port, self.smtp.port)
        self.kit = replace(
            self.kit,
            trusted=Trusted(frozenset({("localhost", port) for port in ports})),
            consents={"google": self.service.client()},
            clock=lambda: datetime.now(UTC) + self.ahead,
        )

    @property
    def connector(self) -> Connector:
        return Connector(self.kit, providers.Table(), providers.Table())

    def consent(self, address: str) -> Consent:
        """What a person's press at the page comes to."""
        return Consent(service="google", address=address, tokens=self.tokens(address))

    def tokens(self, address: str) -> Tokens:
        given = self.service.consent(address)
        now = self.kit.clock()
        lasts = self.service.consent_lasts
        return Tokens(
            access=given["access_token"],
            refresh=given["refresh_token"],
            expires_at=now + timedelta(seconds=given["expires_in"]),
            consent_until=None if lasts is None else now + timedelta(seconds=lasts),
        )

    async def connect(self, box: Box, shown: str | Consent | None = None) -> Connected:
        """Connects a mailbox of the administrator 1001, by its consent unless given."""
        found = await self.connector.recognise(
            box.address,
            imap=providers.Given(host="localhost", port=self.dovecot.tls_port, security="tls"),
            smtp=providers.Given(host="localhost", port=self.smtp.port, security="tls"),
        )
        owner = await people.put(1001, "admin", "ru")
        return await self.connector.connect(
            found, shown or self.consent(box.address), owner=owner, mode="personal"
        )

    async def connected(self, box: Box) -> records.Mailbox:
        return await mailbox((await self.connect(box)).mailbox_id)

    async def checked(self, mailbox_id: int) -> errors.MailError | None:
        """A check some time later; what it broke off with."""
        self.ahead += LATER
        try:
            await turn.take(mailbox_id, self.kit)
        except errors.MailError as error:
            return error
        return None

    async def stored(self, mailbox_id: int) -> Tokens:
        """The tokens as they are kept."""
        found = await credentials.of_consent(mailbox_id)
        assert found
        return consents.read_tokens(self.kit.keyring.unseal(found[1]))


@contextmanager
def town(folder: Path, certificates: Certificates) -> Iterator[Town]:
    with (
        authorization.server(certificates.localhost) as service,
        dovecot.server(certificates.localhost, asks_about_tokens=service.plain_port) as imap,
        smtpd.server(certificates.localhost, whose=service.knows) as smtp,
        kit_for(imap.tls_port, folder, certificates) as kit,
    ):
        yield Town(service, imap, smtp, kit)


async def mailbox(mailbox_id: int) -> records.Mailbox:
    found = await mailboxes.get(mailbox_id)
    assert found
    return found


async def alerts(mailbox_id: int) -> list[tuple[str, str | None]]:
    """What its owner was told of it, and why."""
    rows = await models.Alert.filter(mailbox_id=mailbox_id).order_by("id")
    return [(row.kind, row.reason) for row in rows]
