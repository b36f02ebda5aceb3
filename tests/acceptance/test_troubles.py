"""What stands in the way is one sentence, in JSON too where JSON was asked for; never a traceback."""

import shutil

from storage import secrets
from tests import databases
from tests.acceptance.conftest import ADMIN, Team
from tests.acceptance.program import Program, Result
from tests.fakes import ports
from tests.fakes.dovecot_box import Box


def trouble(result: Result, code: str, exit_code: int = 1) -> None:
    """The answer of a command with --json that could not be done."""
    assert (result.code, result.json["error"]["code"]) == (exit_code, code)
    assert "Traceback" not in result.err
    assert result.json["error"]["message"] in result.err


def test_a_data_dir_that_is_a_file(program: Program) -> None:
    shutil.rmtree(program.data)
    program.data.write_text("x")
    trouble(program.run("status", "--json"), "data_dir_unusable")
    doctor = program.run("doctor", "--json").json
    assert {"key", "disk"} & {each["name"] for each in doctor["checks"] if not each["ok"]}


@databases.of_sqlite
def test_a_database_that_is_none(program: Program) -> None:
    databases.file_of(program.database).write_bytes(b"this is no database" * 100)
    trouble(program.run("mailbox", "list", "--json"), "database_unusable")
    doctor = program.run("doctor", "--json")
    assert doctor.code == 1
    assert not {each["name"]: each["ok"] for each in doctor.json["checks"]}["database"]
    backup = program.run("backup", str(program.folder / "copy"))
    assert (backup.code, backup.out, "Traceback" in backup.err) == (1, "", False)
    assert not (program.folder / "copy").exists()


def test_a_database_server_that_is_away(program: Program) -> None:
    program.settings["DATABASE_URL"] = f"postgres://postroom:x@127.0.0.1:{ports.free()}/postroom"
    trouble(program.run("status", "--json"), "database_unusable")
    migrate = program.run("migrate")
    assert (migrate.code, "Traceback" in migrate.err) == (1, False)


@databases.of_sqlite
def test_a_backup_to_nowhere(program: Program) -> None:
    program.ok("status")
    result = program.run("backup", "/nonexistent/copy", "--lang", "en")
    assert result.code == 1
    assert result.err.startswith("The file /nonexistent/")


def test_wrong_usage(program: Program) -> None:
    assert program.run("user", "add", "9" * 23).code == 2
    trouble(program.run("letter", "a@acme.test", "inbox", "1", "--raw", "--json"), "usage", 2)


def test_a_first_command_says_that_it_made_a_key_and_closes_the_folder(program: Program) -> None:
    data = program.data
    if databases.is_sqlite(program.database):
        databases.file_of(program.database).unlink()  # it makes the tables, too
    data.chmod(0o755)
    program.ok("status")
    assert data.stat().st_mode & 0o777 == 0o700
    result = program.run("sync", "anna@acme.test", "--json")
    trouble(result, "not_found")
    assert "secret.key" in result.err
    assert "secret.key" not in program.run("sync", "anna@acme.test").err


def test_doctor_names_a_file_of_the_settings_that_cannot_be_used(program: Program) -> None:
    broken = program.folder / "providers.toml"
    broken.write_text("[[provider")
    program.settings["PROVIDERS_FILE"] = str(broken)
    (found,) = (each for each in program.run("doctor", "--json").json["checks"] if each["name"] == "settings")
    assert not found["ok"]
    assert "POSTROOM_PROVIDERS_FILE" in found["detail"]


def test_what_is_done_with_one_mailbox(team: Team, box: Box) -> None:
    """Pausing, another key, a password of a mailbox for reading, and removing its owner."""
    program = team.program
    program.ok("user", "add", "2002")
    arguments = ["mailbox", "add", box.address, "--owner", "2002", "--password-stdin", *team.servers()]
    program.ok(*arguments, "--no-smtp-check", stdin=f"{box.password}\n")
    box.deliver(b"From: a@client.test\r\nSubject: one\r\n\r\nx\r\n")
    assert program.json("sync", box.address)["letters_stored"] == 1

    program.ok("mailbox", "pause", box.address)
    trouble(program.run("sync", box.address, "--json"), "paused")
    program.ok("mailbox", "resume", box.address)

    program.ok("mailbox", "password", box.address, "--password-stdin", stdin=f"{box.password}\n")
    assert program.json("mailbox", "show", box.address)["can_send"] is False

    program.settings["SECRET_KEYS"] = secrets.new_key()
    trouble(program.run("sync", box.address, "--json"), "key_missing")
    trouble(program.run("audit", box.address, "--json"), "key_missing")

    program.ok("user", "remove", "2002", "--erase")
    rows = "SELECT id FROM mailbox UNION ALL SELECT id FROM letter"
    assert databases.ask(program.database, rows) == []
    program.ok("secrets", "rotate")


def test_credentials_that_are_gone_are_not_rotated(team: Team, box: Box) -> None:
    team.add(box)
    databases.ask(team.program.database, "UPDATE mailbox SET erased_at = connected_at, credential = ''")
    team.program.ok("secrets", "rotate")


def test_removing_waits_until_the_mailbox_is_gone(team: Team, box: Box) -> None:
    for number in range(3):
        box.deliver(b"From: a@client.test\r\nSubject: %d\r\n\r\nx\r\n" % number)
    team.add(box)
    team.program.ok("sync", box.address)
    team.program.ok("mailbox", "remove", box.address, "--yes")
    assert team.program.one("SELECT count(*) FROM mailbox") == 0
    team.add(box)  # at once
    assert team.program.json("mailbox", "show", box.address)["owner"] == int(ADMIN)
