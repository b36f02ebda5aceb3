"""The engine and all it stands on, stacked once: beside the bot (`postroom run`) or alone (`worker`).

A worker has a web server, for monitoring only, where the settings name an address for it: several on one
machine could not all have the usual one.

The order is the start-up order, and backwards the order of going down: end the syncs, close the database,
let go of the lock.
"""

import asyncio
import logging
import resource
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace

from bot import keys
from bot.cli.frame import Frame, database_trouble
from storage import mailboxes, people
from storage.secrets import CannotUnseal, Keyring
from sync_engine.work import lock
from sync_engine.work.crew import Alone, Crew
from sync_engine.work.engine import Engine
from sync_engine.work.indexing import Indexer
from sync_engine.work.kit import Kit

log = logging.getLogger(__name__)

_OTHER_FILES = 200  # of the database, Telegram, the pages, readers and the log


def _allow_many_files() -> int:
    """Each watched mailbox is an open file, and many systems begin with 1024: how many there may be now."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # then it stays as it is
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        now = most
    return sys.maxsize if now == resource.RLIM_INFINITY else now


def watched_most(chosen: int | None, files: int, workers: int) -> int:
    """How many mailboxes may be watched, so that files are left for visits, the database and the pages."""
    room = max(0, files - _OTHER_FILES - 2 * workers)
    return room if chosen is None else min(chosen, room)


@asynccontextmanager
async def running(frame: Frame) -> AsyncIterator[tuple[Kit, Engine]]:
    """Raises `Locked` where another engine is at the same SQLite file, `Trouble` without a database, and
    `CannotUnseal` without the key that sealed what it holds.
    """
    settings = frame.settings
    files = _allow_many_files()
    async with AsyncExitStack() as stack:
        keys.data_folder(settings)
        if settings.is_sqlite:
            await stack.enter_async_context(lock.held(settings.data_dir, "engine"))
        kit = await stack.enter_async_context(frame.workshop())
        await _try_the_keys(kit.keyring)
        most = watched_most(kit.policy.watched_most, files, settings.workers)
        kit = replace(kit, policy=replace(kit.policy, watched_most=most))
        await people.ensure_admins(settings.admins, settings.language)
        crew: Crew = Alone(kit.clock)
        if not settings.is_sqlite:
            from sync_engine.work import sharing  # its libraries take time and memory, and SQLite needs none

            session = sharing.session_of(kit)
            kit = replace(kit, worker=session.name)
            with database_trouble():
                crew = await stack.enter_async_context(sharing.shared(kit, session, settings.database_url))
        engine = await stack.enter_async_context(Engine(kit, workers=settings.workers, crew=crew))
        await stack.enter_async_context(Indexer(None if settings.is_sqlite else kit.locks))
        yield kit, engine


async def _try_the_keys(keyring: Keyring) -> None:
    """Without the key not one mailbox could be signed in to, and their owners would hear it one by one.

    One that opens is enough: a key that is missing for some is no reason to stop the others.
    """
    sealed = [each for _, each in await mailboxes.credentials() if each]
    if sealed and not keyring.opens_any(sealed):
        raise CannotUnseal


@asynccontextmanager
async def stopping() -> AsyncIterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def work(frame: Frame) -> None:
    """An engine without a bot, until told to stop."""
    async with AsyncExitStack() as stack:
        stop = await stack.enter_async_context(stopping())
        kit, engine = await stack.enter_async_context(running(frame))
        if frame.settings.http_chosen:
            await stack.enter_async_context(_observed(frame, kit, engine))
        log.info("working", extra={"action": "working"})
        await stop.wait()
        log.info("stopping", extra={"action": "stopping"})


@asynccontextmanager
async def _observed(frame: Frame, kit: Kit, engine: Engine) -> AsyncIterator[None]:
    """Monitoring may ask how it does. Raises `Trouble` where the port is taken."""
    from bot.web import monitoring, observed, serving  # megabytes that a worker nobody asks does without

    settings = frame.settings
    process = observed.Worker(
        engine,
        settings.policy,
        kit.clock,
        settings.timezone,
        kit.meter,
        settings.data_dir,
        settings.metrics_token,
    )
    async with serving.served(monitoring.routes(process), *settings.http_listen):
        yield
