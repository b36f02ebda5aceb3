"""What the words of a setting mean. Each function raises `SettingInvalid` for those that cannot be used."""

import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage import address, postgres
from storage.records import Language


class SettingInvalid(Exception):
    """A setting has a value that cannot be used."""

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"POSTROOM_{name}: {wanted}")
        self.name, self.wanted = name, wanted


def listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def number(name: str, text: str, least: int = 1) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) < least:
        raise SettingInvalid(name, f"a whole number, {least} or more, not {text!r}")
    return int(text)


def one_of(name: str, text: str, words: tuple[str, ...]) -> str:
    if text not in words:
        raise SettingInvalid(name, f"{' or '.join(words)}, not {text!r}")
    return text


def language(text: str) -> Language:
    return "en" if one_of("LANGUAGE", text, ("ru", "en")) == "en" else "ru"


def timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingInvalid("TIMEZONE", f"a zone such as Europe/Moscow, not {text!r}") from None


def span(name: str, text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,5})-([0-9]{1,5})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise SettingInvalid(name, f"minutes as A-B with 1 <= A <= B, not {text!r}")
    return int(found[1]), int(found[2])


def address_of(name: str, text: str, schemes: tuple[str, ...]) -> str:
    if text and (urlsplit(text).scheme not in schemes or not urlsplit(text).netloc):
        # The value may hold a proxy's password: it is not repeated.
        raise SettingInvalid(name, f"an address that begins with {' or '.join(f'{s}://' for s in schemes)}")
    return text.rstrip("/")


def public_address(url: str) -> str:
    """Passwords go there: in clear on this machine only."""
    parts = urlsplit(url)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingInvalid("PUBLIC_URL", "an address and nothing behind it")
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingInvalid("PUBLIC_URL", "an https:// address; http:// is for this machine only")
    return url


def listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise SettingInvalid("HTTP_LISTEN", f"host:port, not {text!r}")
    return host.strip("[]"), int(port)


def database_address(text: str) -> str:
    if text.startswith("sqlite://"):
        return text
    if not text.startswith(address.SCHEMES):
        raise SettingInvalid("DATABASE_URL", "sqlite://<path> or postgres://…")
    try:
        postgres.credentials(text)  # also whether its file of certificates is one
    except address.AddressInvalid as error:
        raise SettingInvalid("DATABASE_URL", str(error)) from None
    return text


def database_in(data_dir: Path) -> str:
    """SQLite's address of a path is read as it stands: only these two have a meaning in it."""
    if set("?#") & set(str(data_dir)):
        raise SettingInvalid("DATA_DIR", "a path without ? and #")
    return f"sqlite://{data_dir / 'postroom.sqlite3'}"


def existing_file(name: str, text: str) -> Path | None:
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise SettingInvalid(name, f"there is no file {text!r}")
    return path
