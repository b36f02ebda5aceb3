"""The command `postroom`."""

import json
import sys
from importlib import import_module

import click

# Where each command is. Only the one that was typed is loaded: the rest would take a second.
COMMANDS = {
    "run": "bot.cli.run:run",
    "worker": "bot.cli.run:worker",
    "migrate": "bot.cli.upkeep:migrate",
    "doctor": "bot.cli.doctor:doctor",
    "user": "bot.cli.people:user",
    "invite": "bot.cli.people:invite",
    "mailbox": "bot.cli.mailbox:mailbox",
    "sync": "bot.cli.mail:sync",
    "audit": "bot.cli.mail:audit",
    "letters": "bot.cli.mail:letters_",
    "letter": "bot.cli.mail:letter",
    "status": "bot.cli.mail:status",
    "faq": "bot.cli.faq:faq",
    "backup": "bot.cli.upkeep:backup",
    "secrets": "bot.cli.upkeep:secrets_",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found


@click.group(cls=_Lazy)
@click.version_option(package_name="postroom", prog_name="postroom")
def postroom() -> None:
    """A sales team's mailboxes in Telegram: every client letter, proven complete."""


def main() -> None:
    """Wrong usage is answered in JSON, too, where JSON was asked for."""
    try:
        postroom.main(standalone_mode=False)
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
    except click.Abort:
        sys.exit(130)  # Ctrl-C, as shells count it
    except click.ClickException as error:
        if "--json" in sys.argv:
            said = {"code": "usage", "message": error.format_message(), "hint": None}
            click.echo(json.dumps({"error": said}, ensure_ascii=False, indent=2))
        error.show()
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
