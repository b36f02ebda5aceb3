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
from functools import partial
from pathlib import Path

import click
from starlette.routing import Mount, Router

from bot import alarms, app, delivery, inquiries, machinery, progress, push, workshop
from bot.cli.frame import Frame, Trouble
from bot.context import Deps
from bot.door import Door
from bot.site import Site
from bot.telegram_link import bot_name, start_link
from bot.web import routes, server, serving
from storage import people
from sync_engine.work import files, letter_sizes, lock, retry
from sync_engine.work.kit import Kit
from sync_engine.work.watchman import Watchman

log = logging.getLogger(__name__)

_RETRY_WAITS = 60  # seconds for a sync of the mailbox to end before a quarantined letter is tried again


async def serve(frame: Frame, *, webhook: bool) -> None:
    """Runs until told to stop; `webhook`: Telegram brings the updates instead of being asked for them.

    Raises `Locked` where another engine or bot is at the same database, `Trouble`.
    """
    if webhook and not frame.settings.public_url:
        raise Trouble("webhook-no-address")
    async with machinery.stopping() as stop, running(frame, stop, webhook=webhook):
        if not await people.has_admin():
            await _print_claim(frame)
        await stop.wait()
        log.info("stopping", extra={"action": "stopping"})


@asynccontextmanager
async def running(
    frame: Frame, stop: asyncio.Event, pages: Router | None = None, *, webhook: bool = False
) -> AsyncIterator[None]:
    """`pages`: where the web pages go; None: on a server of their own."""
    settings = frame.settings
    async with AsyncExitStack() as stack:
        kit, engine = await stack.enter_async_context(machinery.running(frame))
        await _only_bot(kit, stack, stop)
        deps = Deps(
            engine=engine,
            connector=workshop.connector(kit),
            read_again=partial(retry.take_for_person, kit=kit, wait=_RETRY_WAITS),
            files=files.Files(kit),
            letter_sizes=letter_sizes.LetterSizes(kit),
            policy=settings.policy,
            timezone=settings.timezone,
            default_language=settings.language,
            clock=kit.clock,
            site=Site(settings.public_url, kit.keyring) if settings.public_url else None,
            meter=kit.meter,
            metrics_token=settings.metrics_token,
            admins=frozenset(settings.admins),
            door=Door.of(settings.bot_token, settings.public_url) if webhook else None,
            folder=settings.disk_folder,
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
        watchman = Watchman(settings.disk_folder, settings.policy, kit.clock)
        await stack.enter_async_context(watchman)
        await stack.enter_async_context(alarms.AlarmBoard(application, deps, lambda: watchman.full_since))
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
