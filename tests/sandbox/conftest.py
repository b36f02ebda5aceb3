import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox import kept_mail, serve
from bot.sandbox.chats import Chats
from bot.sandbox.people import Person
from bot.sandbox.serve import Sandbox
from tests.sandbox import telegram_double

ANNA = 7
os.environ["PTB_TIMEDELTA"] = "1"  # RetryAfter speaks in timedelta, as it will


@pytest.fixture
async def api() -> AsyncIterator[telegram_double.Api]:
    """The Bot API alone, with Anna in her chat."""
    chats = Chats()
    chats.add(Person(id=ANNA, first_name="Анна", language_code="ru", started=True))
    async with telegram_double.served(chats) as api:
        yield api


@pytest.fixture(scope="session")
def first_mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo mailboxes as they are made at a first start."""
    path = tmp_path_factory.mktemp("mail") / "demo-mail.jsonl"
    kept_mail.KeptMail.open(path).close()
    return path


@pytest.fixture
def data_dir(tmp_path: Path, first_mail: Path) -> Path:
    """A data folder that has its demo mailboxes already."""
    shutil.copy(first_mail, tmp_path)
    return tmp_path


SandboxMaker = Callable[[], AbstractAsyncContextManager[Sandbox]]


@pytest.fixture
def open_sandbox(data_dir: Path) -> SandboxMaker:
    """Starts the sandbox over the same data folder each time; a hung end is a failure."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Sandbox]:
        async with asyncio.timeout(60), serve.sandbox(data_dir, "127.0.0.1", 0, "ru") as box:
            yield box

    return opened


@pytest.fixture
async def sandbox(open_sandbox: SandboxMaker) -> AsyncIterator[Sandbox]:
    async with open_sandbox() as box:
        yield box
