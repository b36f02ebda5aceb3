"""After a day's work no password is anywhere but sealed in the database, and an old key opens nothing."""

import secrets as chance
from collections.abc import Iterator

import pytest

from storage import secrets
from tests.acceptance.conftest import ADMIN, Team
from tests.acceptance.looking import seen
from tests.acceptance.program import Program
from tests.acceptance.telegram import Telegram, telegram
from tests.acceptance.test_processes import until
from tests.fakes import ports
from tests.fakes.dovecot_box import Box

MEMBER = 2002
PROVIDERS = """
[[provider]]
domains = ["{domain}"]
imap = {{ host = "localhost", port = {imap}, security = "tls" }}
smtp = {{ host = "localhost", port = {smtp}, security = "tls" }}
"""


@pytest.fixture
def office(team: Team, box: Box) -> Iterator[tuple[Program, Telegram]]:
    """Postroom with a Telegram, and servers that are found from the address."""
    program, domain = team.program, box.address.rpartition("@")[2]
    own = program.folder / "providers.toml"
    own.write_text(PROVIDERS.format(domain=domain, imap=team.dovecot.tls_port, smtp=team.smtp.port))
    team.smtp.user(box.address, box.password)
    with telegram([int(ADMIN), MEMBER]) as api:
        program.settings |= {
            **api.settings,
            "PROVIDERS_FILE": str(own),
            "HTTP_LISTEN": f"127.0.0.1:{ports.free()}",
            "LOG_FORMAT": "json",
        }
        yield program, api


def test_a_day_leaves_no_password_anywhere(office: tuple[Program, Telegram], box: Box) -> None:
    program, api = office
    wrong, file = chance.token_urlsafe(12), program.folder / "data" / "secret.key"
    box.deliver(b"From: petrov@client.test\r\nSubject: before\r\n\r\nx\r\n")
    program.ok("user", "add", str(MEMBER), "--role", "member")
    printed = []
    with program.running("run") as running:
        api.say(MEMBER, "/connect", "ящик")
        api.say(MEMBER, box.address, "Пришлите пароль")
        api.say(MEMBER, wrong, "не принял пароль")
        api.say(MEMBER, box.password, "подключён")
        until(lambda: "ok" in program.run("status", "--json").json["by_state"])
        result = program.run("mailbox", "password", box.address, "--password-stdin", stdin=f"{wrong}\n")
        assert result.code == 3
        printed += [result.out, result.err]
        for command in (
            ["mailbox", "password", box.address, "--password-stdin"],
            ["secrets", "rotate", "--new"],
            ["sync", box.address, "--json"],
            ["audit", box.address, "--json"],
            ["mailbox", "show", box.address, "--json"],
            ["doctor"],
        ):
            done = program.run(*command, stdin=f"{box.password}\n")
            printed += [done.out, done.err]
        api.say(MEMBER, "/status", box.address)
        everything = {**seen(program, api, running.process.pid), "printed": "\n".join(printed)}
    for secret in (box.password, wrong):
        assert [where for where, text in everything.items() if secret in text] == []
    figures = everything["metrics"]
    assert 'postroom_imap_sign_ins_total{result="refused"}' in figures
    for private in (box.address, "petrov", "client.test", "before", str(MEMBER), ADMIN):
        assert private not in figures
    new, old = file.read_text().split()
    sealed = program.one("SELECT credential FROM mailbox")
    assert secrets.Keyring([new]).unseal(sealed) == box.password
    with pytest.raises(secrets.CannotUnseal):
        secrets.Keyring([old]).unseal(sealed)
    for key in (new, old):
        places = {where for where, text in everything.items() if key in text}
        assert places == {"file secret.key"}
