"""What stands in for the engine, the network and the mail servers while the bot is on a stage."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, BinaryIO, cast

from storage import mailboxes, records
from storage.records import Server
from sync_engine import errors
from sync_engine.policy import POLICY
from sync_engine.rules import consents, enclosing, provider_table
from sync_engine.rules.addresses import Address
from sync_engine.rules.consents import Consent
from sync_engine.rules.providers import Given, Known, Provider
from sync_engine.wire.guard import Trusted
from sync_engine.work import builtin, connect, dry_run
from sync_engine.work.consent_page import ConsentPage
from sync_engine.work.recognise import Recognised
from tests import make

OPERATOR = """
[[provider]]
domains = ["acme.test"]
imap = { host = "imap.acme.test", port = 993, security = "tls" }
smtp = { host = "smtp.acme.test", port = 465, security = "tls" }
"""


@dataclass
class FakeEngine:
    """Does nothing but remember what it was asked for."""

    notices_ready: asyncio.Event = field(default_factory=asyncio.Event)
    progress_changed: asyncio.Event = field(default_factory=asyncio.Event)
    answers_changed: asyncio.Event = field(default_factory=asyncio.Event)
    heartbeat: float | None = None
    woken: int = 0
    checked: list[int] = field(default_factory=list)

    def wake(self) -> None:
        self.woken += 1

    async def check_now(self, mailbox_id: int) -> None:
        self.checked.append(mailbox_id)


class FakeNetwork:
    """Where mail is, as the test says: exchangers of a domain, and what it announces by SRV."""

    def __init__(self) -> None:
        self.mx: dict[str, tuple[str, ...]] = {}
        self.srv: dict[str, tuple[Server, Server]] = {}  # domain -> IMAP and SMTP
        self.gate = asyncio.Event()
        self.gate.set()
        self.looked: list[str] = []

    def leads_anywhere(self, domain: str) -> bool:
        return True

    async def exchangers(self, domain: str) -> tuple[str, ...]:
        self.looked.append(domain)
        await self.gate.wait()
        return self.mx.get(domain, ())

    async def announced(self, address: Address) -> Known:
        imap, smtp = self.srv.get(address.domain, (None, None))
        return Known(imap=imap, smtp=smtp, login=address.text, smtp_login=address.text)

    async def published(self, address: Address) -> Known:
        return Known(login=address.text, smtp_login=address.text)

    probed = published


class FakeConnector:
    """Recognises like the real one, with a made-up network; signs in as the test says: errors from
    `troubles`, then success.
    """

    def __init__(self) -> None:
        tables = provider_table.parse_table(OPERATOR), builtin.table()
        self.network = FakeNetwork()
        kit = SimpleNamespace(policy=POLICY, trusted=Trusted(), exchangers=self.network.exchangers)
        discovery = cast("Any", self.network)
        self._real = connect.Connector(cast("Any", kit), *tables, discovery)
        self.troubles: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.tried: list[tuple[str, str]] = []  # address, password
        self.sent_folders: list[str | None] = []
        self.smtp_trouble: Any = None
        self.page: ConsentPage | None = None  # of the service that gives consents
        self.window: dry_run.Window | None = None

    async def recognise(self, typed: str) -> Recognised:
        return await self._real.recognise(typed)

    async def by_hand(self, typed: str, *, imap: Given | None, smtp: Given | None) -> Recognised:
        return await self._real.by_hand(typed, imap=imap, smtp=smtp)

    def service(self, provider: str | None, imap_host: str) -> Provider | None:
        return self._real.service(provider, imap_host)

    def keepers(self, mailbox: records.Mailbox) -> list[Provider]:
        return self._real.keepers(mailbox)

    async def connect(
        self,
        found: Recognised,
        shown: str | Consent,
        *,
        owner: records.Person,
        mode: records.Mode,
        aliases: tuple[str, ...] = (),
        sent_folder: str | None = None,
        progress_chat: int | None = None,
        instead_of: int | None = None,
    ) -> connect.Connected:
        self.sent_folders.append(sent_folder)
        await self._try(found.address, self._opened(shown, found.address))
        now = datetime.now(UTC)
        new = make.new_mailbox(
            found.address,
            mode=mode,
            aliases=aliases,
            progress_chat=progress_chat,
            connected_at=now,
            window_from=now,
            imap=found.servers.imap,
            provider=found.provider.id if found.provider else None,
        )
        try:
            mailbox_id = await mailboxes.add(new, owner.id, instead_of=instead_of)
        except mailboxes.OwnerGone:
            raise errors.NotFound from None
        return connect.Connected(mailbox_id, True, self.smtp_trouble, self.window)

    async def replace_password(
        self, mailbox: records.Mailbox, password: str, *, by: records.Person | None
    ) -> None:
        await self._try(mailbox.address, password)

    async def replace_consent(self, mailbox: records.Mailbox, consent: Consent) -> errors.MailError | None:
        await self._try(mailbox.address, self._opened(consent, mailbox.address))
        trouble: errors.MailError | None = self.smtp_trouble
        return trouble

    def consent_for(self, provider: str | None) -> ConsentPage | None:
        return self.page if self.page and provider in self.page.client.service.providers else None

    def consent_page(self, service: str) -> ConsentPage | None:
        return self.page if self.page and service == self.page.service else None

    def _opened(self, shown: str | Consent, address: str) -> str:
        """The password or the token."""
        if isinstance(shown, str):
            return shown
        assert self.page
        if not consents.opens(shown, address, self.page.client.service):
            raise errors.ConsentForAnother
        return shown.tokens.access

    async def _try(self, address: str, password: str) -> None:
        self.tried.append((address, password))
        await self.gate.wait()
        if self.troubles:
            raise self.troubles.pop(0)


class FakeReader:
    """Tries a quarantined letter as the test says: waits for the gate, then raises or does `work`."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked: list[tuple[str, int]] = []  # folder, UID
        self.trouble: Exception | None = None
        self.work: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, mailbox: records.Mailbox, role: records.FolderRole, uid: records.Uid) -> None:
        self.asked.append((role, uid))
        await self.gate.wait()
        if self.trouble:
            raise self.trouble
        if self.work:
            await self.work()


class FakeSizes:
    """What the outgoing server says of letters."""

    def __init__(self) -> None:
        self.told: int | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = 0

    async def is_asked(self) -> bool:
        return self.asked > 0

    async def room(self, mailbox: records.Mailbox) -> enclosing.Room:
        self.asked += 1
        await self.gate.wait()
        return enclosing.room(self.told, POLICY)


class FakeFiles:
    """A mail server's files as the test says: octets by the name of an attachment, "" for the original."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.octets: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.trouble: Exception | None = None

    async def fetch(
        self,
        mailbox: records.Mailbox,
        stored: records.StoredLetter,
        file: records.Attachment | None,
        into: BinaryIO,
        limit: int,
    ) -> None:
        name = file.name if file else ""
        self.asked.append(name)
        await self.gate.wait()
        if self.trouble:
            raise self.trouble
        into.write(self.octets[name])
