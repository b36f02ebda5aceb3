"""The sandbox as the composition root uses it.

    async with serve.sandbox(data_dir, "127.0.0.1", 8080, "ru") as box:
        # run the bot with box.token against box.api_url, trust box.imap and box.smtp
        ...

- It listens on this machine only and refuses any other host.
- Only the mailboxes outlive it (`demo-mail.jsonl` in the data folder): after a restart the same UIDs mean the
  same letters. The chats start empty, with message ids no earlier run has used.
- Leaving the block ends everything within a second or so, open polls and streams included.
"""

import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Router

from bot.sandbox import bot_api, cast, demo_mail, loopback
from bot.sandbox.chats import Chats
from bot.sandbox.clients import Clients
from bot.sandbox.page import routes
from bot.sandbox.people import Person
from bot.web import server
from storage.records import Language, Server

ADMIN, MANAGER, GUEST = 100_000_001, 100_000_002, 100_000_003

_NAMES = {"ru": ("Анна", "Борис", "Kate"), "en": ("Anna", "Boris", "Катя")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Where everything is; `manager_id` is a colleague to invite.

    `password` opens each of `addresses`, until it is changed on the page. `pages` is empty: Postroom's own
    web pages come into it, beside the chat.
    """

    page_url: str
    api_url: str
    token: str
    admin_ids: tuple[int, ...]
    manager_id: int
    addresses: tuple[str, ...]
    password: str
    domains: tuple[str, ...]
    imap: Server
    smtp: Server
    chats: Chats
    clients: Clients
    pages: Router

    @property
    def providers_toml(self) -> str:
        """The demo domain as a providers file, so that its servers are recognised from an address."""
        return "\n".join(
            (
                "[[provider]]",
                f"domains = {json.dumps(self.domains)}",
                f"imap = {_as_toml(self.imap)}",
                f"smtp = {_as_toml(self.smtp)}",
                "",
            )
        )


def _as_toml(server: Server) -> str:
    return f'{{ host = "{server.host}", port = {server.port}, security = "{server.security}" }}'


@asynccontextmanager
async def sandbox(
    data_dir: Path, host: str, port: int, language: Language, *, port_chosen: bool = False
) -> AsyncIterator[Sandbox]:
    """Serves the sandbox from the running loop.

    `port` is a wish: if it is taken one of the next is used, and `page_url` tells which; with `port_chosen`
    OSError is raised instead. Port 0 takes any. Raises `loopback.NotLoopback` for a host elsewhere.
    """
    loopback.check(host)
    sockets = loopback.listen(port) if port_chosen else loopback.listen_near(port)
    url = loopback.url(host, sockets[0].getsockname()[1])
    chats = Chats(first_message_id=int(time.time()))
    chats.add(*_people(language))
    async with AsyncExitStack() as stack:
        for sock in sockets:
            stack.callback(sock.close)
        mail = await stack.enter_async_context(demo_mail.served(data_dir, chats.news))
        pages = Router()
        ours = [*bot_api.routes(chats), *routes.routes(chats, mail)]
        app = Starlette(routes=[*ours, Mount("/", app=pages)])
        served = server.served(loopback.OwnNamesOnly(app), sockets, let_go=chats.news.close)
        await stack.enter_async_context(served)
        yield Sandbox(
            page_url=f"{url}/",
            api_url=url,
            token=chats.token,
            admin_ids=(ADMIN,),
            manager_id=MANAGER,
            addresses=mail.addresses,
            password=mail.password,
            domains=(cast.DOMAIN,),
            imap=mail.imap,
            smtp=mail.smtp,
            chats=chats,
            clients=mail.clients,
            pages=pages,
        )


def _people(language: Language) -> tuple[Person, ...]:
    """Two colleagues, and a guest nobody invited whose Telegram speaks the other language."""
    admin, manager, guest = _NAMES[language]
    other = "en" if language == "ru" else "ru"
    return (
        Person(id=ADMIN, first_name=admin, language_code=language, role="admin"),
        Person(id=MANAGER, first_name=manager, language_code=language, role="manager"),
        Person(id=GUEST, first_name=guest, language_code=other, role="guest"),
    )
