"""The data folder is ours alone, or it is not used."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import keys, settings


def named(folder: Path) -> settings.Settings:
    return replace(settings.read({"PATH": ""}, folder.parent / "none.env"), data_dir=folder)


def mode(folder: Path) -> int:
    return folder.stat().st_mode & 0o7777


def test_it_is_made_private(tmp_path: Path) -> None:
    assert mode(keys.data_folder(named(tmp_path / "a" / "data"))) == 0o700


def test_one_that_was_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o755)
    assert mode(keys.data_folder(named(tmp_path / "data"))) == 0o700


def test_a_folder_shared_by_everybody_is_not_taken_from_them(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    with pytest.raises(keys.DataDirUnusable):
        keys.data_folder(named(tmp_path / "shared"))
    assert mode(tmp_path / "shared") == 0o1777


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(keys.DataDirUnusable):
        keys.data_folder(named(tmp_path / "data"))
