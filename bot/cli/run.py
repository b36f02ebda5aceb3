"""`postroom run`: bot, engine and scheduler in one process."""

import click

from bot import logs
from bot.cli.frame import Frame, Trouble, command


@click.command()
@click.option("--sandbox", is_flag=True, help="A local chat with a demo mailbox; needs no token.")
@command()
async def run(frame: Frame, sandbox: bool) -> None:
    """Run everything, until Ctrl-C."""
    from bot import service  # Telegram's library takes half a second to load, and only this command needs it

    logs.set_up(frame.settings.log_format)
    if sandbox and frame.settings.bot_token:
        raise Trouble("sandbox-beside-token")
    if sandbox:
        await service.play(frame)
    elif frame.settings.bot_token:
        await service.serve(frame)
    else:
        raise Trouble("no-token")
