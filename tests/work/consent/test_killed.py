"""A program killed while it renews tokens: the next one goes on, or asks for the consent, and never loops."""

import asyncio
import json
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage import secrets as sealing
from sync_engine import errors
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box
from tests.work.consenting import Town


@pytest.fixture
def key(town: Town) -> str:
    """The key of the town, for a process of its own."""
    made = sealing.new_key()
    town.kit = replace(town.kit, keyring=sealing.Keyring([made]))
    return made


def begin(
    database: str, town: Town, key: str, mailbox_id: int, refused: str, ca: Path
) -> subprocess.Popen[str]:
    client = town.service.client()
    told = {
        "service": asdict(client.service),
        "id": client.id,
        "secret": client.secret,
        "key": key,
        "refused": refused,
    }
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.work.renewing_process"),
            *(database, str(town.kit.locks), str(ca), str(mailbox_id)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write(json.dumps(told) + "\n")
    process.stdin.close()
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert process.stdout
    process.stdout.close()


async def test_killed_after_storing_the_next_one_goes_on_from_there(
    database: str, town: Town, box: Box, key: str, certificates: Certificates
) -> None:
    mailbox = await town.connected(box)
    old = await town.stored(mailbox.id)
    town.service.rotates = True
    process = begin(database, town, key, mailbox.id, old.access, certificates.ca_file)
    try:
        assert process.stdout
        assert await asyncio.to_thread(process.stdout.readline) == "renewed\n"
    finally:
        kill(process)
    new = await town.stored(mailbox.id)
    assert new.refresh != old.refresh
    assert await town.checked(mailbox.id) is None
    assert town.service.asked["refresh"] == 1
    town.ahead += timedelta(hours=2)
    assert await town.checked(mailbox.id) is None  # and the rotated one is good
    assert town.service.asked["refresh"] == 2


@pytest.mark.parametrize("rotates", [True, False])
async def test_killed_before_storing_it_goes_on_or_asks_for_the_consent_but_never_loops(
    database: str, town: Town, box: Box, key: str, certificates: Certificates, rotates: bool
) -> None:
    mailbox = await town.connected(box)
    old = await town.stored(mailbox.id)
    town.service.rotates, town.service.delay = rotates, 30
    process = begin(database, town, key, mailbox.id, old.access, certificates.ca_file)
    try:
        assert await asyncio.to_thread(town.service.answered.wait, 20)
    finally:
        kill(process)
    assert await town.stored(mailbox.id) == old
    town.service.delay = 0
    town.service.end_access()
    trouble = await town.checked(mailbox.id)
    assert town.service.asked["refresh"] == 2  # the one that was killed, and this one
    if rotates:
        assert isinstance(trouble, errors.ConsentNeeded)
        assert await town.connector.replace_consent(mailbox, town.consent(box.address)) is None
    assert await town.checked(mailbox.id) is None
