"""What it takes to connect a mailbox on a server of this machine."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from storage import mailboxes, people, records, secrets
from sync_engine.policy import POLICY
from sync_engine.rules import providers
from sync_engine.wire.guard import Trusted
from sync_engine.work.connect import Connector
from sync_engine.work.kit import Kit
from tests.fakes import certificates as certificates_fake


@contextmanager
def kit_for(port: int, folder: Path, certificates: certificates_fake.Certificates) -> Iterator[Kit]:
    """Trusts one port of this machine; lock files go into `folder`."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield Kit(
            policy=POLICY,
            keyring=secrets.Keyring([secrets.new_key()]),
            context=certificates.client_context(),
            trusted=Trusted(frozenset({("localhost", port)})),
            pool=pool,
            locks=folder,
            clock=lambda: datetime.now(UTC),
            chance=random.random,
        )


async def connect_to(
    kit: Kit, address: str, password: str, where: providers.Given, *, login: str | None = None
) -> records.Mailbox:
    """Connects a mailbox of the administrator 1001 for reading. Raises `MailError`."""
    connector = Connector(kit, providers.Table(), providers.Table())
    found = await connector.recognise(address, imap=where, login=login, need_smtp=False)
    owner = await people.put(1001, "admin", "ru")
    done = await connector.connect(found, password, owner=owner, mode="personal", smtp_check=False)
    mailbox = await mailboxes.get(done.mailbox_id)
    assert mailbox
    return mailbox
