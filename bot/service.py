"""The composition root: everything that runs, stacked once.

The order is the start-up order, and backwards the order of going down: stop pushing, stop Telegram, end the
syncs, close the database, let go of the lock. Storage opens first because tasks see only what was there when
they were made.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
from starlette.routing import Mount, Router

from bot import alarms, app, delivery, inquiries, keys, machinery, progress, push, workshop
from bot.cli.frame import Frame, Trouble
from bot.context import Deps
from bot.sandbox import loopback
from bot.sandbox import serve as sandbox
from bot.settings import Settings
from bot.site import Site
from bot.telegram_link import bot_name, start_link
from bot.web import routes, server, serving
from storage import people
from sync_engine.work import files, lock, retry
from sync_engine.work.kit import Kit
from sync_engine.work.watchman import Watchman

log = logging.getLogger(__name__)

_RETRY_WAITS = 60  # seconds for a sync of the mailbox to end before a quarantined letter is tried again


async def serve(frame: Frame) -> None:
    """Runs until told to stop. Raises `Locked` where another engine or bot is at the same database."""
    async with machinery.stopping() as stop, _running(frame, stop):
        if not await people.has_admin():
            await _print_claim(frame)
        await stop.wait()
        log.info("stopping", extra={"action": "stopping"})


async def play(frame: Frame) -> None:
    """The sandbox: the same program, speaking to a Bot API server and a mail server of its own."""
    home = keys.data_folder(frame.settings) / "sandbox"
    home.mkdir(mode=0o700, exist_ok=True)
    host, port = frame.settings.http_listen
    async with AsyncExitStack() as stack:
        stop = await stack.enter_async_context(machinery.stopping())
        await stack.enter_async_context(lock.held(home, "sandbox"))
        try:
            box = await stack.enter_async_context(
                sandbox.sandbox(home, host, port, frame.language, port_chosen=frame.settings.http_chosen)
            )
        except loopback.NotLoopback:
            raise Trouble("sandbox-not-loopback") from None
        except OSError:
            raise Trouble("port-taken", port=str(port)) from None
        inside = replace(frame, settings=_inside(frame.settings, box, home))
        await stack.enter_async_context(_running(inside, stop, box.pages))
        await people.put(box.manager_id, "member", frame.language)
        click.echo(frame.say("cli-sandbox", url=box.page_url))
        await stop.wait()


def _inside(settings: Settings, box: sandbox.Sandbox, home: Path) -> Settings:
    """The settings of the sandbox: its own data, its own servers, nothing of the real ones."""
    own = home / "providers.toml"
    own.write_text(box.providers_toml, encoding="utf-8")
    trusted = ",".join(f"{server.host}:{server.port}" for server in (box.imap, box.smtp))
    return replace(
        settings,
        bot_token=box.token,
        admins=box.admin_ids,
        data_dir=home,
        database_url=f"sqlite://{home / 'postroom.sqlite3'}",
        secret_keys=(),
        telegram_api_url=box.api_url,
        public_url=box.api_url,
        telegram_proxy="",
        providers_file=own,
        oauth_clients={},
        trusted_hosts=trusted,
    )


@asynccontextmanager
async def _running(frame: Frame, stop: asyncio.Event, pages: Router | None = None) -> AsyncIterator[None]:
    """`pages`: where the web pages go; None: on a server of their own."""
    settings = frame.settings
    async with AsyncExitStack() as stack:
        kit, engine = await stack.enter_async_context(machinery.running(frame))
        await _only_bot(kit, stack, stop)
        deps = Deps(
            engine=engine,
            connector=workshop.connector(kit),
            read_again=partial(retry.take, kit=kit, wait=_RETRY_WAITS),
            files=files.Files(kit),
            policy=settings.policy,
            timezone=settings.timezone,
            default_language=settings.language,
            clock=kit.clock,
            site=Site(settings.public_url, kit.keyring) if settings.public_url else None,
            meter=kit.meter,
            metrics_token=settings.metrics_token,
            admins=frozenset(settings.admins),
            folder=settings.data_dir,
        )
        application = app.build_application(
            token=settings.bot_token,
            api_root=settings.telegram_api_url,
            proxy=settings.telegram_proxy or None,
            deps=deps,
        )
        await stack.enter_async_context(app.running(application, deps))
        await stack.enter_async_context(push.Pusher(application, deps))
        await stack.enter_async_context(progress.ProgressBoard(application, deps))
        await stack.enter_async_context(delivery.DeliveryBoard(application, deps))
        await stack.enter_async_context(Watchman(settings.data_dir, settings.policy, kit.clock))
        await stack.enter_async_context(alarms.AlarmBoard(application, deps))
        await stack.enter_async_context(inquiries.InquiryBoard(application, deps))
        ours = routes.routes(application, deps)
        if pages is not None:
            pages.routes.append(Mount("/", app=server.FromHere(Router(ours))))
            stack.callback(pages.routes.clear)
        else:
            await stack.enter_async_context(serving.served(ours, *settings.http_listen))
        log.info("running", extra={"action": "running"})
        yield


async def _only_bot(kit: Kit, stack: AsyncExitStack, stop: asyncio.Event) -> None:
    """Telegram gives its updates to one bot: a second one on the same PostgreSQL is refused with `Locked`.

    Beside SQLite the engine is the only one already.
    """
    if isinstance(kit.locks, Path):
        return

    def lost() -> None:
        log.error("another bot took over while the database was away; ending", extra={"action": "bot_lost"})
        stop.set()

    await stack.enter_async_context(lock.held(kit.locks, "bot"))
    kit.locks.unless("bot", lost)


async def _print_claim(frame: Frame) -> None:
    """Nobody is in charge yet: whoever can read this terminal may be (rule H4)."""
    code = secrets.token_urlsafe(16)
    valid = frame.settings.policy.claim_valid
    await people.add_invite(code, "admin", workshop.now() + valid, claim=True)
    click.echo(frame.say("cli-claim", link=start_link(await bot_name(frame.settings), code)))
