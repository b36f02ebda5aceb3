"""`postroom mailbox …`."""

import sys
from datetime import UTC, datetime

import click

from bot import workshop
from bot.cli import shapes
from bot.cli.frame import TELEGRAM_ID, Frame, Trouble, command
from bot.cli.tables import mailbox_table
from storage import erasing, mailboxes, people, records
from sync_engine import errors
from sync_engine.rules.providers import Given

_SECURITY = click.Choice(["tls", "starttls", "none"])


@click.group()
def mailbox() -> None:
    """Connected mailboxes."""


def _password() -> str:
    """The first line of stdin. Raises `Trouble`."""
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise Trouble("no-password")
    return line


@mailbox.command("add")
@click.argument("address")
@click.option("--owner", type=TELEGRAM_ID, required=True, help="Telegram id of a person who is in.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from stdin.")
@click.option("--mode", type=click.Choice(["personal", "corporate"]), default="personal", show_default=True)
@click.option("--imap-host")
@click.option("--imap-port", type=int)
@click.option("--imap-security", type=_SECURITY)
@click.option("--smtp-host")
@click.option("--smtp-port", type=int)
@click.option("--smtp-security", type=_SECURITY)
@click.option("--login", help="Where it is not the address.")
@click.option("--alias", "aliases", multiple=True, help="Another address of this mailbox.")
@click.option("--sent-folder", help="The folder of sent letters, where it cannot be told.")
@click.option("--no-smtp-check", is_flag=True, help="Connect for reading.")
@command(json_option=True)
async def add(
    frame: Frame,
    address: str,
    owner: int,
    password_stdin: bool,
    mode: records.Mode,
    imap_host: str | None,
    imap_port: int | None,
    imap_security: records.Security | None,
    smtp_host: str | None,
    smtp_port: int | None,
    smtp_security: records.Security | None,
    login: str | None,
    aliases: tuple[str, ...],
    sent_folder: str | None,
    no_smtp_check: bool,
) -> None:
    """Check the sign-in of a mailbox and store it; a running engine begins within seconds."""
    async with frame.workshop() as kit:
        connector = workshop.connector(kit)
        found = await connector.recognise(
            address,
            imap=Given(host=imap_host, port=imap_port, security=imap_security),
            smtp=Given(host=smtp_host, port=smtp_port, security=smtp_security),
            login=login,
            need_smtp=not no_smtp_check,
        )
        if found.unconfirmed:
            raise found.doubt()
        await people.ensure_admins(frame.settings.admins, frame.settings.language)
        person = await people.find(owner)
        if person is None:
            raise errors.NotFound
        connected = await connector.connect(
            found,
            _password(),
            owner=person,
            mode=mode,
            aliases=connector.check_aliases(aliases),
            sent_folder=sent_folder,
            smtp_check=not no_smtp_check,
            counted=False,
        )
        stored = await frame.mailbox(found.address)
        if frame.json:
            frame.give(shapes.mailbox(stored, datetime.now(UTC)))
        frame.tell(
            "cli-mailbox-added" if connected.can_send else "cli-mailbox-added-reading", address=address
        )


@mailbox.command("list")
@command(json_option=True)
async def listing(frame: Frame) -> None:
    """All mailboxes."""
    async with frame.storage():
        boxes, now = await mailboxes.everything(), datetime.now(UTC)
        if frame.json:
            frame.give([shapes.mailbox(box, now) for box in boxes])
        else:
            click.echo(mailbox_table(frame, boxes))


@mailbox.command("show")
@click.argument("address")
@command(json_option=True)
async def show(frame: Frame, address: str) -> None:
    """One mailbox."""
    async with frame.storage():
        box = await frame.mailbox(address)
        if frame.json:
            frame.give(shapes.mailbox(box, datetime.now(UTC)))
        else:
            click.echo(mailbox_table(frame, [box]))


@mailbox.command("password")
@click.argument("address")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from stdin.")
@command()
async def password(frame: Frame, address: str, password_stdin: bool) -> None:
    """Try a new password and keep it if the server takes it."""
    async with frame.workshop() as kit:
        box = await frame.mailbox(address)
        await workshop.connector(kit).replace_password(box, _password(), by=None)
        frame.tell("cli-password-changed", address=box.address)


@mailbox.command("pause")
@click.argument("address")
@command()
async def pause(frame: Frame, address: str) -> None:
    """Stop checking a mailbox."""
    async with frame.storage():
        box = await frame.mailbox(address)
        await mailboxes.pause(box.id, datetime.now(UTC))
        frame.tell("cli-paused", address=box.address)


@mailbox.command("resume")
@click.argument("address")
@command()
async def resume(frame: Frame, address: str) -> None:
    """Check a paused mailbox again; what was missed comes in order."""
    async with frame.storage():
        box = await frame.mailbox(address)
        try:
            await mailboxes.resume(box.id, datetime.now(UTC))
        except mailboxes.OwnerGone:
            raise Trouble("owner-removed", address=box.address) from None
        frame.tell("cli-resumed", address=box.address)


@mailbox.command("remove")
@click.argument("address")
@click.option("--yes", is_flag=True, required=True, help="All its letters are erased from Postroom.")
@command()
async def remove(frame: Frame, address: str, yes: bool) -> None:
    """Disconnect a mailbox and erase its letters here; the mail server is not touched."""
    async with frame.storage():
        box = await frame.mailbox(address)
        await erasing.begin(box.id, datetime.now(UTC))
        await erasing.erase(box.id)
        await erasing.wipe()
        frame.tell("cli-removed", address=box.address)
