"""`postroom doctor`: what stands in the way of running, each with its mend."""

import asyncio
import shutil
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import click
import httpx

from bot import keys, workshop
from bot.cli.frame import Frame, command
from bot.settings import SettingInvalid
from storage import mailboxes, orm, secrets
from storage.troubles import troubles

_TIMEOUT = 10  # seconds
_LATELY = 3600  # seconds; an older error of the webhook is over
_CLOCK = 60  # seconds the clock may be off before dates of letters look odd


@dataclass(frozen=True, slots=True)
class Finding:
    """`trouble` names the text of what is wrong and, as its hint, of the mend; None: all is well."""

    name: str
    trouble: str | None = None
    facts: dict[str, str | int] = field(default_factory=dict)


Check = Callable[[Frame], Awaitable[str | tuple[str, dict[str, str | int]] | None]]


@click.command()
@command(json_option=True)
async def doctor(frame: Frame) -> int:
    """Check settings, key, database, Telegram, DNS, clock and disk."""
    findings = [await _look(frame, name, check) for name, check in CHECKS.items()]
    shown = [
        {
            "name": each.name,
            "ok": each.trouble is None,
            "detail": frame.say(f"doctor-{each.trouble}", **each.facts) if each.trouble else None,
            "mend": frame.say(f"doctor-{each.trouble}.mend", **each.facts) if each.trouble else None,
        }
        for each in findings
    ]
    if frame.json:
        meant = {"database": frame.settings.database_place, "timezone": frame.settings.timezone.key}
        frame.give({"ok": all(each["ok"] for each in shown), "checks": shown, **meant})
    else:
        for each in shown:
            title = frame.say(f"doctor-name-{each['name']}")
            click.echo(f"{'✓' if each['ok'] else '✗'} {title}")
            if not each["ok"]:
                click.echo(f"    {each['detail']}\n    → {each['mend']}")
        frame.tell("cli-database", where=frame.settings.database_place)
        frame.tell("doctor-timezone", zone=frame.settings.timezone.key)
    return 0 if all(each["ok"] for each in shown) else 1


async def _look(frame: Frame, name: str, check: Check) -> Finding:
    try:
        found = await check(frame)
        trouble, facts = found if isinstance(found, tuple) else (found, {})
        return Finding(name, trouble, facts)
    except SettingInvalid as error:
        return Finding(name, "setting-invalid", {"name": error.name, "wanted": error.wanted})


async def _settings(frame: Frame) -> str | None:
    """Each can be read, or no command would have begun; here the files and lists they name are tried.

    Raises `SettingInvalid`.
    """
    any_key = replace(frame.settings, secret_keys=(secrets.new_key(),))  # the real one is checked next
    with suppress(keys.DataDirUnusable, OSError), workshop.kit(any_key, keys.data_folder(any_key)) as kit:
        workshop.connector(kit)
    return None if frame.settings.bot_token else "no-token"


async def _key(frame: Frame) -> str | None:
    try:
        keys.data_folder(frame.settings)
        keyring = keys.keyring(frame.settings)
    except SettingInvalid:
        return "key-unusable"
    except (keys.DataDirUnusable, OSError):
        return "data-dir"
    if keys.is_open(frame.settings):
        return "key-open"
    try:
        async with orm.open_storage(frame.settings.database_url):
            for _, sealed in await mailboxes.credentials():
                if sealed:
                    keyring.unseal(sealed)
    except secrets.CannotUnseal:
        return "key-missing"
    except orm.DatabaseOutdated:
        return None  # the checks of the database say so
    except troubles():
        return None
    return None


async def _database(frame: Frame) -> str | None:
    try:
        async with orm.pending_migrations(frame.settings.database_url):
            return None
    except troubles():
        return "database"


async def _migrations(frame: Frame) -> str | None:
    try:
        async with orm.pending_migrations(frame.settings.database_url) as pending:
            return "migrations" if pending and not await orm.is_empty() else None
    except troubles():
        return "database"


async def _ask_telegram(frame: Frame, method: str = "getMe") -> httpx.Response:
    url = f"{frame.settings.telegram_api_url}/bot{frame.settings.bot_token or 'none'}/{method}"
    async with httpx.AsyncClient(timeout=_TIMEOUT, proxy=frame.settings.telegram_proxy or None) as client:
        return await client.get(url)


async def _telegram(frame: Frame) -> str | None:
    try:
        answer = await _ask_telegram(frame)
    except httpx.HTTPError:
        return "telegram"
    if answer.status_code in (401, 404):
        return "token" if frame.settings.bot_token else None
    return None


async def _webhook(frame: Frame) -> tuple[str, dict[str, str | int]] | None:
    """What Telegram says of bringing updates; nothing is wrong where they are fetched."""
    try:
        answer = await _ask_telegram(frame, "getWebhookInfo")
        told = answer.json()["result"] if answer.status_code == 200 else {}
    except (httpx.HTTPError, ValueError, KeyError):
        return None  # the check of Telegram says so
    address, ours = told.get("url", ""), f"{frame.settings.public_url}/telegram/"
    if not address:
        return None
    if not frame.settings.public_url or not address.startswith(ours):
        return "webhook-elsewhere", {"host": urlsplit(address).hostname or ""}
    lately = datetime.now(UTC).timestamp() - told.get("last_error_date", 0) < _LATELY
    if lately and told.get("pending_update_count"):
        return "webhook-fails", {"what": str(told.get("last_error_message", ""))}
    return None


async def _dns(frame: Frame) -> str | None:
    host = urlsplit(frame.settings.telegram_api_url).hostname
    try:
        await asyncio.wait_for(asyncio.get_running_loop().getaddrinfo(host, 443), _TIMEOUT)
    except (socket.gaierror, TimeoutError):
        return "dns"
    return None


async def _clock(frame: Frame) -> str | None:
    """Against the clock of the Bot API server, where it can be asked."""
    try:
        date = (await _ask_telegram(frame)).headers.get("date")
        off = datetime.now(UTC) - parsedate_to_datetime(date) if date else None
    except (httpx.HTTPError, ValueError):
        return None
    return "clock" if off and abs(off.total_seconds()) > _CLOCK else None


async def _disk(frame: Frame) -> str | tuple[str, dict[str, str | int]] | None:
    folder = frame.settings.disk_folder
    try:
        is_low = shutil.disk_usage(folder).free < frame.settings.policy.disk_low
    except OSError:
        return "data-dir"
    return ("disk", {"folder": str(folder)}) if is_low else None


CHECKS: dict[str, Check] = {
    "settings": _settings,
    "key": _key,
    "database": _database,
    "migrations": _migrations,
    "telegram": _telegram,
    "webhook": _webhook,
    "dns": _dns,
    "clock": _clock,
    "disk": _disk,
}
