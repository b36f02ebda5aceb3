"""Kills, stops and commands beside a running engine. Telegram is unreachable throughout."""

import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import corpus, databases
from tests.acceptance.conftest import Team
from tests.acceptance.program import Program
from tests.fakes import dovecot, ports
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box


def fill(box: Box, count: int) -> None:
    now = datetime.now(UTC)
    box.fill(
        corpus.letters(
            count,
            seed=3,
            first=now - timedelta(days=29),
            last=now - timedelta(hours=1),
            team_address=box.address,
        )
    )


def with_bot(team: Team) -> Program:
    """A token, and a Telegram that does not answer."""
    team.program.settings |= {
        "BOT_TOKEN": "1:x",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{ports.free()}",
    }
    return team.program


def until(happened: Callable[[], Any], seconds: float = 30) -> Any:
    """Another process cannot wake us: asks again until something is there."""
    give_up = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < give_up, "it never happened"
        time.sleep(0.05)
    return found


def stored(program: Program) -> int:
    return int(program.one("SELECT count(*) FROM letter"))


def imported(program: Program) -> bool:
    return bool(program.one("SELECT count(*) FROM mailbox WHERE imported_at IS NOT NULL"))


def test_a_kill_in_the_middle_of_the_import(team: Team, box: Box) -> None:
    fill(box, 500)
    team.add(box)
    program = with_bot(team)
    with program.running("run") as running:
        until(lambda: stored(program) > 0)
        running.kill()
    interrupted = stored(program)
    assert 0 < interrupted < 500, "the kill came too late to show anything"
    with program.running("run"):
        until(lambda: imported(program))
    audit = program.json("audit", box.address)
    assert (audit["complete"], audit["current"]) == (True, True)
    letters = program.json("letters", box.address, "--limit", "1000")
    assert len({(letter["folder"], letter["uid"]) for letter in letters}) == len(letters) == 500


def test_commands_beside_a_running_engine(team: Team, box: Box) -> None:
    fill(box, 30)
    program = with_bot(team)
    with program.running("run") as running:
        until(lambda: program.run("status").code == 0)
        before = time.monotonic()
        team.add(box)
        until(lambda: imported(program))
        assert time.monotonic() - before < 10
        assert program.json("audit", box.address)["complete"]
        assert len(program.json("letters", box.address)) == 30
        assert program.json("status")["by_state"] == {"ok": 1}
        assert program.json("sync", box.address)["letters_stored"] == 0
        second = program.run("run")
        assert second.code == 1
        assert second.err.startswith("Сейчас этим занят другой процесс.")
        # A kill lets go of the lock at once.
        running.kill()
        with program.running("run") as successor:
            box.deliver(b"From: a@client.test\r\nSubject: after\r\n\r\nx\r\n")
            program.ok("sync", box.address)
            assert program.json("letters", box.address, "--limit", "1")[0]["subject"] == "after"
            assert successor.process.poll() is None


def test_sigterm_ends_it_soon_and_leaves_nothing_half_done(team: Team, box: Box) -> None:
    many = 3_000  # more than the visit in hand brings to its end
    fill(box, many)
    team.add(box)
    program = with_bot(team)
    with program.running("run") as running:
        until(lambda: stored(program) > 0)
        before = time.monotonic()
        assert running.terminate() == 0
        assert time.monotonic() - before < 5
    audit = program.json("audit", box.address)
    assert audit["complete"]
    assert sum(folder["stored"] for folder in audit["folders"]) == stored(program) < many
    before_it, brought = stored(program), list[int]()

    def all_here() -> bool:
        # The first may bring only the visit to its end that was broken off after its last letter.
        brought.append(int(program.json("sync", box.address)["letters_stored"]))
        return stored(program) == many

    until(all_here, 60)
    assert sum(brought) == many - before_it


def test_a_sync_waits_for_another_of_the_same_mailbox(team: Team, box: Box) -> None:
    fill(box, 500)
    team.add(box)
    program = team.program
    with program.running("sync", box.address):
        until(lambda: stored(program) > 0)
        second = program.json("sync", box.address)
    assert second["letters_stored"] == 0, "the second came after the first, not beside it"
    assert stored(program) == 500


@databases.of_sqlite
def test_a_backup_of_a_running_engine_is_whole_and_private(team: Team, box: Box) -> None:
    fill(box, 20)
    team.add(box)
    program = with_bot(team)
    with program.running("run"):
        until(lambda: imported(program))
        copy = program.folder / "copy.sqlite3"
        program.ok("backup", str(copy))
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM letter").fetchone() == (20,)
    assert program.run("backup", str(copy)).code == 1


def test_without_a_token_the_hint_is_given(team: Team) -> None:
    result = team.program.run("run")
    assert result.code == 1
    assert "--sandbox" in result.err


def test_sigterm_ends_it_soon_while_a_mail_server_is_silent(
    make_team: Callable[..., Team], certificates: Certificates
) -> None:
    with dovecot.server(certificates.localhost) as server:
        team = make_team(server)
        box = server.user("anna@acme.test")
        team.add(box)
        server.stop()
        with socket.create_server(("127.0.0.1", server.tls_port)) as silent:
            silent.settimeout(30)
            with with_bot(team).running("run") as running:
                caught, _ = silent.accept()
                with caught:
                    before = time.monotonic()
                    assert running.terminate() == 0
                    assert time.monotonic() - before < 5
        server.start()
    assert stored(team.program) == 0


def test_a_server_that_is_down_is_no_refusal_and_the_mailbox_comes_back(
    make_team: Callable[..., Team], certificates: Certificates
) -> None:
    with dovecot.server(certificates.localhost) as server:
        team = make_team(server)
        box = server.user("anna@acme.test")
        team.add(box)
        program = team.program
        server.stop()
        result = program.run("sync", box.address, "--json")
        assert (result.code, result.json["error"]["code"]) == (5, "server_unreachable")
        program.run("sync", box.address)
        assert program.json("mailbox", "show", box.address)["state"] == "unreachable"
        box.deliver(b"From: a@client.test\r\nSubject: meanwhile\r\n\r\nx\r\n")
        server.start()
        assert program.json("sync", box.address)["letters_stored"] == 1
        assert program.json("mailbox", "show", box.address)["state"] == "ok"


def test_nobody_in_charge_gets_a_claim_link_on_the_terminal(team: Team) -> None:
    program = with_bot(team)
    del program.settings["ADMINS"]
    with program.running("run") as running:
        until(lambda: "/start " in running.log.read_text(encoding="utf-8"))
    program.ok("user", "add", "1001", "--role", "admin")
    mark = len((program.folder / "log").read_text(encoding="utf-8"))
    with program.running("run") as running:
        until(lambda: "running" in running.log.read_text(encoding="utf-8")[mark:])
        assert running.terminate() == 0
    assert "/start " not in (program.folder / "log").read_text(encoding="utf-8")[mark:]
