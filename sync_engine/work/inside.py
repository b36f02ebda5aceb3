"""The first look into a mailbox: whether both servers let us in, where its letters are, and how many."""

from datetime import datetime

from storage import records
from sync_engine import errors
from sync_engine.rules import folders
from sync_engine.rules.providers import Servers
from sync_engine.wire import guard, smtp
from sync_engine.wire.secret import Password, Secret
from sync_engine.work import door, dry_run
from sync_engine.work.kit import Kit


async def look(
    servers: Servers, secret: Secret, sent_folder: str | None, window_from: datetime, kit: Kit
) -> tuple[tuple[records.NewFolder, ...], dry_run.Window | None]:
    """Signs in and finds Inbox and Sent; from their UIDNEXT of this moment on letters are new.

    Raises `SentFolderUnknown` and other `MailError`s.
    """
    async with door.enter(servers.imap, servers.login, secret, kit) as session:
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
        return tuple(kept), await dry_run.count(session, (inbox, sent.wire_name), window_from, kit)


async def try_smtp(servers: Servers, secret: Secret, kit: Kit) -> errors.MailError | None:
    """None where sending works; what stands in the way where only the server cannot be reached (C4).

    Or where it takes no consents, though the mailbox does: Mail.ru's is said to.
    """
    if servers.smtp is None:
        return None
    try:
        dialled = await guard.resolve(servers.smtp, kit.trusted, "smtp")
        await smtp.check_login(
            servers.smtp,
            servers.smtp_login,
            secret,
            addresses=dialled,
            context=kit.context,
        )
    except errors.ServerUnreachable as error:
        return error
    except errors.SignInRefused:
        if isinstance(secret, Password):
            raise
        return errors.SmtpSignInRefused(reason="consent")
    return None
