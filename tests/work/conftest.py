from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage import orm, records
from sync_engine.rules import providers
from sync_engine.work.kit import Kit
from tests.fakes import certificates as certificates_fake
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box
from tests.fakes.imap_server import server as imap_server
from tests.fakes.imap_server.character import Character
from tests.work.connecting import connect_to, kit_for
from tests.work.follow import Followed, Play, followed


@pytest.fixture
async def database(own_database: str) -> AsyncIterator[str]:
    """The address of an empty database, open."""
    async with orm.open_storage(own_database):
        yield own_database


@pytest.fixture
def kit(
    tmp_path: Path, certificates: certificates_fake.Certificates, dovecot_server: dovecot.Dovecot
) -> Iterator[Kit]:
    with kit_for(dovecot_server.tls_port, tmp_path, certificates) as made:
        yield made


@pytest.fixture
def play(database: str, tmp_path: Path, certificates: certificates_fake.Certificates) -> Play:
    """An empty mailbox, not yet connected, on a server of a character."""

    @asynccontextmanager
    async def playing(character: Character) -> AsyncIterator[Followed]:
        with (
            imap_server.server(certificates.localhost, character) as imap,
            kit_for(imap.port, tmp_path, certificates) as kit,
        ):
            async with followed(imap, kit) as mailbox:
                yield mailbox

    return playing


async def connect(kit: Kit, box: Box, server: dovecot.Dovecot) -> records.Mailbox:
    """Connects a mailbox for reading."""
    return await connect_to(
        kit,
        box.address,
        box.password,
        providers.Given(host="localhost", port=server.tls_port, security="tls"),
    )
