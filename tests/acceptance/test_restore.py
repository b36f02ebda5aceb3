"""A backup taken in the middle of work is a place to go on from: docs/operate.md, step by step."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import databases
from tests.acceptance.conftest import Team
from tests.acceptance.program import Program
from tests.acceptance.test_processes import fill, stored, until, with_bot
from tests.fakes.dovecot_box import Box

BEFORE = 300  # letters that are there to be imported


@contextmanager
def arriving(box: Box) -> Iterator[None]:
    """New letters all the while, so that the database is written to whatever else goes on."""
    enough = threading.Event()

    def deliver() -> None:
        number = 0
        while not enough.wait(0.05):
            number += 1
            box.deliver(f"From: petrov@client.test\r\nSubject: new {number}\r\n\r\nx\r\n".encode())

    thread = threading.Thread(target=deliver)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def restored(program: Program, copy: Path, home: Path, *, key: bool) -> Program:
    """Another machine: an empty data folder, the copy, and the key that was kept elsewhere."""
    data = home / "data"
    data.mkdir(parents=True, mode=0o700)
    shutil.copy(copy, data / "postroom.sqlite3")
    if key:
        shutil.copy(program.folder / "data" / "secret.key", data / "secret.key")
        os.chmod(data / "secret.key", 0o600)
    return Program(home, dict(program.settings))


@databases.of_sqlite
def test_a_backup_taken_under_load_restores_to_a_complete_audit(team: Team, box: Box, tmp_path: Path) -> None:
    fill(box, BEFORE)
    team.add(box)
    program, copy = with_bot(team), tmp_path / "copy.sqlite3"
    with program.running("run") as running:
        with arriving(box):
            until(lambda: stored(program) > 0)
            program.ok("backup", str(copy))
            at_backup = stored(program)
            until(lambda: stored(program) > at_backup)
        running.kill()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert (program.folder / "data" / "secret.key").read_bytes().strip() not in copy.read_bytes()

    again = restored(program, copy, tmp_path / "again", key=True)
    before = stored(again)
    assert before <= at_backup
    again.ok("sync", box.address)
    again.ok("sync", box.address)  # the rest of the window (rule S2)
    audit = again.json("audit", box.address)
    assert (audit["complete"], audit["current"]) == (True, True)
    assert sum(folder["stored"] for folder in audit["folders"]) == stored(again) > max(before, BEFORE)


@databases.of_sqlite
def test_without_its_key_a_backup_says_what_is_missing(team: Team, box: Box, tmp_path: Path) -> None:
    team.add(box)
    copy = tmp_path / "copy.sqlite3"
    team.program.ok("backup", str(copy))
    again = restored(team.program, copy, tmp_path / "again", key=False)
    result = again.run("sync", box.address, "--json")
    assert result.code == 1
    assert result.json["error"]["code"] == "key_missing"
    checks = {each["name"]: each for each in again.run("doctor", "--json").json["checks"]}
    assert not checks["key"]["ok"]
    assert checks["key"]["mend"]


@databases.of_sqlite
def test_without_its_key_nothing_is_started(team: Team, box: Box, tmp_path: Path) -> None:
    team.add(box)
    copy = tmp_path / "copy.sqlite3"
    team.program.ok("backup", str(copy))
    again = restored(with_bot(team), copy, tmp_path / "again", key=False)
    result = again.run("run")
    assert result.code == 1
    assert "secret.key" in result.err.splitlines()[-1]
    assert not again.json("mailbox", "show", box.address)["reason"], "its owner would hear of it"
