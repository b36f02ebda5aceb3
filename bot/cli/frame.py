"""What every command shares: settings, language, the database, and how an error leaves the program.

Holds always: with `--json` stdout holds one JSON document and nothing else, also for an error; people's text
goes to stdout, an error as one sentence to stderr; the exit code is the error's.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import NoReturn

import click

from bot import keys, logs, say, settings, workshop
from bot.cli.command import Body
from bot.cli.command import command as command
from storage import mailboxes, orm, records, secrets
from storage.troubles import troubles
from sync_engine import errors
from sync_engine.work.kit import Kit

TELEGRAM_ID = click.IntRange(1, 2**52)  # Bot API: at most 52 significant bits


class Trouble(Exception):
    """Something other than mail stands in the way; `key` is the text that says what."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Frame:
    """One run of a command."""

    settings: settings.Settings
    language: records.Language
    json: bool

    def say(self, key: str, **facts: str | int) -> str:
        return say.say(self.language, key, **facts)

    def tell(self, key: str, **facts: str | int) -> None:
        """One line for people; nothing where a script listens."""
        if not self.json:
            click.echo(self.say(key, **facts))

    def give(self, document: object) -> None:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    @asynccontextmanager
    async def storage(self) -> AsyncIterator[None]:
        """The database, made if it is empty. Raises `Trouble` where it cannot be used or is older."""
        keys.data_folder(self.settings)
        async with AsyncExitStack() as stack:
            with database_trouble():
                await stack.enter_async_context(orm.open_storage(self.settings.database_url))
            yield

    @asynccontextmanager
    async def workshop(self) -> AsyncIterator[Kit]:
        """The database and the tools for mail work."""
        async with self.storage(), AsyncExitStack() as stack:
            with database_trouble():
                locks = await stack.enter_async_context(workshop.locks(self.settings))
            yield stack.enter_context(workshop.kit(self.settings, locks))

    async def mailbox(self, address: str) -> records.Mailbox:
        """Raises `NotFound`."""
        found = await mailboxes.find(address)
        if found is None:
            raise errors.NotFound
        return found


@contextmanager
def database_trouble() -> Iterator[None]:
    """What goes wrong while a database is opened, as `Trouble`; a server out of reach is an OSError."""
    try:
        yield
    except orm.DatabaseOutdated:
        raise Trouble("database-outdated") from None
    except troubles() as error:
        raise Trouble("database-unusable", what=_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__


def carry_out(
    body: Body, language: records.Language | None, options: Mapping[str, object], *, as_json: bool
) -> NoReturn:
    """One command from its settings to its exit code."""
    try:
        found = settings.read()
    except settings.SettingInvalid as error:
        facts: dict[str, str | int] = {"name": error.name, "wanted": error.wanted}
        leave("setting-invalid", facts, language or settings.spoken(), as_json)
    frame = Frame(found, language or found.language, as_json)
    logs.set_up(found.log_format, quiet=True)
    sys.exit(_run(frame, body(frame, **options)) or 0)


def _run(frame: Frame, work: Awaitable[int | None]) -> int | None:
    async def main() -> int | None:
        return await work

    try:
        with _edge():
            return asyncio.run(main())
    except errors.MailError as error:
        said = say.explain(frame.language, error)
        _print_error(error.code, said.message, said.hint, frame.json)
        return error.exit_code
    except Trouble as trouble:
        leave(trouble.code, trouble.facts, frame.language, frame.json)
    except settings.SettingInvalid as error:
        leave("setting-invalid", {"name": error.name, "wanted": error.wanted}, frame.language, frame.json)


@contextmanager
def _edge() -> Iterator[None]:
    """Errors of the machine become `Trouble`: a sentence instead of a traceback."""
    try:
        yield
    except errors.MailError:
        raise  # some are OSErrors, too
    except keys.DataDirUnusable as error:
        raise Trouble("data-dir-unusable", path=error.path, what=error.what) from error
    except secrets.CannotUnseal as error:
        raise Trouble("key-missing") from error
    except BrokenPipeError:
        # Whoever read our output has had enough of it; nor is there anybody to flush the rest to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        what = error.strerror or _first_line(error)
        if error.filename is None:
            raise Trouble("system-refused", what=what) from error
        raise Trouble("file-unusable", path=str(error.filename), what=what) from error
    except troubles() as error:
        raise Trouble("database-unusable", what=_first_line(error)) from error


def leave(code: str, facts: dict[str, str | int], language: records.Language, as_json: bool) -> NoReturn:
    """Ends the program over something that is no mail error."""
    key = f"trouble-{code}"
    hint = say.say(language, f"{key}.hint", **facts) if say.has(language, f"{key}.hint") else None
    _print_error(code.replace("-", "_"), say.say(language, key, **facts), hint, as_json)
    sys.exit(1)


def _print_error(code: str, message: str, hint: str | None, as_json: bool) -> None:
    if as_json:
        document = {"error": {"code": code, "message": message, "hint": hint}}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    click.echo(" ".join(part for part in (message, hint) if part), err=True)
