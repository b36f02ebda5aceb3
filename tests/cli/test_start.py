"""Asking for help costs a moment: nothing is loaded that only the work itself needs."""

import subprocess
import sys

import click
import pytest

from bot.__main__ import COMMANDS, postroom

HEAVY = ("tortoise", "telegram", "httpx", "imapclient", "apscheduler", "fluent", "storage", "sync_engine")


def test_help_of_run_loads_nothing_heavy() -> None:
    code = (
        "import sys; from bot.__main__ import postroom;"
        "postroom.main(['run', '--help'], standalone_mode=False);"
        f"print(*(each for each in {HEAVY!r} if each in sys.modules), sep=',')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--sandbox" in done.stdout
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_where_the_table_says(name: str) -> None:
    found = postroom.get_command(click.Context(postroom), name)
    assert found is not None
    assert found.name == name
    assert found.get_short_help_str()
