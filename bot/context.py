"""What a handler has at hand, and what the bot needs of the engine.

`build_application` puts `Deps`, `Trials`, `Chores` and `Parking` into `bot_data`; `bot.access` sets the
person before any handler of a screen runs.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.chores import Chores
from bot.door import Door
from bot.parking import Parking
from bot.site import Site
from bot.trials import Trials
from bot.updates import PerChat
from bot.voice import Voice
from storage.records import Attachment, FolderRole, Language, Mailbox, Mode, Person, StoredLetter, Uid
from sync_engine.errors import MailError
from sync_engine.meter import Meter
from sync_engine.policy import Policy
from sync_engine.rules.consents import Consent
from sync_engine.rules.enclosing import Room
from sync_engine.rules.providers import Given, Provider
from sync_engine.work.connect import Connected
from sync_engine.work.consent_page import ConsentPage
from sync_engine.work.recognise import Recognised


class Engine(Protocol):
    """What of the sync engine the bot knows (`sync_engine.work.engine`)."""

    @property
    def notices_ready(self) -> asyncio.Event: ...

    @property
    def answers_changed(self) -> asyncio.Event: ...

    @property
    def progress_changed(self) -> asyncio.Event: ...

    @property
    def heartbeat(self) -> float | None: ...

    def wake(self) -> None: ...

    async def check_now(self, mailbox_id: int) -> None: ...


class Connector(Protocol):
    """How mailboxes are connected (`sync_engine.work.connect`)."""

    async def recognise(self, typed: str) -> Recognised: ...

    async def by_hand(self, typed: str, *, imap: Given | None, smtp: Given | None) -> Recognised: ...

    def service(self, provider: str | None, imap_host: str) -> Provider | None: ...

    def keepers(self, mailbox: Mailbox) -> list[Provider]: ...

    async def connect(
        self,
        found: Recognised,
        shown: str | Consent,
        *,
        owner: Person,
        mode: Mode,
        aliases: tuple[str, ...] = (),
        sent_folder: str | None = None,
        progress_chat: int | None = None,
        instead_of: int | None = None,
    ) -> Connected: ...

    async def replace_password(self, mailbox: Mailbox, password: str, *, by: Person | None) -> None: ...

    async def replace_consent(self, mailbox: Mailbox, consent: Consent) -> MailError | None: ...

    def consent_for(self, provider: str | None) -> ConsentPage | None: ...

    def consent_page(self, service: str) -> ConsentPage | None: ...


class ReadAgain(Protocol):
    """One more try of a quarantined letter (`sync_engine.work.retry`). Raises `MailError`."""

    async def __call__(self, mailbox: Mailbox, role: FolderRole, uid: Uid) -> None: ...


class LetterSizes(Protocol):
    """How large letters may be (`sync_engine.work.letter_sizes`)."""

    async def room(self, mailbox: Mailbox) -> Room: ...


class Files(Protocol):
    """Attachments and originals from the mail server (`sync_engine.work.files`)."""

    async def fetch(
        self,
        mailbox: Mailbox,
        stored: StoredLetter,
        file: Attachment | None,
        into: BinaryIO,
        limit: int,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Deps:
    """`clock` gives aware times; `timezone` is that of the times shown."""

    engine: Engine
    connector: Connector
    read_again: ReadAgain
    files: Files
    letter_sizes: LetterSizes
    policy: Policy
    timezone: tzinfo
    default_language: Language
    clock: Callable[[], datetime]
    site: Site | None = None  # None: no pages that people can reach
    meter: Meter = field(default_factory=Meter)
    metrics_token: str = ""  # empty: /metrics answers this machine only
    admins: frozenset[int] = frozenset()  # Telegram ids of the administrators the settings name
    door: Door | None = None  # where Telegram brings updates; None: they are fetched
    folder: Path | None = None  # where the database is, to tell how much room there is

    def voice(self, language: Language) -> Voice:
        return Voice(language=language, policy=self.policy, timezone=self.timezone, now=self.clock())


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    person: Person

    @property
    def deps(self) -> Deps:
        return deps_of(self.application)

    @property
    def parking(self) -> Parking:
        parking = self.application.bot_data["parking"]
        assert isinstance(parking, Parking)
        return parking

    @property
    def trials(self) -> Trials:
        trials = self.application.bot_data["trials"]
        assert isinstance(trials, Trials)
        return trials

    @property
    def chores(self) -> Chores:
        chores = self.application.bot_data["chores"]
        assert isinstance(chores, Chores)
        return chores

    def turn(self) -> AbstractAsyncContextManager[None]:
        """For what ends beside the handlers: inside, nothing that this person does is handled."""
        processor = self.application.update_processor
        assert isinstance(processor, PerChat)
        return processor.turn(self.person.telegram_id)

    @property
    def voice(self) -> Voice:
        """Speaks to the person of this update."""
        return self.deps.voice(self.person.language)


def context_of(application: "App", person: Person) -> Context:
    """For what a person does elsewhere than in the chat."""
    context = Context(application, chat_id=person.telegram_id, user_id=person.telegram_id)
    context.person = person
    return context


def deps_of(application: Application[Any, Any, Any, Any, Any, Any]) -> Deps:
    deps = application.bot_data["deps"]
    assert isinstance(deps, Deps)
    return deps


def parking_of(application: "App") -> Parking:
    parking = application.bot_data["parking"]
    assert isinstance(parking, Parking)
    return parking


App = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
