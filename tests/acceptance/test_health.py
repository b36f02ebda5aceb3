"""The web server of `run`: /healthz tells the truth, and without a public address there is nothing else."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import databases
from tests.acceptance.program import Program
from tests.acceptance.test_processes import until
from tests.fakes import ports


def status(port: int, path: str) -> int | None:
    """None while nobody listens."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10).status_code
    except httpx.TransportError:
        return None


@pytest.fixture
def program(program: Program) -> Program:
    program.settings |= {
        "BOT_TOKEN": "1:made-up",
        "ADMINS": "1001",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{ports.free()}",  # nobody is there
        "HTTP_LISTEN": f"127.0.0.1:{ports.free()}",
    }
    return program


def port_of(program: Program) -> int:
    return int(program.settings["HTTP_LISTEN"].rpartition(":")[2])


def test_healthy_while_it_runs_and_nothing_else_is_served(program: Program) -> None:
    port = port_of(program)
    with program.running("run") as running:
        until(lambda: status(port, "/healthz") == 200)
        for path in ("/", "/connect/AAAAAAAAAAAAAAAAAAAAAA", "/oauth/google/callback", "/page/state"):
            assert status(port, path) == 404
        assert running.terminate() == 0
    assert status(port, "/healthz") is None


def test_unwell_while_the_database_does_not_answer(program: Program) -> None:
    port = port_of(program)
    with program.running("run"):
        until(lambda: status(port, "/healthz") == 200)
        databases.ask(program.database, "ALTER TABLE mailbox RENAME TO gone")
        # The engine cannot look for work any more; its heartbeat grows old.
        until(lambda: status(port, "/healthz") == 503, seconds=60)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk that is as good as full. Skips the test where none may be mounted."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@databases.of_sqlite
def test_the_disk_that_is_watched_is_the_database_s(program: Program, full_disk: Path) -> None:
    program.settings["DATABASE_URL"] = f"sqlite://{full_disk / 'postroom.sqlite3'}"
    with program.running("run"):
        until(lambda: status(port_of(program), "/healthz") == 503)
        told = httpx.get(f"http://{program.settings['HTTP_LISTEN']}/healthz").json()
        assert (told["database"], told["disk"]) == (True, False)
        doctor = program.run("doctor", "--json").json
    (disk,) = (each for each in doctor["checks"] if each["name"] == "disk")
    assert not disk["ok"]
    assert str(full_disk) in disk["mend"]


def test_a_taken_port_is_one_sentence(program: Program) -> None:
    with socket.create_server(("127.0.0.1", port_of(program))):
        result = program.run("run")
    assert result.code == 1
    assert "port" in result.err.lower() or "порт" in result.err.lower()
    assert "Traceback" not in result.err


@databases.of_postgres
def test_a_worker_tells_how_it_does_and_serves_nothing_else(program: Program) -> None:
    port, address = port_of(program), program.settings["HTTP_LISTEN"]
    with program.running("worker") as worker:
        until(lambda: status(port, "/healthz") == 200)
        figures = httpx.get(f"http://{address}/metrics").text
        for name in ("postroom_heartbeat_age_seconds", "postroom_syncs_total", "postroom_database_up 1.0"):
            assert name in figures
        for path in ("/", "/connect/AAAAAAAAAAAAAAAAAAAAAA", "/oauth/google/callback", "/page/state"):
            assert status(port, path) == 404
        taken = program.run("worker", "--lang", "en")
        assert (taken.code, f"port {port}" in taken.err.lower()) == (1, True)
        databases.ask(program.database, "ALTER TABLE mailbox RENAME TO gone")
        until(lambda: status(port, "/healthz") == 503, seconds=60)
        assert worker.terminate() == 0
    assert status(port, "/healthz") is None


def test_pages_are_served_where_there_is_a_public_address(program: Program) -> None:
    port = port_of(program)
    program.settings["PUBLIC_URL"] = "https://mail.example.com"
    with program.running("run") as running:
        until(lambda: status(port, "/healthz") == 200)
        assert status(port, "/") == 404
        answer = httpx.get(f"http://127.0.0.1:{port}/connect/AAAAAAAAAAAAAAAAAAAAAA")
        assert answer.status_code == 404
        assert answer.headers["Strict-Transport-Security"]
        assert running.terminate() == 0
