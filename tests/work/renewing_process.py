"""A process of its own that renews the tokens of a mailbox, says so, and waits to be killed.

Called with: the database's address, the folder of locks, a CA file, the mailbox's id. From stdin: the key,
and the client as JSON.
"""

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from storage import credentials, orm, secrets
from sync_engine.policy import POLICY
from sync_engine.rules.consents import Client, Service
from sync_engine.wire import tls
from sync_engine.wire.guard import Trusted
from sync_engine.work import tokens
from sync_engine.work.kit import Kit


async def main(database: str, locks: str, ca_file: str, mailbox_id: int) -> None:
    told = json.loads(sys.stdin.readline())
    client = Client(service=Service(**told["service"]), id=told["id"], secret=told["secret"])
    with ThreadPoolExecutor(max_workers=1) as pool:
        kit = Kit(
            policy=POLICY,
            keyring=secrets.Keyring([told["key"]]),
            context=tls.client_context(Path(ca_file)),
            trusted=Trusted(),
            pool=pool,
            locks=Path(locks),
            clock=lambda: datetime.now(UTC),
            chance=lambda: 0.5,
            consents={client.service.id: client},
        )
        async with orm.open_storage(database):
            found = await credentials.of_consent(mailbox_id)
            assert found
            await tokens.fresh(mailbox_id, found[1], kit, refused=told["refused"])
            print("renewed", flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    database, locks, ca_file, number = sys.argv[1:]
    asyncio.run(main(database, locks, ca_file, int(number)))
