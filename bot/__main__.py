"""The command `postroom`."""

import json
import sys

import click

from bot.cli import doctor, faq, mail, mailbox, people, run, upkeep
from bot.version import VERSION


@click.group()
@click.version_option(VERSION, prog_name="postroom")
def postroom() -> None:
    """A sales team's mailboxes in Telegram: every client letter, proven complete."""


for each in (
    run.run,
    upkeep.migrate,
    doctor.doctor,
    people.user,
    people.invite,
    mailbox.mailbox,
    mail.sync,
    mail.audit,
    mail.letters_,
    mail.letter,
    mail.status,
    faq.faq,
    upkeep.backup,
    upkeep.secrets_,
):
    postroom.add_command(each)


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
