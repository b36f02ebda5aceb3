"""What can go wrong with mail, as sentences.

An error's docstring is its message, `code` the name scripts see (docs: exit and error codes), `temporary`
whether trying again may help: unknown trouble is temporary until proven otherwise. Library exceptions become
these in `wire/` and nowhere else.
"""


class MailError(Exception):
    """Mail could not be handled."""

    code = "failed"
    exit_code = 1
    temporary = True

    def __init__(self, detail: str = "", **facts: str | int) -> None:
        """`detail` is for the log, without addresses or secrets; `facts` fill the text shown to people."""
        super().__init__(detail or (type(self).__doc__ or "").strip())
        self.facts = facts


# -- what a person typed (exit 4) ------------------------------------------------------------------


class Refusal(MailError):
    """This cannot be connected."""

    exit_code = 4
    temporary = False


class AddressInvalid(Refusal):
    """This is not an e-mail address."""

    code = "address_invalid"


class IdnNotSupported(Refusal):
    """Addresses and domains in other alphabets than Latin cannot be connected."""

    code = "idn_not_supported"


class MicrosoftUnavailable(Refusal):
    """Microsoft mailboxes cannot be connected at present."""

    code = "microsoft_unavailable"


class ServerIsIp(Refusal):
    """A server must be a host name, not an IP address."""

    code = "server_is_ip"


class ProtocolNotSupported(Refusal):
    """Only IMAP for incoming and SMTP for outgoing mail."""

    code = "protocol_not_supported"


class PrivateHost(Refusal):
    """The name of the server leads to a private network."""

    code = "private_host"


class CorporateNeedsAdmin(Refusal):
    """Only an administrator may connect a mailbox for the whole team."""

    code = "corporate_needs_admin"


class ServersUnknown(Refusal):
    """No mail servers are known for this address."""

    code = "servers_unknown"


class ServersUnconfirmed(Refusal):
    """Servers were found outside the domain of the address, and nobody has said that they are right."""

    code = "servers_unconfirmed"


# -- the server refused the secret (exit 3) --------------------------------------------------------


class SignInRefused(MailError):
    """The server refused this login and password."""

    code = "sign_in_refused"
    exit_code = 3
    temporary = False


class AppPasswordRequired(SignInRefused):
    """The server wants a password made for external applications."""

    code = "app_password_required"


class ImapDisabled(SignInRefused):
    """IMAP is switched off in this mailbox."""

    code = "imap_disabled"


class SmtpSignInRefused(SignInRefused):
    """The outgoing server refused this login and password."""

    code = "smtp_sign_in_refused"


class ConsentNeeded(SignInRefused):
    """The consent to read this mailbox does not hold any more."""

    code = "consent_needed"


class TooManySignIns(MailError):
    """Too many refused sign-ins within an hour."""

    code = "too_many_sign_ins"
    exit_code = 3


# -- the way to the server (exit 5) ----------------------------------------------------------------


class ServerUnreachable(MailError, ConnectionError):
    """The mail server did not answer."""

    code = "server_unreachable"
    exit_code = 5


class Throttled(ServerUnreachable):
    """The mail server wants fewer sign-ins, connections or commands."""


class SignInsSpent(Throttled):
    """This mailbox was signed in to so often just now that we wait ourselves, `seconds` long."""


class TlsFailed(MailError):
    """The mail server's certificate could not be verified."""

    code = "tls_failed"
    exit_code = 5


class ConsentUnavailable(ServerUnreachable):
    """The service that keeps the consent did not answer."""

    code = "consent_unavailable"


class ConsentMisconfigured(MailError):
    """The service that keeps the consent does not take the operator's client id and secret."""

    code = "consent_misconfigured"
    exit_code = 5


class SmtpUnreachable(ServerUnreachable):
    """The outgoing server did not answer."""


class SmtpTlsFailed(TlsFailed):
    """The outgoing server's certificate could not be verified."""


# -- the state of things (exit 1) ------------------------------------------------------------------


class Lasting(MailError):
    """This stays so until somebody changes it."""

    temporary = False


class AlreadyConnected(Lasting):
    """This mailbox is connected already."""

    code = "already_connected"


class ConsentForAnother(Lasting):
    """The consent is for another mailbox than the one asked about."""

    code = "consent_for_another"


class NotFound(Lasting):
    """There is no such thing here."""

    code = "not_found"


class Locked(MailError):
    """Another process is at work on this."""

    code = "locked"


class KeyMissing(MailError):
    """What is stored to sign in with was sealed with a key that is not here."""

    code = "key_missing"


class MailboxPaused(Lasting):
    """This mailbox is paused."""

    code = "paused"


class MailboxShut(Lasting):
    """The server refused what this mailbox is signed in with, and nobody has mended that yet."""

    code = "auth_failed"


class SentFolderUnknown(Lasting):
    """The folder of sent letters could not be told from the others."""

    code = "sent_folder_unknown"

    def __init__(self, folders: tuple[str, ...]) -> None:
        super().__init__(folders=", ".join(folders))
        self.folders = folders


class ServerConfused(MailError):
    """The mail server answered something that makes no sense."""

    code = "server_confused"


class FolderReplaced(MailError):
    """The server numbers the letters of a folder anew (UIDVALIDITY changed, RFC 3501 §2.3.1.1)."""

    code = "folder_replaced"


class FolderGone(Lasting):
    """A folder is no longer on the mail server."""

    code = "folder_gone"


class MailboxFull(MailError):
    """There is no room left in the mailbox."""

    code = "mailbox_full"


class MailboxMoved(Lasting):
    """The mail of this address is kept by another mail service now."""

    code = "moved"


class StaleEpoch(MailError):
    """A newer sync of this mailbox has begun; this one must not write."""

    code = "stale_epoch"


# -- a letter on its way out -----------------------------------------------------------------------


class RecipientInvalid(Refusal):
    """This is no address a letter can be sent to."""

    code = "recipient_invalid"


class TooManyRecipients(Refusal):
    """A letter goes to one recipient, with one more in Cc at most."""

    code = "too_many_recipients"


class LetterRefused(MailError):
    """The outgoing server did not take the letter.

    The fact `reason` says at what: sender | recipient | letter | too_large | smtputf8; `reply` is what the
    server said. It is `temporary` where the server said so.
    """

    code = "letter_refused"

    def __init__(self, reason: str = "letter", reply: str = "", *, temporary: bool = False) -> None:
        super().__init__(reason=reason, reply=reply)
        self.temporary = temporary


class Unanswered(MailError):
    """The whole letter was handed over, and then the line was lost: it may have gone."""

    code = "unanswered"
    temporary = False
