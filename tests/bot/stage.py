"""The bot on a stage: real HTTP to a stand-in for Telegram, a real database, and a made-up engine."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot import app, say
from bot.context import App, Deps
from bot.sandbox.chats import Chats
from bot.sandbox.people import Message, Person
from storage import batches, folders, mailboxes, people, records, turns
from sync_engine.policy import POLICY
from tests import make
from tests.bot.make import MOSCOW
from tests.bot.stand_ins import FakeConnector, FakeEngine, FakeFiles, FakeReader, FakeSizes
from tests.sandbox import telegram_double

ANNA, BORIS, GUEST = 7, 8, 9
UIDS = itertools.count(1000)


@dataclass
class Stage:
    chats: Chats
    api: telegram_double.Api
    deps: Deps
    engine: FakeEngine
    connector: FakeConnector
    reader: FakeReader
    files: FakeFiles
    sizes: FakeSizes

    @asynccontextmanager
    async def speaking(self) -> AsyncIterator[App]:
        """A bot that can speak and does not listen."""
        application = self.build()
        async with application.bot:
            yield application

    def build(self) -> App:
        return app.build_application(
            token=self.chats.token, api_root=self.api.root, proxy=None, deps=self.deps
        )

    async def hear(self, who: int, text: str, part: str) -> Message:
        """`who` writes `text`; the next message of the bot that has `part` in it."""
        after = self.chats.say(who, text).id
        return await self.chats.until(who, lambda message: part in message.text, after=after)

    async def press(self, who: int, message: Message, label: str, part: str) -> Message:
        """`who` presses a button; what the bot shows then, in that message or below it."""
        await self.chats.pressed(who, message.id, label)
        return await self.chats.until(who, lambda shown: part in shown.text, after=message.id - 1)

    def t(self, key: str, **facts: Any) -> str:
        return say.say("ru", key, **facts)


async def in_the_end(found: Callable[[], Awaitable[bool]], *, timeout: float = 10) -> None:
    """Waits for something in a database or a log, which tells nobody when it changes."""
    async with asyncio.timeout(timeout):
        while not await found():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def announce(
    stage: Stage,
    *who: int,
    subjects: tuple[str, ...] = ("Заказ",),
    due: datetime | None = None,
    **facts: Any,
) -> None:
    """New letters, of which these people are to be told, now unless `due` says when."""
    found = [await people.find(each) for each in who]
    ids = tuple(each.id for each in found if each)
    known = await mailboxes.find("anna@acme.test")
    mode: records.Mode = "corporate" if len(ids) > 1 else "personal"
    mailbox_id = known.id if known else await mailboxes.add(make.new_mailbox(mode=mode), ids[0])
    job = await turns.begin(mailbox_id)
    assert job is not None
    inbox, _ = await folders.marks(mailbox_id)
    letters = tuple(make.letter(next(UIDS), subject=subject, **facts) for subject in subjects)
    batch = records.Batch(
        folder_id=inbox.folder_id,
        letters=letters,
        notify=ids,
        announced=frozenset(letter.uid for letter in letters),
        new_to=records.Uid(10_000),
    )
    await batches.commit(job, batch, due or datetime.now(UTC))
    stage.engine.notices_ready.set()


def told(stage: Stage, who: int, part: str = "") -> list[str]:
    return [m.text for m in stage.chats.messages(who) if m.from_bot and part in m.text]


@asynccontextmanager
async def on_stage(clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> AsyncIterator[Stage]:
    """Anna is an administrator, Boris a member; the guest was never invited. The bot does not run yet."""
    chats = Chats()
    chats.add(
        Person(id=ANNA, first_name="Анна", language_code="ru"),
        Person(id=BORIS, first_name="Boris", language_code="ru"),
        Person(id=GUEST, first_name="Kate", language_code="en"),
    )
    await people.put(ANNA, "admin", "ru", "Анна")
    await people.put(BORIS, "member", "ru", "Boris")
    engine, connector, reader = FakeEngine(), FakeConnector(), FakeReader()
    files, sizes = FakeFiles(), FakeSizes()
    deps = Deps(
        engine=engine,
        connector=connector,
        read_again=reader,
        files=files,
        letter_sizes=sizes,
        policy=POLICY,
        timezone=MOSCOW,
        default_language="ru",
        clock=clock,
    )
    async with telegram_double.served(chats) as api:
        yield Stage(chats, api, deps, engine, connector, reader, files, sizes)
