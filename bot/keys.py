"""The keys that seal mail passwords, and the folder that keeps them when the operator named none."""

import logging
import os
from pathlib import Path

from bot.settings import SettingInvalid, Settings
from storage import secrets

log = logging.getLogger(__name__)


def data_folder(settings: Settings) -> Path:
    """The data folder, made private (0700) if it is not there."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.data_dir


def key_file(settings: Settings) -> Path:
    return settings.data_dir / "secret.key"


def keyring(settings: Settings) -> secrets.Keyring:
    """Opens the keys of the settings, or those in the data folder, made on first use.

    Raises `SettingInvalid`.
    """
    keys = settings.secret_keys or _kept(key_file(settings))
    try:
        return secrets.Keyring(keys)
    except secrets.KeyUnusable as error:
        raise SettingInvalid("SECRET_KEYS", str(error) or (error.__doc__ or "")) from None


def _kept(file: Path) -> tuple[str, ...]:
    if not file.exists():
        _make(file)
    return tuple(file.read_text().split())


def _make(file: Path) -> None:
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.new_key() + "\n")
    try:
        os.link(draft, file)  # whole or not at all: another process may look at the same moment
    except FileExistsError:
        return  # it was a moment earlier; its key is as good
    finally:
        draft.unlink()
    log.warning(
        "A key for mail passwords was made in %s. Keep a copy of it apart from the database's backups: "
        "without it every mailbox has to be connected anew.",
        file.name,
        extra={"action": "key_made"},
    )
