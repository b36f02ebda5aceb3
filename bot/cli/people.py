"""`postroom user …` and `postroom invite`."""

import secrets
from datetime import UTC, datetime

import click

from bot.cli import tables
from bot.cli.frame import TELEGRAM_ID, Frame, Trouble, command
from bot.telegram_link import bot_name, start_link
from storage import erasing, people, records
from sync_engine import errors

_ROLE = click.option("--role", type=click.Choice(["admin", "member"]), default="member", show_default=True)


@click.group()
def user() -> None:
    """People who may use the bot."""


@user.command("add")
@click.argument("telegram_id", type=TELEGRAM_ID)
@_ROLE
@command()
async def add(frame: Frame, telegram_id: int, role: records.Role) -> None:
    """Let a person in by Telegram id, or give them another role."""
    async with frame.storage():
        await people.put(telegram_id, role, frame.settings.language)
        frame.tell("cli-user-added", id=telegram_id, role=role)


@user.command("list")
@command()
async def listing(frame: Frame) -> None:
    """Everybody who is in."""
    async with frame.storage():
        for person in await people.everyone():
            name = tables.one_line(person.name)
            click.echo(f"{person.telegram_id}\t{person.role}\t{person.language}\t{name}".rstrip())


@user.command("remove")
@click.argument("telegram_id", type=TELEGRAM_ID)
@click.option("--erase", is_flag=True, help="Erase their personal mailboxes now instead of in 30 days.")
@command()
async def remove(frame: Frame, telegram_id: int, erase: bool) -> None:
    """Shut a person out: buttons, dialogues and waiting notices die at once."""
    async with frame.storage():
        if telegram_id in frame.settings.admins:
            raise Trouble("admin-of-settings")
        if not await people.remove(telegram_id, datetime.now(UTC), erase=erase):
            raise errors.NotFound
        if erase:
            await erasing.erase()
            await erasing.wipe()
        frame.tell("cli-user-removed", id=telegram_id)


@click.command()
@_ROLE
@command()
async def invite(frame: Frame, role: records.Role) -> None:
    """Print a one-time link that lets a person in."""
    async with frame.storage():
        code = secrets.token_urlsafe(16)
        valid = frame.settings.policy.invite_valid
        name = await bot_name(frame.settings)
        await people.add_invite(code, role, datetime.now(UTC) + valid)
        click.echo(start_link(name, code))
        if name is None:
            click.echo(frame.say("cli-invite-without-name", code=code), err=True)
        click.echo(frame.say("cli-invite", role=role), err=True)
