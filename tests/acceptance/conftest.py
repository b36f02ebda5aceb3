from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import databases
from tests.acceptance.program import Program
from tests.fakes import certificates as certificates_fake
from tests.fakes import dovecot, smtpd
from tests.fakes.dovecot_box import Box

ADMIN = "1001"


@dataclass(frozen=True, slots=True)
class Team:
    """Postroom with one administrator, and the mail servers its mailboxes are on."""

    program: Program
    dovecot: dovecot.Dovecot
    smtp: smtpd.SmtpServer

    def servers(self) -> list[str]:
        imap = ["--imap-host", "localhost", "--imap-port", str(self.dovecot.tls_port)]
        smtp = ["--smtp-host", "localhost", "--smtp-port", str(self.smtp.port), "--smtp-security", "tls"]
        return [*imap, "--imap-security", "tls", *smtp]

    def add(self, box: Box, *more: str, owner: str = ADMIN) -> None:
        """Connects a mailbox by the command line."""
        self.smtp.user(box.address, box.password)
        arguments = ["mailbox", "add", box.address, "--owner", owner, "--password-stdin"]
        self.program.ok(*arguments, *self.servers(), *more, stdin=f"{box.password}\n")


@pytest.fixture
def database_folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    return data


@pytest.fixture
def program(tmp_path: Path, own_database: str) -> Program:
    """Its tables are made already, which would take its first command seconds."""
    return Program(tmp_path, {} if databases.is_sqlite(own_database) else {"DATABASE_URL": own_database})


@pytest.fixture
def make_team(
    program: Program,
    certificates: certificates_fake.Certificates,
    dovecot_server: dovecot.Dovecot,
    smtp_server: smtpd.SmtpServer,
) -> Callable[..., Team]:
    def make(server: dovecot.Dovecot = dovecot_server) -> Team:
        program.settings |= {
            "ADMINS": ADMIN,
            "CA_FILE": str(certificates.ca_file),
            "TRUSTED_HOSTS": f"localhost:{server.tls_port},localhost:{server.plain_port},"
            f"localhost:{smtp_server.port}",
        }
        return Team(program, server, smtp_server)

    return make


@pytest.fixture
def team(make_team: Callable[[], Team]) -> Team:
    return make_team()
