"""The bot as a whole: built here, started and stopped by hand beside the rest of the program.

Holds always:
- building touches no network, and a Telegram that cannot be reached neither ends nor delays the start;
- leaving `running` takes under three seconds whatever Telegram does;
- no token, address or text of a letter reaches a log.
"""

import asyncio
import contextlib
import ipaddress
import logging
import os
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
from telegram import LinkPreviewOptions, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults
from telegram.request import HTTPXRequest

from bot import access, handlers, show
from bot.chores import Chores
from bot.context import App, Context, Deps
from bot.hearing import Hearing
from bot.parking import Parking, retry_after
from bot.polling import Poller
from bot.trials import Trials
from bot.updates import PerChat
from bot.views import home
from bot.webhook import Hook
from storage import people
from sync_engine.work import traces

log = logging.getLogger(__name__)

_POOL = 64  # connections to Telegram at a time
_CONNECT, _READ, _WAIT = 10.0, 20.0, 10.0  # seconds for connecting, for an answer, for a free connection
_GRACE = 1.0  # seconds for updates in hand when we are told to stop


def build_application(*, token: str, api_root: str, proxy: str | None, deps: Deps) -> App:
    """The bot with all its handlers; `api_root` is the Bot API's root address, `proxy` http or socks5.

    Touches no network. Needs `running` around it to do anything.
    """
    # Times come as spans, not as numbers of seconds (python-telegram-bot's own switch).
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    _hush()
    api_root, parking = api_root.rstrip("/"), Parking()
    context = _context(api_root)
    application: App = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{api_root}/bot")
        .base_file_url(f"{api_root}/file/bot")
        .request(_request(api_root, proxy, _POOL, context))
        .get_updates_request(_request(api_root, proxy, 2, context))
        .defaults(Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .context_types(ContextTypes(context=Context))
        .rate_limiter(parking)
        .concurrent_updates(PerChat())
        .job_queue(None)
        .updater(None)
        .build()
    )
    application.bot_data.update(deps=deps, trials=Trials(), chores=Chores(), parking=parking)
    access.register(application)
    handlers.register(application)
    application.add_error_handler(_went_wrong)
    return application


def _context(api_root: str) -> ssl.SSLContext:
    """One for all connections to Telegram: reading the authorities takes 50 ms. For http none are needed."""
    if urlsplit(api_root).scheme == "http":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody
    return httpx.create_ssl_context(trust_env=not _is_here(api_root))


def _request(api_root: str, proxy: str | None, pool: int, context: ssl.SSLContext) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=pool,
        connect_timeout=_CONNECT,
        read_timeout=_READ,
        write_timeout=_READ,
        pool_timeout=_WAIT,
        proxy=proxy,
        # A Bot API on this machine is never behind the proxy that the environment names.
        httpx_kwargs={"trust_env": not _is_here(api_root), "verify": context},
    )


def _is_here(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hush() -> None:
    """Libraries that would log requests with the token in their address, or what people wrote."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("telegram.Bot", "telegram.ext.ExtBot", "telegram.request.BaseRequest"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@contextlib.asynccontextmanager
async def running(application: App, deps: Deps) -> AsyncIterator[None]:
    """Answers people while it is entered; connects to Telegram in the background, as often as it takes."""
    hearing = Hook(application, deps, deps.door) if deps.door else Poller(application, deps)
    listening = asyncio.create_task(hearing.run(), name=hearing.doing)
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await _stop(application, hearing)


async def _stop(application: App, hearing: Hearing) -> None:
    trials, processor = application.bot_data["trials"], application.update_processor
    chores = application.bot_data["chores"]
    assert isinstance(trials, Trials)
    assert isinstance(chores, Chores)
    assert isinstance(processor, PerChat)
    await processor.drain(_GRACE)
    await trials.stop_all()  # after the last handler that could begin one
    await chores.stop_all()
    if application.running:
        await hearing.confirm()
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()  # where connecting never came to its end


async def _went_wrong(update: object, context: Context) -> None:
    """The last to hear of an error: logs where it was, not what it said, and tells the person."""
    error = context.error
    # A request that Telegram refuses is a mistake of ours; to the library it is trouble of the network.
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        log.warning("Telegram trouble: %s", type(error).__name__, extra={"action": "telegram_trouble"})
        return
    if isinstance(error, RetryAfter):
        log.info("Telegram wants a pause in a chat", extra={"action": "chat_parked"})
        if isinstance(update, Update) and update.effective_chat:
            _say_sorry_later(update.effective_chat.id, retry_after(error), context)
        return
    if isinstance(error, Forbidden):
        if isinstance(update, Update) and update.effective_user:
            person = await people.find(update.effective_user.id)
            if person is not None:
                await people.mark_unreachable(person.id, context.deps.clock())
        return
    log.error("an update could not be handled: %s", traces.where(error), extra={"action": "update_failed"})
    if isinstance(update, Update) and update.effective_chat:
        await _say_sorry(update.effective_chat.id, context)


def _say_sorry_later(chat: int, pause: timedelta, context: Context) -> None:
    async def wait_and_say() -> None:
        await asyncio.sleep(pause.total_seconds())
        await _say_sorry(chat, context)

    context.chores.start(f"sorry-{chat}", wait_and_say, asyncio.create_task)


async def _say_sorry(chat: int, context: Context) -> None:
    person = await people.find(chat)
    if person is None:
        return
    try:
        await show.send(context.bot, chat, home.sorry(context.deps.voice(person.language)))
    except TelegramError as trouble:
        log.info("could not say sorry: %s", type(trouble).__name__)
