"""Puts together what mail work needs, from the settings."""

import os
import random
import secrets
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import keys
from bot.settings import SettingInvalid, Settings
from sync_engine.rules import consent_table, consents, provider_table, providers
from sync_engine.wire import guard, tls
from sync_engine.work import builtin
from sync_engine.work.connect import Connector
from sync_engine.work.kit import Kit
from sync_engine.work.lock import Place


def now() -> datetime:
    return datetime.now(UTC)


def operator_table(file: Path | None) -> providers.Table:
    """The operator's own providers. Raises `SettingInvalid`."""
    if file is None:
        return providers.Table()
    try:
        return provider_table.parse_table(file.read_text(encoding="utf-8"))
    except (provider_table.TableInvalid, UnicodeDecodeError, OSError) as error:
        raise SettingInvalid("PROVIDERS_FILE", str(error)) from None


def _consents(settings: Settings) -> dict[str, consents.Client]:
    """The services that know the operator. Raises `SettingInvalid`."""
    file = settings.providers_file
    try:
        services = builtin.consents(file.read_text(encoding="utf-8") if file else "")
    except consent_table.ConsentsInvalid as error:
        raise SettingInvalid("PROVIDERS_FILE", str(error)) from None
    return {
        name: consents.Client(service=services[name], id=number, secret=secret)
        for name, (number, secret) in settings.oauth_clients.items()
    }


def _trusted(settings: Settings) -> guard.Trusted:
    try:
        return guard.parse_trusted(settings.trusted_hosts, operator_table(settings.providers_file))
    except ValueError as error:
        raise SettingInvalid("TRUSTED_HOSTS", str(error)) from None


def _context(settings: Settings) -> ssl.SSLContext:
    try:
        return tls.client_context(settings.ca_file)
    except OSError as error:  # ssl.SSLError is one
        raise SettingInvalid("CA_FILE", f"cannot be used: {error}") from None


@asynccontextmanager
async def locks(settings: Settings) -> AsyncIterator["Place"]:
    """Where this process holds its locks. Raises what asyncpg raises where PostgreSQL is away."""
    if settings.is_sqlite:
        folder = keys.data_folder(settings) / "locks"
        folder.mkdir(mode=0o700, exist_ok=True)
        yield folder
        return
    from storage.session import session  # brings a library that SQLite does not need

    name = f"{socket.gethostname()[:16]}-{os.getpid()}-{secrets.token_hex(4)}"
    async with session(settings.database_url, name) as found:
        yield found


@contextmanager
def kit(settings: Settings, locks: "Place") -> Iterator[Kit]:
    """Raises `SettingInvalid`."""
    # Threads are made when they are needed; silent servers may keep one a visit waiting.
    pool = ThreadPoolExecutor(max_workers=2 * settings.workers + 4, thread_name_prefix="mail")
    try:
        yield Kit(
            policy=settings.policy,
            keyring=keys.keyring(settings),
            context=_context(settings),
            trusted=_trusted(settings),
            pool=pool,
            locks=locks,
            clock=now,
            chance=random.random,
            own=operator_table(settings.providers_file),
            builtin=builtin.table(),
            consents=_consents(settings),
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def connector(tools: Kit) -> Connector:
    return Connector(tools, tools.own, tools.builtin)
