"""The demo mailboxes, whole: kept letters, IMAP and SMTP on free loopback ports, the clients' side.

Everything runs in the caller's loop; leaving the block ends it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox import cast, demo_imap, demo_smtp, loopback
from bot.sandbox.clients import Clients
from bot.sandbox.demo_folders import Folders
from bot.sandbox.door import Door
from bot.sandbox.kept_mail import KeptMail
from bot.sandbox.news import News
from storage.records import Server

FILE = "demo-mail.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMail:
    """The password of `door` opens every address of `addresses`, over IMAP and SMTP alike."""

    addresses: tuple[str, ...]
    door: Door
    imap: Server
    smtp: Server
    clients: Clients
    kept: KeptMail

    @property
    def password(self) -> str:
        return self.door.password

    def change_password(self) -> None:
        """As the owner of a mailbox does it at the mail service: the one known so far is refused at once."""
        self.door.change_password(self.kept.change_password())


@asynccontextmanager
async def served(folder: Path, news: News) -> AsyncIterator[DemoMail]:
    """Serves the mailboxes kept in `folder`, made there at the first start; raises OSError."""
    async with AsyncExitStack() as stack:
        kept = stack.enter_context(closing(KeptMail.open(folder / FILE)))
        boxes = {address: await Folders.restored(address, kept) for address in cast.ADDRESSES}

        async def deliver(address: str, raw: bytes, received: datetime) -> None:
            await boxes[address].deliver(raw, received)

        clients, door = Clients(deliver, news), Door(kept.password)

        async def take(address: str, raw: bytes) -> None:
            if address in boxes:
                await deliver(address, raw, datetime.now(UTC))
            else:
                clients.receive(address, raw)

        imap_sockets, smtp_sockets = loopback.listen(0), loopback.listen(0)
        for sock in (*imap_sockets, *smtp_sockets):
            stack.callback(sock.close)
        await stack.enter_async_context(demo_imap.served(boxes, door, imap_sockets))
        await stack.enter_async_context(demo_smtp.served(boxes, door, take, smtp_sockets))
        yield DemoMail(
            addresses=cast.ADDRESSES,
            door=door,
            imap=Server(host="localhost", port=imap_sockets[0].getsockname()[1], security="none"),
            smtp=Server(host="localhost", port=smtp_sockets[0].getsockname()[1], security="none"),
            clients=clients,
            kept=kept,
        )
