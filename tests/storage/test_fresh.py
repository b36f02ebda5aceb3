"""An empty file gets its tables at once, and they are those of the migrations."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tortoise.exceptions import OperationalError

from storage import fresh, orm
from tests.storage import tables_file
from tests.storage.test_migrations import MIGRATIONS


def everything(file: Path) -> dict[str, object]:
    """What is in a file: every table, index and trigger with its text, and every row but for its moment."""
    with closing(sqlite3.connect(file)) as database:
        objects = database.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
        ).fetchall()
        found: dict[str, object] = {str(name): (kind, of, sql) for kind, name, of, sql in objects}
        for name in [str(name) for kind, name, _, _ in objects if kind == "table"]:
            what = "app, name" if name == "tortoise_migrations" else "*"
            found[f"rows of {name}"] = sorted(database.execute(f'SELECT {what} FROM "{name}"').fetchall())  # noqa: S608
    return found


@pytest.fixture(scope="module")
def by_migrations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "postroom.sqlite3"
    tables_file.run(tables_file.migrated(file))
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "postroom.sqlite3"


async def opened(file: Path) -> dict[str, object]:
    async with orm.open_storage(f"sqlite://{file}"):
        pass
    return everything(file)


def test_the_file_of_tables_is_of_this_version(by_migrations: Path) -> None:
    written = fresh.TABLES.read_text(encoding="utf-8")
    assert written == tables_file.script(by_migrations), "type `make tables`"


async def test_it_makes_what_the_migrations_make(by_migrations: Path, file: Path) -> None:
    assert await opened(file) == everything(by_migrations)


async def test_a_migration_that_it_does_not_know_comes_after_it(
    by_migrations: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "older.sqlite3"
    await tables_file.migrated(older, MIGRATIONS[-2])
    monkeypatch.setattr(fresh, "TABLES", tmp_path / "tables.sql")
    fresh.TABLES.write_text(tables_file.script(older), encoding="utf-8")
    found = await opened(file)
    assert found["rows of tortoise_migrations"] == [("storage", name) for name in MIGRATIONS]
    assert found == everything(by_migrations)


async def test_all_tables_are_there_or_none(
    by_migrations: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fresh.TABLES.read_text(encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setattr(fresh, "TABLES", tmp_path / "tables.sql")
        fresh.TABLES.write_text(whole.replace("COMMIT;", "SELECT nonsense;"), encoding="utf-8")
        with pytest.raises(OperationalError):
            await opened(file)
    assert everything(file) == {}
    assert await opened(file) == everything(by_migrations)
