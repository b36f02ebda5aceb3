"""What the pages tell an administrator to type does what they say, on an installation like theirs."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from tortoise import Tortoise, connections
from tortoise.migrations.api.migrate import migrate

from storage import orm
from tests import databases
from tests.acceptance.program import POSTROOM
from tests.fakes.postgres import Postgres

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
OLDER = "0012_questions"
NEWEST = "SELECT max(name) FROM tortoise_migrations"
VERSION = ROOT / "tests" / "storage" / "versions" / f"{OLDER}.sql"


def block(heading: str) -> str:
    """The first block of commands under a heading of the page for operators."""
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    assert page.count(f"\n{heading}\n") == 1
    return page.partition(f"\n{heading}\n")[2].split("```\n")[1]


class Machine:
    """Stands in for the machine of the page: its commands write down that they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.programs, self.backups = folder, folder / "bin", folder / "backups"
        self.programs.mkdir()
        self.backups.mkdir()
        self.said = folder / "said"
        self.does("sudo", 'exec "$@"')
        for name in ("systemctl", "git", "make"):
            self.does(name, f'echo "{name} $*" >> {self.said}')
        self.does("postroom", f'echo "postroom $1" >> {self.said}\nexec {POSTROOM} "$@"')

    def does(self, name: str, script: str) -> None:
        file = self.programs / name
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def types(self, lines: str, **settings: str) -> str:
        """What they print; each line has to succeed."""
        here = lines.replace("/var/backups/postroom", str(self.backups))
        around = {"PATH": f"{self.programs}:/usr/bin:/bin", "POSTROOM_LANGUAGE": "en"} | settings
        done = subprocess.run(
            ["sh", "-euc", here], env=around, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


async def older_database(url: str, rows: str) -> None:
    config = orm.config(url)
    await Tortoise.init(config=config)
    try:
        await migrate(config=config, target=f"storage.{OLDER}")
        await connections.get("default").execute_script(rows)
    finally:
        await Tortoise.close_connections()


async def test_the_lines_for_a_new_version_bring_an_older_database_to_it(machine: Machine) -> None:
    data = machine.folder / "data"
    data.mkdir(mode=0o700)
    file = data / "postroom.sqlite3"
    url, letters = f"sqlite://{file}", "SELECT count(*) FROM letter"
    await older_database(url, VERSION.read_text(encoding="utf-8"))
    before = databases.one(url, letters)
    printed = machine.types(block("## A new version"), POSTROOM_DATA_DIR=str(data))
    assert "migration" in printed
    said = machine.said.read_text(encoding="utf-8").splitlines()
    assert [line.split()[0:2] for line in said if not line.startswith(("git", "make"))] == [
        ["systemctl", "stop"],
        ["postroom", "backup"],
        ["postroom", "migrate"],
        ["systemctl", "start"],
    ]
    (copy,) = machine.backups.iterdir()
    assert databases.one(f"sqlite://{copy}", NEWEST) == OLDER
    assert databases.one(url, NEWEST) > OLDER
    assert databases.one(url, letters) == before > 0


def given_to_systemd_run(machine: Machine, *arguments: str) -> list[str]:
    """What our wrapper asks of systemd for this command, as root."""
    machine.does("id", "echo 0")
    machine.does("systemd-run", 'printf "%s\\0" "$@"')
    return machine.types(shlex.join([str(DEPLOY / "postroom"), *arguments])).split("\0")[:-1]


def test_the_command_has_the_settings_the_user_and_the_folder_of_the_service(machine: Machine) -> None:
    unit = (DEPLOY / "postroom.service").read_text(encoding="utf-8")
    given = given_to_systemd_run(machine, "doctor")
    asked = [value for option, value in pairwise(given) if option == "-p"]
    assert {each.partition("=")[0] for each in asked} >= {"User", "EnvironmentFile", "Environment"}
    lines = unit.splitlines()
    assert [each for each in asked if each not in lines] == []
    (program,) = re.findall(r"^ExecStart=(\S+) run$", unit, re.MULTILINE)
    assert given[given.index("--") + 1 :] == [program, "doctor"]
    assert "--pipe" in given  # nobody is at a terminal here


def test_the_words_of_a_command_arrive_as_they_were_typed(machine: Machine) -> None:
    words = ["a b", "", "'x'", "100%"]
    given = given_to_systemd_run(machine, "faq", *words, "$HOME $1")
    assert given[-6:] == ["faq", *words, "$$HOME $$1"]  # systemd makes one of two


def test_whoever_is_not_root_becomes_it(machine: Machine) -> None:
    machine.does("id", "echo 1000")
    machine.does("sudo", 'echo "$@"')
    assert machine.types(f"{DEPLOY / 'postroom'} status") == f"-- {DEPLOY / 'postroom'} status\n"


@pytest.fixture
def composed(machine: Machine, postgres: Postgres) -> Iterator[Machine]:
    """Its `docker compose` runs what it is told to in containers on this machine."""
    login = f"PGHOST=127.0.0.1 PGPORT={postgres.port} PGPASSWORD={postgres.password}"
    machine.does(
        "docker",
        f"""case "$2" in
        exec) shift 4; exec env {login} PATH={postgres.programs}:/usr/bin:/bin "$@" ;;
        run) shift 4; exec postroom "$@" ;;
        *) echo "docker $2" >> {machine.said} ;;
        esac""",
    )
    postgres.sql("CREATE DATABASE postroom")
    yield machine
    postgres.drop(postgres.url("postroom"))


async def test_the_lines_for_containers_update_and_go_back(composed: Machine, postgres: Postgres) -> None:
    url, names = postgres.url("postroom"), "SELECT name FROM worker"
    await older_database(url, "INSERT INTO worker VALUES ('old', now())")
    settings = {"POSTROOM_DATABASE_URL": url, "POSTROOM_DATA_DIR": str(composed.folder / "data")}
    composed.types(block("### A new version"), **settings)
    said = composed.said.read_text(encoding="utf-8").split("\n")
    assert said == ["docker stop", "git pull", "docker build", "postroom migrate", "docker up", ""]
    assert databases.one(url, NEWEST) > OLDER
    databases.ask(url, "UPDATE worker SET name = 'new'")
    (copy,) = composed.folder.glob("before-*.dump")
    assert copy.stat().st_mode & 0o777 == 0o600
    copy.rename(composed.folder / "before.dump")
    composed.types(block("### Backup and restore"), **settings)
    assert databases.ask(url, names) == [("old",)]
    assert databases.one(url, NEWEST) > OLDER
