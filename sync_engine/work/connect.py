"""Connecting a mailbox: recognise its provider, try both sign-ins, and only then store (rules C1-C8).

Holds always: nothing is stored before the server took the password or token, and both are stored only sealed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import credentials, mailboxes, records, refused
from sync_engine import errors
from sync_engine.rules import addresses, consents, folders, providers
from sync_engine.rules.consents import Consent
from sync_engine.wire import guard, smtp
from sync_engine.wire.secret import Password, Secret
from sync_engine.work import consent_page, door, dry_run, proof
from sync_engine.work.kit import Kit


@dataclass(frozen=True, slots=True)
class Recognised:
    """Where the mail of an address is kept, and how to sign in there."""

    address: str
    provider: providers.Provider | None
    servers: providers.Servers


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

    def recognise(
        self,
        typed: str,
        *,
        imap: providers.Given | None = None,
        smtp: providers.Given | None = None,
        login: str | None = None,
        need_smtp: bool = True,
    ) -> Recognised:
        """Raises a `Refusal`, in the order address, IDN, Microsoft, IP, protocol."""
        address = addresses.parse_address(typed)
        provider = providers.identify(address, self.operator, self.builtin)
        servers = providers.choose_servers(
            address,
            provider,
            self.builtin,
            imap=imap or providers.Given(),
            smtp=smtp or providers.Given(),
            login=login,
            need_smtp=need_smtp,
        )
        return Recognised(address.text, provider, servers)

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
    ) -> Connected:
        """Tries both sign-ins and stores the mailbox, due at once. Raises `MailError`; nothing is stored.

        `shown` is a password or a consent, which must be for this very address (`ConsentForAnother`).
        `counted`: whether a refusal counts against the person's tries; an operator's does not.
        """
        if mode == "corporate" and not owner.is_admin:
            raise errors.CorporateNeedsAdmin
        if await mailboxes.taken(found.address):
            raise errors.AlreadyConnected
        counted = counted and isinstance(shown, str)  # a consent is not guessed
        if counted:
            await self._check_patience(owner, found.address)
        key, now = proof.check(shown, found.address, self.kit), self.kit.clock()
        window_from = now - timedelta(days=self.kit.policy.import_days)
        try:
            kept, window = await self._look_inside(found, key.secret, sent_folder, window_from)
            trouble = await self._try_smtp(found.servers, key.secret) if smtp_check else None
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
            mailbox_id = await mailboxes.add(new, owner.id)
        except mailboxes.Taken:
            raise errors.AlreadyConnected from None
        except mailboxes.OwnerGone:
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

    async def replace_consent(self, mailbox: records.Mailbox, consent: Consent) -> None:
        """The same with a new consent, which must be for this mailbox (`ConsentForAnother`)."""
        await self._replace(mailbox, proof.check(consent, mailbox.address, self.kit))

    async def _replace(self, mailbox: records.Mailbox, key: proof.Key) -> None:
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

    async def _check_patience(self, person: records.Person, address: str) -> None:
        """At most so many refused sign-ins an hour, a person and an address (rule C4)."""
        hour = timedelta(hours=1)
        tries = await refused.since(person.telegram_id, address, self.kit.clock() - hour)
        if len(tries) >= self.kit.policy.refused_sign_ins_per_hour:
            left = tries[0] + hour - self.kit.clock()
            raise errors.TooManySignIns(minutes=max(1, round(left.total_seconds() / 60)))

    async def _look_inside(
        self, found: Recognised, secret: Secret, sent_folder: str | None, window_from: datetime
    ) -> tuple[tuple[records.NewFolder, ...], dry_run.Window | None]:
        """Signs in and finds Inbox and Sent; from their UIDNEXT of this moment on letters are new."""
        servers = found.servers
        async with door.enter(servers.imap, servers.login, secret, self.kit) as session:
            listed = await session.list_folders()
            choice = folders.choose(listed)
            others = [each for each in listed if each is not choice.inbox]
            sent = folders.pick(others, sent_folder) if sent_folder else choice.sent
            if sent is None:
                offered = choice.candidates or tuple(each for each in others if each.selectable)
                raise errors.SentFolderUnknown(tuple(each.name for each in offered))
            inbox = choice.inbox.wire_name if choice.inbox else "INBOX"  # RFC 3501 §5.1: always there
            roles: tuple[tuple[records.FolderRole, str], ...] = (("inbox", inbox), ("sent", sent.wire_name))
            kept = []
            for role, name in roles:
                server = await session.look_surely(name)
                kept.append(
                    records.NewFolder(
                        role=role, name=name, uidvalidity=server.uidvalidity, uidnext=server.uidnext
                    )
                )
            return tuple(kept), await dry_run.count(session, inbox, sent.wire_name, window_from)

    async def _try_smtp_again(
        self, mailbox: records.Mailbox, servers: providers.Servers, secret: Secret
    ) -> errors.MailError | None:
        """As `_try_smtp`; a mailbox connected for reading stays so, whatever its outgoing server says."""
        try:
            return await self._try_smtp(servers, secret)
        except errors.MailError as error:
            if mailbox.can_send:
                raise
            return error

    async def _try_smtp(self, servers: providers.Servers, secret: Secret) -> errors.MailError | None:
        """None where sending works; what stands in the way where only the server cannot be reached (C4).

        Or where it takes no consents, though the mailbox does: Mail.ru's is said to.
        """
        if servers.smtp is None:
            return None
        try:
            dialled = await guard.resolve(servers.smtp, self.kit.trusted, "smtp")
            await smtp.check_login(
                servers.smtp,
                servers.smtp_login,
                secret,
                addresses=dialled,
                context=self.kit.context,
            )
        except errors.ServerUnreachable as error:
            return error
        except errors.SignInRefused:
            if isinstance(secret, Password):
                raise
            return errors.SmtpSignInRefused(reason="consent")
        return None
