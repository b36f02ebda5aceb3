"""The tests stay on this machine, end what they start, and say what they miss."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sync_engine.wire import dns_records, exchangers
from tests.fakes import leftovers, ports, require


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1", "2001:db8::1"])
def test_a_connection_beyond_this_machine_fails_the_test(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as line, pytest.raises(pytest.fail.Exception, match="tried to reach"):
        line.connect((address, 993))


async def test_asyncio_is_guarded_too() -> None:
    with pytest.raises(pytest.fail.Exception, match="tried to reach"):
        await asyncio.open_connection("192.0.2.1", 993)


def test_names_elsewhere_are_unknown_and_localhost_is_not() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("imap.acme.test", 993))
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


async def test_the_name_servers_of_this_machine_are_not_asked() -> None:
    with pytest.raises(OSError, match="a test wanted"):
        dns_records.resolver()
    assert await exchangers.of_domain("gmail.com") == ()


def test_a_free_port_can_be_taken_and_is_below_those_of_outgoing_connections() -> None:
    port = ports.free()
    with socket.create_server(("127.0.0.1", port)):
        assert port < 32_768


@pytest.mark.parametrize("orphan", [False, True], ids=["child", "orphan"])
def test_a_process_left_behind_is_found(tmp_path: Path, orphan: bool) -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    if orphan:
        script = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:], stdout=2).pid)"
        done = subprocess.run([sys.executable, "-c", script, *sleeper], stdout=subprocess.PIPE, check=True)
        process = psutil.Process(int(done.stdout))
    else:
        process = psutil.Popen(sleeper)
    try:
        assert process.pid in {each.pid for each in leftovers.find(os.environ[leftovers.MARK], patience=0)}
    finally:
        process.kill()
        if not orphan:
            process.wait()


@pytest.mark.parametrize(
    ("required", "outcome"),
    [
        pytest.param(None, pytest.skip.Exception, id="skipped"),
        pytest.param("all", pytest.fail.Exception, id="failed"),
    ],
)
def test_a_missing_program_is_named(
    monkeypatch: pytest.MonkeyPatch, required: str | None, outcome: type[BaseException]
) -> None:
    monkeypatch.setattr(require, "find", lambda name: None)
    monkeypatch.delenv("POSTROOM_TEST_REQUIRE", raising=False)
    if required:
        monkeypatch.setenv("POSTROOM_TEST_REQUIRE", required)
    with pytest.raises(outcome, match=r"dovecot is not installed \(Debian package: dovecot-imapd\)"):
        require.require("dovecot")
