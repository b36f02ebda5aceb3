"""Each way a mailbox cannot be connected has its own code and its own sentence, and leaves nothing behind."""

import secrets

import pytest

from tests import databases
from tests.acceptance.conftest import ADMIN, Team
from tests.acceptance.program import Program
from tests.fakes import dovecot, ports
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box

GOOD = "anna@acme.test"


def refused(program: Program, *arguments: str, address: str, password: str) -> tuple[str, int, set[str]]:
    """Code, exit code, and the sentences of both languages."""
    command = ["mailbox", "add", address, "--owner", ADMIN, "--password-stdin", *arguments]
    answers = [
        program.run(*command, "--json", "--lang", language, stdin=f"{password}\n")
        for language in ("ru", "en")
    ]
    plain = program.run(*command, "--lang", "en", stdin=f"{password}\n")
    for answer in (*answers, plain):
        assert answer.code != 0
        assert password not in answer.out + answer.err
    found = [answer.json["error"] for answer in answers]
    assert plain.err.startswith(found[1]["message"])
    assert plain.out == ""
    return found[0]["code"], answers[0].code, {error["message"] for error in found}


def nothing_stored(program: Program) -> bool:
    rows = "SELECT id FROM mailbox UNION ALL SELECT id FROM folder UNION ALL SELECT id FROM letter"
    return databases.ask(program.database, rows) == []


@pytest.mark.parametrize(
    ("address", "arguments", "code", "exit_code"),
    [
        pytest.param("почта@кремль.рф", [], "idn_not_supported", 4, id="cyrillic-address"),
        pytest.param("sales@xn--e1aybc.xn--p1ai", [], "idn_not_supported", 4, id="punycode"),
        pytest.param("x@outlook.com", [], "microsoft_unavailable", 4, id="microsoft"),
        pytest.param("anna", [], "address_invalid", 4, id="no-address"),
        pytest.param(GOOD, ["--imap-host", "192.0.2.1"], "server_is_ip", 4, id="ip"),
        pytest.param(GOOD, ["--imap-host", "[::1]"], "server_is_ip", 4, id="ipv6"),
        pytest.param(GOOD, ["--imap-host", "3221225985"], "server_is_ip", 4, id="ip-in-decimal"),
        pytest.param(
            GOOD,
            ["--imap-host", "mail.acme.test", "--smtp-host", "mail.acme.test", "--imap-port", "995"],
            "protocol_not_supported",
            4,
            id="pop3-port",
        ),
        pytest.param(
            GOOD, ["--imap-host", "localhost", "--smtp-host", "localhost"], "private_host", 4, id="private"
        ),
    ],
)
def test_what_is_refused_before_any_connection(
    team: Team, address: str, arguments: list[str], code: str, exit_code: int
) -> None:
    found = refused(team.program, *arguments, address=address, password=secrets.token_urlsafe())
    assert found[:2] == (code, exit_code)
    assert len(found[2]) == 2
    assert nothing_stored(team.program)


def test_a_wrong_password(team: Team, box: Box) -> None:
    team.smtp.user(box.address, box.password)
    found = refused(team.program, *team.servers(), address=box.address, password=secrets.token_urlsafe())
    assert found[:2] == ("sign_in_refused", 3)
    assert len(found[2]) == 2
    assert nothing_stored(team.program)


def test_a_wrong_password_for_sending_only(team: Team, box: Box) -> None:
    found = refused(team.program, *team.servers(), address=box.address, password=box.password)
    assert found[:2] == ("smtp_sign_in_refused", 3)
    assert nothing_stored(team.program)


def test_a_dead_host(team: Team) -> None:
    dead = str(ports.free())
    # the other server is one that may be tried: a private one would be told before a dead one
    team.program.settings["TRUSTED_HOSTS"] += f",localhost:{dead},localhost"
    arguments = ["--imap-host", "localhost", "--imap-port", dead, "--smtp-host", "localhost"]
    found = refused(team.program, *arguments, address=GOOD, password=secrets.token_urlsafe())
    assert found[:2] == ("server_unreachable", 5)
    assert len(found[2]) == 2
    assert nothing_stored(team.program)


@pytest.mark.parametrize("fault", ["unknown_authority", "wrong_name", "expired"])
def test_a_bad_certificate(make_team: object, certificates: Certificates, fault: str) -> None:
    assert callable(make_team)
    with dovecot.server(getattr(certificates, fault)) as server:
        team = make_team(server)
        box = server.user(GOOD)
        found = refused(team.program, *team.servers(), address=box.address, password=box.password)
        assert found[:2] == ("tls_failed", 5)
        assert len(found[2]) == 2
        assert nothing_stored(team.program)


def test_sending_unreachable_means_connected_for_reading(team: Team, box: Box) -> None:
    team.smtp.stop()
    team.add(box)
    assert team.program.json("mailbox", "show", box.address)["can_send"] is False


def test_an_address_is_connected_once_in_the_same_words_for_everybody(team: Team, box: Box) -> None:
    team.add(box)
    team.program.ok("user", "add", "2002")
    said = []
    for owner in (ADMIN, "2002"):
        arguments = ["mailbox", "add", box.address, "--owner", owner, "--password-stdin", *team.servers()]
        result = team.program.run(*arguments, "--json", stdin=f"{box.password}\n")
        said.append((result.code, result.json))
    assert said[0] == said[1]
    assert said[0][1]["error"]["code"] == "already_connected"


def test_only_an_administrator_connects_a_mailbox_for_all(team: Team, box: Box) -> None:
    team.program.ok("user", "add", "2002")
    arguments = ["mailbox", "add", box.address, "--owner", "2002", "--password-stdin", *team.servers()]
    result = team.program.run(*arguments, "--mode", "corporate", "--json", stdin=f"{box.password}\n")
    assert (result.code, result.json["error"]["code"]) == (4, "corporate_needs_admin")


def test_an_unknown_owner(team: Team, box: Box) -> None:
    arguments = ["mailbox", "add", box.address, "--owner", "5", "--password-stdin", *team.servers()]
    result = team.program.run(*arguments, "--json", stdin=f"{box.password}\n")
    assert (result.code, result.json["error"]["code"]) == (1, "not_found")


def test_the_password_is_nowhere_in_the_data_folder(team: Team, box: Box) -> None:
    team.add(box)
    team.program.ok("sync", box.address)
    for path in (team.program.folder / "data").rglob("*"):
        if path.is_file():
            assert box.password.encode() not in path.read_bytes(), path.name
