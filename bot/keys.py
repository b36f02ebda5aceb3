"""The keys that seal mail passwords, and the folder that keeps them when the operator named none."""

import logging
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from bot.settings import SettingInvalid, Settings
from storage import secrets

log = logging.getLogger(__name__)


class DataDirUnusable(Exception):
    """The data folder is none, or cannot be made or kept private; `what` says why."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path}: {what}")
        self.path, self.what = str(path), what


def data_folder(settings: Settings) -> Path:
    """The data folder, made if it is not there; private (0700) in any case. Raises `DataDirUnusable`."""
    folder = settings.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
        if mode & stat.S_ISVTX:
            raise DataDirUnusable(folder, "a folder shared by everybody")  # such as /tmp: not ours to close
        if mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise DataDirUnusable(folder, error.strerror or str(error)) from error
    return folder


def key_file(settings: Settings) -> Path:
    return settings.data_dir / "secret.key"


def keyring(settings: Settings) -> secrets.Keyring:
    """Opens the keys of the settings, or those in the data folder, made on first use.

    Raises `SettingInvalid`.
    """
    file = key_file(settings)
    try:
        if settings.secret_keys:
            return secrets.Keyring(settings.secret_keys)
        return secrets.Keyring(_kept(file), reread=lambda: _read(file))
    except secrets.KeyUnusable as error:
        raise SettingInvalid("SECRET_KEYS", str(error) or (error.__doc__ or "")) from None


def _kept(file: Path) -> tuple[str, ...]:
    if not file.exists():
        _make(file)
    return _read(file)


def _read(file: Path) -> tuple[str, ...]:
    return tuple(file.read_text().split())


def put_first(file: Path, key: str) -> None:
    """The newest key from now on; those before it go on opening what they sealed."""
    draft = _draft(file, [key, *_kept(file)])
    draft.replace(file)


def is_open(settings: Settings) -> bool:
    """Whether others than the operator may read the file of the keys."""
    file = key_file(settings)
    return not settings.secret_keys and file.exists() and bool(file.stat().st_mode & 0o077)


def _draft(file: Path, keys: Sequence[str]) -> Path:
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{key}\n" for key in keys))
    return draft


def _make(file: Path) -> None:
    draft = _draft(file, [secrets.new_key()])
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
