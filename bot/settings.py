"""Settings: one table, read once by the composition root and handed on.

The environment wins over `.env`; an empty value means the default. `.env.example` is made from the same table
(`python -m bot.settings`), and a test keeps the two equal.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

from bot.setting_values import SettingInvalid as SettingInvalid
from bot.setting_values import (
    address_of,
    database_address,
    database_in,
    existing_file,
    language,
    listed,
    listen,
    number,
    one_of,
    public_address,
    span,
    timezone,
)
from storage import address
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
    Setting("TIMEZONE", "UTC", "For times shown to people and for quiet hours, such as Europe/Moscow."),
    Setting("DATA_DIR", "data", "Where the database, the keys and the locks live (mode 0700)."),
    Setting("DATABASE_URL", "", "Default: sqlite://<data dir>/postroom.sqlite3; for workers"
            " postgres://user:password@host:5432/name, the password percent-encoded, with"
            " ?sslmode=verify-full&sslrootcert=<PEM file> where it goes over a network."),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    bot_token: str
    admins: tuple[int, ...]
    language: Language
    timezone: ZoneInfo
    data_dir: Path
    database_url: str = field(repr=False)
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

    @property
    def database_file(self) -> Path:
        """Of SQLite."""
        return Path(self.database_url.removeprefix("sqlite://").partition("?")[0]).absolute()

    @property
    def database_place(self) -> str:
        """Where the database is, for people: no password."""
        return str(self.database_file if self.is_sqlite else address.parse(self.database_url))

    @property
    def disk_folder(self) -> Path:
        """Whose disk is watched: the one that the database grows on, if it is this machine's to know."""
        return self.database_file.parent if self.is_sqlite else self.data_dir


def read(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """Raises `SettingInvalid`."""
    given = _given(environment, dotenv)
    values = {each.name: given.get(f"POSTROOM_{each.name}", each.default).strip() for each in SETTINGS}
    data_dir = Path(values["DATA_DIR"]).expanduser().absolute()
    return Settings(
        bot_token=values["BOT_TOKEN"],
        admins=tuple(number("ADMINS", each) for each in listed(values["ADMINS"])),
        language=language(values["LANGUAGE"]),
        timezone=timezone(values["TIMEZONE"]),
        data_dir=data_dir,
        database_url=database_address(values["DATABASE_URL"])
        if values["DATABASE_URL"]
        else database_in(data_dir),
        secret_keys=tuple(listed(values["SECRET_KEYS"])),
        telegram_api_url=address_of("TELEGRAM_API_URL", values["TELEGRAM_API_URL"], ("http", "https")),
        telegram_proxy=address_of("TELEGRAM_PROXY", values["TELEGRAM_PROXY"], ("http", "socks5")),
        http_listen=listen(values["HTTP_LISTEN"]),
        http_chosen="POSTROOM_HTTP_LISTEN" in given,
        public_url=public_address(address_of("PUBLIC_URL", values["PUBLIC_URL"], ("https", "http"))),
        metrics_token=values["METRICS_TOKEN"],
        providers_file=existing_file("PROVIDERS_FILE", values["PROVIDERS_FILE"]),
        oauth_clients=dict(_clients(values)),
        trusted_hosts=values["TRUSTED_HOSTS"],
        ca_file=existing_file("CA_FILE", values["CA_FILE"]),
        policy=replace(
            POLICY,
            import_letters=number("IMPORT_LETTERS", values["IMPORT_LETTERS"], least=0),
            import_days=number("IMPORT_DAYS", values["IMPORT_DAYS"], least=0),
            sync_minutes=span("SYNC_MINUTES", values["SYNC_MINUTES"]),
            idle=one_of("IDLE", _ANY_NUMBER if values["IDLE"].isdecimal() else values["IDLE"], _IDLE)
            != "off",
            watched_most=number("IDLE", values["IDLE"]) if values["IDLE"].isdecimal() else None,
            logins_per_minute=number("LOGINS_PER_MINUTE", values["LOGINS_PER_MINUTE"]),
        ),
        workers=number("WORKERS", values["WORKERS"], least=1),
        log_format=one_of("LOG_FORMAT", values["LOG_FORMAT"], ("text", "json")),
    )


def _given(environment: Mapping[str, str] | None, dotenv: Path) -> dict[str, str]:
    given = {name: value for name, value in dotenv_values(dotenv).items() if value}
    return given | {name: value for name, value in (environment or os.environ).items() if value}


def spoken(environment: Mapping[str, str] | None = None, dotenv: Path = Path(".env")) -> Language:
    """The language to say in that some setting, perhaps this one, cannot be used."""
    return "en" if _given(environment, dotenv).get("POSTROOM_LANGUAGE", "").strip() == "en" else "ru"


def _clients(values: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in OAUTH_SERVICES:
        identity, secret = (values[f"{name.upper()}_CLIENT_{each}"] for each in ("ID", "SECRET"))
        if identity and not secret:
            raise SettingInvalid(f"{name.upper()}_CLIENT_ID", "goes with its CLIENT_SECRET")
        if identity:
            yield name, (identity, secret)


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
