"""Keys are changed while the engine runs: it goes on, and the old key is good for nothing."""

import pytest

from storage import secrets
from tests import databases
from tests.acceptance.conftest import Team
from tests.acceptance.program import Program
from tests.acceptance.test_processes import until, with_bot
from tests.fakes.dovecot_box import Box


def sealed(program: Program) -> list[str]:
    rows = databases.ask(program.database, "SELECT credential FROM mailbox")
    return [str(credential) for (credential,) in rows]


def stored(program: Program) -> int:
    return int(program.one("SELECT count(*) FROM letter"))


def deliver(box: Box, subject: str) -> None:
    box.deliver(f"From: petrov@client.test\r\nSubject: {subject}\r\n\r\nx\r\n".encode())


def test_a_running_engine_follows_and_the_old_key_opens_nothing(team: Team, box: Box) -> None:
    deliver(box, "before")
    team.add(box)
    program = with_bot(team)
    file = program.data / "secret.key"
    (old,) = file.read_text().split()
    with program.running("run"):
        until(lambda: stored(program) == 1)
        program.ok("secrets", "rotate", "--new")
        new, kept = file.read_text().split()
        assert kept == old != new
        assert file.stat().st_mode & 0o777 == 0o600
        file.write_text(f"{new}\n")
        (credential,) = sealed(program)
        with pytest.raises(secrets.CannotUnseal):
            secrets.Keyring([old]).unseal(credential)
        assert secrets.Keyring([new]).unseal(credential) == box.password
        # A pause ends the watch: what comes next needs the password again.
        program.ok("mailbox", "pause", box.address)
        program.ok("mailbox", "resume", box.address)
        deliver(box, "after")
        until(lambda: stored(program) == 2, seconds=60)
        assert program.json("mailbox", "show", box.address)["state"] == "ok"


def test_keys_of_the_settings_are_not_changed_for_the_operator(team: Team) -> None:
    team.program.settings["SECRET_KEYS"] = secrets.new_key()
    refused = team.program.run("secrets", "rotate", "--new", "--lang", "en")
    assert (refused.code, "POSTROOM_SECRET_KEYS" in refused.err) == (1, True)
    team.program.ok("secrets", "rotate")


def test_doctor_tells_of_a_key_that_others_can_read(team: Team) -> None:
    team.program.run("doctor")  # it makes the key
    file = team.program.data / "secret.key"
    file.chmod(0o644)
    checks = team.program.run("doctor", "--json", "--lang", "en").json["checks"]
    (key,) = [each for each in checks if each["name"] == "key"]
    assert (key["ok"], "600" in str(key)) == (False, True)
