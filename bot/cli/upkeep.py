"""`postroom migrate`, `backup`, `secrets rotate`."""

import asyncio
import os
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

import click

from bot import keys
from bot.cli.frame import Frame, Trouble, command, database_trouble
from storage import links, mailboxes, orm, secrets
from sync_engine.work import lock


@click.command()
@click.option("--check", is_flag=True, help="Only tell what would be done.")
@click.option("--from", "source", metavar="sqlite://PATH", help="Move everything from there into PostgreSQL.")
@command()
async def migrate(frame: Frame, check: bool, source: str | None) -> int:
    """Bring the database to this version; or move from SQLite to PostgreSQL."""
    keys.data_folder(frame.settings)
    if source is not None:
        await _move(frame, source)
        return 0
    frame.tell("cli-database", where=frame.settings.database_place)
    with database_trouble():
        async with orm.pending_migrations(frame.settings.database_url) as pending:
            new = await orm.is_empty()
    if not pending:
        frame.tell("cli-migrate-nothing")
        return 0
    for name in () if new and not check else pending:
        click.echo(name)
    if check:
        return 1
    with database_trouble():
        async with orm.open_storage(frame.settings.database_url, migrate=True):
            pass
    if new:  # perhaps not the one that was meant
        frame.tell("cli-migrate-made")
    else:
        frame.tell("cli-migrated", count=len(pending))
    return 0


async def _move(frame: Frame, source: str) -> None:
    """Everything from a SQLite file into the empty PostgreSQL of the settings; nobody may be running."""
    target, file = frame.settings.database_url, Path(source.removeprefix("sqlite://").partition("?")[0])
    if frame.settings.is_sqlite or not source.startswith("sqlite://"):
        raise Trouble("move-from-to")
    from storage import moving  # brings a library that SQLite does not need

    if not await asyncio.to_thread(file.is_file):
        raise Trouble("no-database")
    async with AsyncExitStack() as stack:
        # As an engine at that file holds it: in the data folder, where the file usually is.
        for folder in {file.parent.resolve(), frame.settings.data_dir.resolve()}:
            await stack.enter_async_context(lock.held(folder, "engine"))
        with database_trouble():
            async with orm.pending_migrations(source) as pending:
                pass
            if pending:
                raise Trouble("database-outdated")
            async with orm.open_storage(target, migrate=True):
                pass
            try:
                moved = await moving.move(file, target)
            except moving.NotEmpty:
                raise Trouble("move-not-empty") from None
            except moving.Differs as error:
                raise Trouble("database-unusable", what=str(error)) from None
    frame.tell("cli-database", where=frame.settings.database_place)
    frame.tell("cli-moved", letters=moved["letter"], mailboxes=moved["mailbox"])


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@command()
async def backup(frame: Frame, path: Path) -> None:
    """A consistent copy of the database, while everything runs; without the keys."""
    if not frame.settings.is_sqlite:
        raise Trouble("backup-postgres")
    await asyncio.to_thread(_copy, frame.settings.database_file, path)
    frame.tell("cli-backup", path=str(path))


def _copy(source: Path, target: Path) -> None:
    """Through SQLite's own backup, so that a copy made between two writes is whole. Raises `Trouble`."""
    if not source.exists():
        raise Trouble("no-database")
    if target.exists():
        raise Trouble("file-exists", path=str(target))
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.touch(mode=0o600, exist_ok=False)
    try:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(draft)) as other:
            one.backup(other)
            other.execute("PRAGMA journal_mode = DELETE")  # one file, no companions
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


@click.group("secrets")
def secrets_() -> None:
    """The stored mail passwords."""


@secrets_.command("rotate")
@click.option("--new", is_flag=True, help="Make a new key first, in the data folder.")
@command()
async def rotate(frame: Frame, new: bool) -> None:
    """Seal every stored password with the newest key; a running engine follows."""
    keys.data_folder(frame.settings)
    if new and frame.settings.secret_keys:
        raise Trouble("keys-of-settings")
    if new:
        keys.put_first(keys.key_file(frame.settings), secrets.new_key())
    keyring = keys.keyring(frame.settings)
    async with frame.storage():
        done = 0
        try:
            for mailbox_id, sealed in await mailboxes.credentials():
                if not sealed:
                    continue  # a mailbox that is being erased has none
                done += await mailboxes.replace_credential(mailbox_id, sealed, keyring.reseal(sealed))
        except secrets.CannotUnseal:
            raise Trouble("key-missing") from None
        await links.drop_sealed()
        frame.tell("cli-rotated", count=done)
