import random
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import mailboxes, orm, people, records, secrets
from sync_engine.policy import POLICY
from sync_engine.rules import providers
from sync_engine.wire.guard import Trusted
from sync_engine.work.connect import Connector
from sync_engine.work.kit import Kit
from tests.fakes import certificates as certificates_fake
from tests.fakes import dovecot
from tests.fakes.dovecot_box import Box


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Path]:
    """The file of an empty database, open."""
    file = tmp_path / "postroom.sqlite3"
    async with orm.open_storage(f"sqlite://{file}"):
        yield file


@pytest.fixture
def kit(
    tmp_path: Path, certificates: certificates_fake.Certificates, dovecot_server: dovecot.Dovecot
) -> Iterator[Kit]:
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield Kit(
            policy=POLICY,
            keyring=secrets.Keyring([secrets.new_key()]),
            context=certificates.client_context(),
            trusted=Trusted(frozenset({("localhost", dovecot_server.tls_port)})),
            pool=pool,
            locks=tmp_path,
            clock=lambda: datetime.now(UTC),
            chance=random.random,
        )


async def connect(kit: Kit, box: Box, server: dovecot.Dovecot) -> records.Mailbox:
    """Connects a mailbox for reading."""
    connector = Connector(kit, providers.Table(), providers.Table())
    where = providers.Given(host="localhost", port=server.tls_port, security="tls")
    found = connector.recognise(box.address, imap=where, need_smtp=False)
    owner = await people.put(1001, "admin", "ru")
    done = await connector.connect(found, box.password, owner=owner, mode="personal", smtp_check=False)
    mailbox = await mailboxes.get(done.mailbox_id)
    assert mailbox
    return mailbox
