"""`postroom mailbox`, as an operator types it."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from storage import mailboxes, orm, people
from tests import make


async def removed_owner(url: str) -> None:
    async with orm.open_storage(url):
        await make.stored_mailbox()
        await people.remove(1001, datetime.now(UTC), erase=False)


async def state(url: str) -> str | None:
    async with orm.open_storage(url):
        found = await mailboxes.find("anna@acme.test")
        return found.state if found else None


def postroom(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "POSTROOM_DATA_DIR": str(folder), "POSTROOM_LANGUAGE": "en"}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_the_personal_mailbox_of_who_was_removed_is_not_resumed(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/postroom.sqlite3"
    asyncio.run(removed_owner(url))
    done = postroom(tmp_path, "mailbox", "resume", "anna@acme.test")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "The owner of the personal mailbox anna@acme.test is not in the team any more" in done.stderr
    assert asyncio.run(state(url)) == "paused"
