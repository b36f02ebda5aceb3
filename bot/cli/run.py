"""`postroom run`: bot, engine and scheduler in one process; `postroom worker`: the engine alone."""

from typing import TYPE_CHECKING

import click

from bot.cli.command import command

if TYPE_CHECKING:
    from bot.cli.frame import Frame


@click.command()
@click.option("--sandbox", is_flag=True, help="A local chat with a demo mailbox; needs no token.")
@click.option("--webhook", is_flag=True, help="Telegram brings updates to POSTROOM_PUBLIC_URL.")
@command()
async def run(frame: "Frame", sandbox: bool, webhook: bool) -> None:
    """Run everything, until Ctrl-C."""
    from bot import logs
    from bot.cli.frame import Trouble

    logs.set_up(frame.settings.log_format)
    if sandbox and webhook:
        raise click.UsageError("--webhook goes with a bot of your own, not with --sandbox.")
    if sandbox and frame.settings.bot_token:
        raise Trouble("sandbox-beside-token")
    if not sandbox and not frame.settings.bot_token:
        raise Trouble("no-token")
    # Telegram's library, and the servers of the sandbox, take their time to load.
    if sandbox:
        from bot import playing

        await playing.play(frame)
    else:
        from bot import service

        await service.serve(frame, webhook=webhook)


@click.command()
@command()
async def worker(frame: "Frame") -> None:
    """Run an engine without the bot; any number, on any machines (PostgreSQL)."""
    from bot import logs, machinery
    from bot.cli.frame import Trouble

    logs.set_up(frame.settings.log_format)
    if frame.settings.is_sqlite:
        raise Trouble("worker-sqlite")
    await machinery.work(frame)
