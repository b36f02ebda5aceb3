"""An IMAP server of the test's own, and a mailbox on it."""

from collections.abc import Iterator

import pytest

from tests.fakes.certificates import Certificates
from tests.fakes.imap_server.mailbox import Box
from tests.fakes.imap_server.server import ImapServer, server


@pytest.fixture
def imap(certificates: Certificates) -> Iterator[ImapServer]:
    """An honest one, without TLS."""
    with server(certificates.localhost, security="none") as running:
        yield running


@pytest.fixture
def anna(imap: ImapServer) -> Box:
    return imap.user("anna@acme.test")
