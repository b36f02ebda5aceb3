"""Settings: one table, read once by the composition root and handed on.

The environment wins over `.env`; an empty value means the default. `.env.example` is made from the same table
(`python -m bot.settings`), and a test keeps the two equal.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from storage.records import Language
from sync_engine.policy import POLICY, Policy


class Setting(NamedTuple):
    name: str  # without POSTROOM_
    default: str
    help: str


SETTINGS = (
    Setting("BOT_TOKEN", "", "Token of your bot, from @BotFather. Without it only the sandbox runs."),
    Setting("ADMINS", "", "Telegram ids of administrators, comma separated. Empty: a claim link."),
    Setting("LANGUAGE", "ru", "ru or en: the command line, and people whose Telegram speaks neither."),
    Setting("TIMEZONE", "UTC", "For times shown to people, such as Europe/Moscow."),
    Setting("DATA_DIR", "data", "Where the database, the keys and the locks live (mode 0700)."),
    Setting("DATABASE_URL", "", "Default: sqlite://<data dir>/postroom.sqlite3; postgres://… for workers."),
    Setting("SECRET_KEYS", "", "Keys that seal mail passwords, newest first, comma separated. Empty: made and"
            " kept in the data dir on first start."),
    Setting("TELEGRAM_API_URL", "https://api.telegram.org", "Root address of the Bot API server."),
    Setting("TELEGRAM_PROXY", "", "http:// or socks5:// proxy for Telegram only."),
    Setting("HTTP_LISTEN", "127.0.0.1:8080", "host:port of the web pages, of the sandbox's chat, and, if set,"
            " of what monitoring asks a worker."),
    Setting("PUBLIC_URL", "", "https:// address of those pages through your web server, for people, and for"
            " Telegram with `run --webhook`. Empty: none; passwords are typed in the chat."),
    Setting("METRICS_TOKEN", "", "Whoever shows it (Authorization: Bearer …) may read /metrics. Empty: only"
            " programs on this machine may."),
    Setting("PROVIDERS_FILE", "", "TOML with your own domains and servers; wins over the built-in table."),
    Setting("GOOGLE_CLIENT_ID", "", "Sign-in by consent (OAuth 2.0) instead of a password, for each service"
            " that knows you: the id of your client."),
    Setting("GOOGLE_CLIENT_SECRET", "", "And its secret."),
    Setting("YANDEX_CLIENT_ID", "", "The same for Yandex."),
    Setting("YANDEX_CLIENT_SECRET", "", "And its secret."),
    Setting("MAILRU_CLIENT_ID", "", "The same for Mail.ru."),
    Setting("MAILRU_CLIENT_SECRET", "", "And its secret."),
    Setting("TRUSTED_HOSTS", "", "Mail servers allowed on private addresses: name or name:port, comma"
            " separated."),
    Setting("CA_FILE", "", "Extra certificate authority (PEM) for mail servers."),
    Setting("IMPORT_LETTERS", str(POLICY.import_letters), "Letters of the first import."),
    Setting("IMPORT_DAYS", str(POLICY.import_days), "How many days back the first import looks."),
    Setting("SYNC_MINUTES", "10-20", "Pause between two checks of a mailbox, from-to."),
    Setting("IDLE", "on", "Watch mailboxes live where their servers can: on, off, or how many at most in a"
            " process; the others are checked."),
    Setting("LOGINS_PER_MINUTE", str(POLICY.logins_per_minute), "Most sign-ins to one mailbox; services lock"
            " those that come too often."),
    Setting("WORKERS", "32", "Mailboxes synced at a time."),
    Setting("LOG_FORMAT", "text", "text or json."),
)  # fmt: skip


_ANY_NUMBER = "a whole number"
_IDLE = ("on", "off", _ANY_NUMBER)
OAUTH_SERVICES = ("google", "yandex", "mailru")


class SettingInvalid(Exception):
    """A setting has a value that cannot be used."""

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"POSTROOM_{name}: {wanted}")
        self.name, self.wanted = name, wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    bot_token: str
    admins: tuple[int, ...]
    language: Language
    timezone: ZoneInfo
    data_dir: Path
    database_url: str
    secret_keys: tuple[str, ...]
    telegram_api_url: str
    telegram_proxy: str
    http_listen: tuple[str, int]
    http_chosen: bool  # the address was named, so another one will not do
    public_url: str  # without a slash at its end; empty: no pages
    metrics_token: str = field(repr=False)
    providers_file: Path | None
    oauth_clients: Mapping[str, tuple[str, str]] = field(repr=False)  # service -> id and secret
    trusted_hosts: str
    ca_file: Path | None
    policy: Policy
    workers: int
    log_format: str

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")


def read(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """Raises `SettingInvalid`."""
    given = {name: value for name, value in dotenv_values(dotenv).items() if value}
    given |= {name: value for name, value in (environment or os.environ).items() if value}
    values = {each.name: given.get(f"POSTROOM_{each.name}", each.default).strip() for each in SETTINGS}
    data_dir = Path(values["DATA_DIR"]).expanduser().absolute()
    return Settings(
        bot_token=values["BOT_TOKEN"],
        admins=tuple(_number("ADMINS", each) for each in _list(values["ADMINS"])),
        language=_language(values["LANGUAGE"]),
        timezone=_timezone(values["TIMEZONE"]),
        data_dir=data_dir,
        database_url=_database(values["DATABASE_URL"]) if values["DATABASE_URL"] else _file_in(data_dir),
        secret_keys=tuple(_list(values["SECRET_KEYS"])),
        telegram_api_url=_url("TELEGRAM_API_URL", values["TELEGRAM_API_URL"], ("http", "https")),
        telegram_proxy=_url("TELEGRAM_PROXY", values["TELEGRAM_PROXY"], ("http", "socks5")),
        http_listen=_listen(values["HTTP_LISTEN"]),
        http_chosen="POSTROOM_HTTP_LISTEN" in given,
        public_url=_public(_url("PUBLIC_URL", values["PUBLIC_URL"], ("https", "http"))),
        metrics_token=values["METRICS_TOKEN"],
        providers_file=_file("PROVIDERS_FILE", values["PROVIDERS_FILE"]),
        oauth_clients=dict(_clients(values)),
        trusted_hosts=values["TRUSTED_HOSTS"],
        ca_file=_file("CA_FILE", values["CA_FILE"]),
        policy=replace(
            POLICY,
            import_letters=_number("IMPORT_LETTERS", values["IMPORT_LETTERS"], least=0),
            import_days=_number("IMPORT_DAYS", values["IMPORT_DAYS"], least=0),
            sync_minutes=_span("SYNC_MINUTES", values["SYNC_MINUTES"]),
            idle=_one_of("IDLE", _ANY_NUMBER if values["IDLE"].isdecimal() else values["IDLE"], _IDLE)
            != "off",
            watched_most=_number("IDLE", values["IDLE"]) if values["IDLE"].isdecimal() else None,
            logins_per_minute=_number("LOGINS_PER_MINUTE", values["LOGINS_PER_MINUTE"]),
        ),
        workers=_number("WORKERS", values["WORKERS"], least=1),
        log_format=_one_of("LOG_FORMAT", values["LOG_FORMAT"], ("text", "json")),
    )


def _clients(values: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in OAUTH_SERVICES:
        number, secret = (values[f"{name.upper()}_CLIENT_{each}"] for each in ("ID", "SECRET"))
        if number and not secret:
            raise SettingInvalid(f"{name.upper()}_CLIENT_ID", "goes with its CLIENT_SECRET")
        if number:
            yield name, (number, secret)


def _list(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _number(name: str, text: str, least: int = 1) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) < least:
        raise SettingInvalid(name, f"a whole number, {least} or more, not {text!r}")
    return int(text)


def _one_of(name: str, text: str, words: tuple[str, ...]) -> str:
    if text not in words:
        raise SettingInvalid(name, f"{' or '.join(words)}, not {text!r}")
    return text


def _language(text: str) -> Language:
    return "en" if _one_of("LANGUAGE", text, ("ru", "en")) == "en" else "ru"


def _timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingInvalid("TIMEZONE", f"a zone such as Europe/Moscow, not {text!r}") from None


def _span(name: str, text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,5})-([0-9]{1,5})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise SettingInvalid(name, f"minutes as A-B with 1 <= A <= B, not {text!r}")
    return int(found[1]), int(found[2])


def _url(name: str, text: str, schemes: tuple[str, ...]) -> str:
    if text and (urlsplit(text).scheme not in schemes or not urlsplit(text).netloc):
        # The value may hold a proxy's password: it is not repeated.
        raise SettingInvalid(name, f"an address that begins with {' or '.join(f'{s}://' for s in schemes)}")
    return text.rstrip("/")


def _public(url: str) -> str:
    """Passwords go there: in clear on this machine only."""
    parts = urlsplit(url)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingInvalid("PUBLIC_URL", "an address and nothing behind it")
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingInvalid("PUBLIC_URL", "an https:// address; http:// is for this machine only")
    return url


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise SettingInvalid("HTTP_LISTEN", f"host:port, not {text!r}")
    return host.strip("[]"), int(port)


def _database(text: str) -> str:
    if not text.startswith(("sqlite://", "postgres://")):
        raise SettingInvalid("DATABASE_URL", "sqlite://<path> or postgres://…")
    return text


def _file_in(data_dir: Path) -> str:
    """SQLite's address of a path is read as it stands: only these two have a meaning in it."""
    if set("?#") & set(str(data_dir)):
        raise SettingInvalid("DATA_DIR", "a path without ? and #")
    return f"sqlite://{data_dir / 'postroom.sqlite3'}"


def _file(name: str, text: str) -> Path | None:
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise SettingInvalid(name, f"there is no file {text!r}")
    return path


def example() -> str:
    """The text of `.env.example`."""
    head = (
        "# Settings of Postroom. Copy to .env and fill in what you need; the environment wins.\n"
        "# Everything has a default: an empty value means it.\n"
    )
    return head + "".join(
        f"\n# {each.help}\n{'' if each.name == 'BOT_TOKEN' else '# '}POSTROOM_{each.name}={each.default}\n"
        for each in SETTINGS
    )


if __name__ == "__main__":
    print(example(), end="")
