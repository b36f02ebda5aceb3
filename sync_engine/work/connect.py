"""Connecting a mailbox: recognise its provider, try both sign-ins, and only then store (rules C1-C8).

Holds always: nothing is stored before the server took the password or token, and both are stored only sealed.
"""

from dataclasses import dataclass
from datetime import timedelta

from storage import credentials, mailboxes, records, refused
from sync_engine import errors
from sync_engine.rules import addresses, consents, providers
from sync_engine.rules.consents import Consent
from sync_engine.wire.secret import Secret
from sync_engine.work import consent_page, door, dry_run, inside, proof
from sync_engine.work.discovery import Discovery
from sync_engine.work.kit import Kit
from sync_engine.work.recognise import Recognised, Recogniser, Typed


@dataclass(frozen=True, slots=True)
class Connected:
    """`smtp_trouble`: why it was connected for reading only (rule C4); `window` None: it was not counted."""

    mailbox_id: int
    can_send: bool
    smtp_trouble: errors.MailError | None
    window: dry_run.Window | None = None


@dataclass(frozen=True, slots=True)
class Connector:
    kit: Kit
    operator: providers.Table  # the operator's own domains; they win
    builtin: providers.Table
    discovery: Discovery | None = None  # None: by this machine's name servers

    async def recognise(
        self,
        typed: str,
        *,
        imap: providers.Given | None = None,
        smtp: providers.Given | None = None,
        login: str | None = None,
        need_smtp: bool = True,
    ) -> Recognised:
        """Raises a `Refusal`, in the order address, IDN, Microsoft, IP, protocol, private."""
        said = Typed(
            imap=imap or providers.Given(), smtp=smtp or providers.Given(), login=login, need_smtp=need_smtp
        )
        found = await self._recogniser.find(addresses.parse_address(typed), said)
        await self._recogniser.check_places(found.servers)
        return found

    async def by_hand(
        self, typed: str, *, imap: providers.Given | None, smtp: providers.Given | None
    ) -> Recognised:
        """The same from the tables and what a person says of the servers: nobody is asked. Raises alike."""
        said = Typed(imap=imap or providers.Given(), smtp=smtp or providers.Given(), need_smtp=False)
        found = self._recogniser.by_hand(addresses.parse_address(typed), said)
        await self._recogniser.check_places(found.servers)
        if found.servers.smtp is None:  # a port that will not do is told before the next question
            raise errors.ServersUnknown(missing="smtp")
        return found

    def service(self, provider: str | None, imap_host: str) -> providers.Provider | None:
        """What is known of the service of a mailbox."""
        return providers.row_of(provider, imap_host, self.operator, self.builtin)

    def keepers(self, mailbox: records.Mailbox) -> list[providers.Provider]:
        """The services of our own table that a connected mailbox is at: told by its name, domain, server and
        mail exchangers, whatever the operator calls it.
        """
        rows = (
            self.builtin.by_id(mailbox.provider or ""),
            self.builtin.find(mailbox.address.rpartition("@")[2]),
            self.builtin.by_server(mailbox.imap.host),
            self.builtin.by_exchangers(mailbox.exchangers or ()),
        )
        return [row for row in rows if row]

    @property
    def _recogniser(self) -> Recogniser:
        discovery = self.discovery or Discovery(self.kit)
        return Recogniser(self.kit, self.operator, self.builtin, discovery)

    @staticmethod
    def check_aliases(typed: tuple[str, ...]) -> tuple[str, ...]:
        """Further addresses of a mailbox. Raises `AddressInvalid`, `IdnNotSupported`."""
        return tuple(addresses.parse_address(each).text for each in typed)

    def consent_for(self, provider: str | None) -> consent_page.ConsentPage | None:
        """Where a person consents for a mailbox of this provider (the id of its row).

        None where it takes none, or the operator has no client id there: then it goes by password.
        """
        client = consents.of_provider(self.kit.consents, provider)
        return consent_page.ConsentPage(client, self.kit) if client else None

    def consent_page(self, service: str) -> consent_page.ConsentPage | None:
        """The same by the name of the service, for whoever comes back from it."""
        client = self.kit.consents.get(service)
        return consent_page.ConsentPage(client, self.kit) if client else None

    async def connect(
        self,
        found: Recognised,
        shown: str | Consent,
        *,
        owner: records.Person,
        mode: records.Mode,
        aliases: tuple[str, ...] = (),
        sent_folder: str | None = None,
        smtp_check: bool = True,
        progress_chat: int | None = None,
        counted: bool = True,
        instead_of: int | None = None,
    ) -> Connected:
        """Tries both sign-ins and stores the mailbox, due at once. Raises `MailError`; nothing is stored.

        `shown` is a password or a consent, which must be for this very address (`ConsentForAnother`).
        `counted`: whether a refusal counts against the person's tries; an operator's does not.
        `instead_of`: the mailbox as it was before it moved; it goes with all its letters in the moment this
        one is stored, and not before (rule C10).
        """
        if mode == "corporate" and not owner.is_admin:
            raise errors.CorporateNeedsAdmin
        if await mailboxes.taken(found.address, besides=instead_of or 0):
            raise errors.AlreadyConnected
        counted = counted and isinstance(shown, str)  # a consent is not guessed
        if counted:
            await self._check_patience(owner, found.address)
        key, now = proof.check(shown, found.address, self.kit), self.kit.clock()
        window_from = now - timedelta(days=self.kit.policy.import_days)
        try:
            kept, window = await inside.look(found.servers, key.secret, sent_folder, window_from, self.kit)
            trouble = await inside.try_smtp(found.servers, key.secret, self.kit) if smtp_check else None
        except errors.SignInRefused:
            if counted:
                await refused.note(owner.telegram_id, found.address)
            raise
        can_send = smtp_check and found.servers.smtp is not None and trouble is None
        new = records.NewMailbox(
            address=found.address,
            aliases=aliases,
            mode=mode,
            provider=found.provider.id if found.provider else None,
            login=found.servers.login,
            imap=found.servers.imap,
            smtp=found.servers.smtp,
            smtp_login=found.servers.smtp_login,
            can_send=can_send,
            credential=self.kit.keyring.seal(key.text),
            sign_in=key.sign_in,
            consent_until=key.until,
            connected_at=now,
            window_from=window_from,
            folders=kept,
            progress_chat=progress_chat,
        )
        try:
            mailbox_id = await mailboxes.add(new, owner.id, instead_of=instead_of)
        except mailboxes.Taken:
            raise errors.AlreadyConnected from None
        except (mailboxes.OwnerGone, mailboxes.Gone):
            raise errors.NotFound from None
        return Connected(mailbox_id, can_send, trouble, window)

    async def replace_password(
        self, mailbox: records.Mailbox, password: str, *, by: records.Person | None
    ) -> None:
        """A new secret in place (rule C11): nothing is erased. Raises `MailError`; then nothing is changed.

        `by` None is an operator at the command line, whose tries are not counted.
        """
        if by:
            await self._check_patience(by, mailbox.address)
        try:
            await self._replace(mailbox, proof.check(password, mailbox.address, self.kit))
        except errors.SignInRefused:
            if by:
                await refused.note(by.telegram_id, mailbox.address)
            raise

    async def replace_consent(self, mailbox: records.Mailbox, consent: Consent) -> errors.MailError | None:
        """The same with a new consent, which must be for this mailbox (`ConsentForAnother`).

        What is returned tells why the mailbox is for reading only now; None where it can send.
        """
        return await self._replace(mailbox, proof.check(consent, mailbox.address, self.kit))

    async def _replace(self, mailbox: records.Mailbox, key: proof.Key) -> errors.MailError | None:
        servers = providers.Servers(
            imap=mailbox.imap, smtp=mailbox.smtp, login=mailbox.login, smtp_login=mailbox.smtp_login
        )
        async with door.enter(mailbox.imap, mailbox.login, key.secret, self.kit):
            pass
        trouble = await self._try_smtp_again(mailbox, servers, key.secret)
        await credentials.mend(
            mailbox.id,
            self.kit.keyring.seal(key.text),
            sign_in=key.sign_in,
            consent_until=key.until,
            can_send=mailbox.smtp is not None and trouble is None,
            now=self.kit.clock(),
        )
        return trouble

    async def _check_patience(self, person: records.Person, address: str) -> None:
        """At most so many refused sign-ins an hour, a person and an address (rule C4)."""
        hour = timedelta(hours=1)
        tries = await refused.since(person.telegram_id, address, self.kit.clock() - hour)
        if len(tries) >= self.kit.policy.refused_sign_ins_per_hour:
            left = tries[0] + hour - self.kit.clock()
            raise errors.TooManySignIns(minutes=max(1, round(left.total_seconds() / 60)))

    async def _try_smtp_again(
        self, mailbox: records.Mailbox, servers: providers.Servers, secret: Secret
    ) -> errors.MailError | None:
        """A mailbox connected for reading stays so, whatever its outgoing server says."""
        try:
            return await inside.try_smtp(servers, secret, self.kit)
        except errors.MailError as error:
            if mailbox.can_send:
                raise
            return error
