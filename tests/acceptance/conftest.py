from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

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
def make_team(
    tmp_path: Path,
    certificates: certificates_fake.Certificates,
    dovecot_server: dovecot.Dovecot,
    smtp_server: smtpd.SmtpServer,
) -> Callable[..., Team]:
    def make(server: dovecot.Dovecot = dovecot_server) -> Team:
        settings = {
            "ADMINS": ADMIN,
            "CA_FILE": str(certificates.ca_file),
            "TRUSTED_HOSTS": f"localhost:{server.tls_port},localhost:{server.plain_port},"
            f"localhost:{smtp_server.port}",
        }
        return Team(Program(tmp_path, settings), server, smtp_server)

    return make


@pytest.fixture
def team(make_team: Callable[[], Team]) -> Team:
    return make_team()
