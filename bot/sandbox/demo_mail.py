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
from bot.sandbox.kept_mail import KeptMail
from bot.sandbox.news import News
from storage.records import Server

FILE = "demo-mail.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMail:
    """`password` opens every address of `addresses`, over IMAP and SMTP alike."""

    addresses: tuple[str, ...]
    password: str
    imap: Server
    smtp: Server
    clients: Clients


@asynccontextmanager
async def served(folder: Path, news: News) -> AsyncIterator[DemoMail]:
    """Serves the mailboxes kept in `folder`, made there at the first start; raises OSError."""
    async with AsyncExitStack() as stack:
        kept = stack.enter_context(closing(KeptMail.open(folder / FILE)))
        boxes = {address: await Folders.restored(address, kept) for address in cast.ADDRESSES}

        async def deliver(address: str, raw: bytes, received: datetime) -> None:
            await boxes[address].deliver(raw, received)

        clients = Clients(deliver, news)

        async def take(address: str, raw: bytes) -> None:
            if address in boxes:
                await deliver(address, raw, datetime.now(UTC))
            else:
                clients.receive(address, raw)

        imap_sockets, smtp_sockets = loopback.listen(0), loopback.listen(0)
        for sock in (*imap_sockets, *smtp_sockets):
            stack.callback(sock.close)
        await stack.enter_async_context(demo_imap.served(boxes, kept.password, imap_sockets))
        await stack.enter_async_context(demo_smtp.served(boxes, kept.password, take, smtp_sockets))
        yield DemoMail(
            addresses=cast.ADDRESSES,
            password=kept.password,
            imap=Server(host="localhost", port=imap_sockets[0].getsockname()[1], security="none"),
            smtp=Server(host="localhost", port=smtp_sockets[0].getsockname()[1], security="none"),
            clients=clients,
        )
