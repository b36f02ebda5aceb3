"""Trying a password or a consent on the mail server, beside the handlers, and what comes of it.

It may have been typed in the chat or come from a page of ours: the trial is the same, and shows in the chat.

Holds always:
- a password is an argument here and nowhere else; it is kept (`bot.trials`) only where the same one is to
  be tried again;
- a trial that is cancelled or dies with the process has stored nothing, or has connected the mailbox: what
  is there is looked up, never assumed.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from telegram import Update
from telegram.error import TelegramError

from bot import chores, dialogue, rights, show
from bot.context import Context
from bot.dialogue import Draft
from bot.handlers import boxes
from bot.handlers.found import recall
from bot.trials import Shown
from bot.views import joined, joining
from bot.views import mailboxes as mailbox_view
from bot.views.screen import Screen
from storage import mailboxes, people
from storage.records import Mailbox
from sync_engine import errors
from sync_engine.rules.providers import Provider

log = logging.getLogger(__name__)

_TRYING = {dialogue.SECRET: dialogue.TRYING, dialogue.NEW_SECRET: dialogue.NEW_TRYING}
_WAITING = {trying: waiting for waiting, trying in _TRYING.items()}


def waiting_step(trying: str) -> str:
    """The step that waits for the password again."""
    return _WAITING[trying]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial, for a page. The chat shows it by itself.

    `refused`: the same step waits for another try. `elsewhere`: the dialogue went on without one.
    """

    what: Literal["connected", "mended", "folder", "refused", "elsewhere"]
    trouble: errors.MailError | None = None


async def begin(
    update: Update, context: Context, step: str, draft: Draft, shown: Shown, *, deleted: bool | None
) -> None:
    """Says that it is tried, and tries it. `step` is the one that waited for the password."""
    screen = joining.trying(context.voice, draft.address, deleted=deleted)
    card = await show.answer(update, context.bot, screen)
    draft = dataclasses.replace(draft, card=card, deleted=deleted)

    async def work() -> None:
        await _try(context, step, draft, shown)

    name = f"trial-{context.person.id}"
    await _start(
        context,
        step,
        draft,
        work(),
        lambda coroutine: context.application.create_task(coroutine, update, name=name),
    )


async def at_page(context: Context, step: str, draft: Draft, shown: Shown) -> Outcome | None:
    """The same for what came from a page, to its end; None where the chat broke it off."""
    draft = dataclasses.replace(draft, deleted=None)
    outcome: Outcome | None = None

    async def work() -> None:
        nonlocal outcome
        outcome = await _try(context, step, draft, shown, to_be_said=True)

    task = await _start(context, step, draft, work(), asyncio.create_task)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
    return outcome


async def _start(
    context: Context, step: str, draft: Draft, work: Coroutine[Any, Any, None], spawn: chores.Spawn
) -> asyncio.Task[None]:
    context.trials.forget(context.person.telegram_id)
    await dialogue.put(context, _TRYING[step], draft)
    return await context.trials.start(context.person.telegram_id, work, spawn)


async def _try(
    context: Context, step: str, draft: Draft, shown: Shown, *, to_be_said: bool = False
) -> Outcome:
    """Should it die of an error of ours, the password is waited for again.

    `to_be_said`: the chat does not show yet that it is tried. Who reads that may break it off, so it is said
    when it can be.
    """
    work = _mend if step == dialogue.NEW_SECRET else _connect
    try:
        if to_be_said:
            card = await _show(context, draft, joining.trying(context.voice, draft.address, deleted=None))
            draft = dataclasses.replace(draft, card=card)
            await dialogue.put(context, _TRYING[step], draft)
        return await work(context, draft, shown)
    except asyncio.CancelledError:
        raise  # whoever cancelled it takes care of the dialogue
    except BaseException:
        await dialogue.put(context, step, draft)
        raise


async def _connect(context: Context, draft: Draft, shown: Shown) -> Outcome:
    person, engine = context.person, context.deps.engine
    try:
        found, moved = recall(context, draft), await _moved(context, draft)
        connected = await context.deps.connector.connect(
            found,
            shown,
            owner=person,
            mode=moved.mode if moved else draft.mode,
            aliases=moved.aliases if moved else (),
            sent_folder=draft.sent,
            progress_chat=person.telegram_id,
            instead_of=moved.id if moved else None,
        )
    except errors.SentFolderUnknown as unknown:
        await _ask_folder(context, draft, shown, unknown)
        return Outcome("folder")
    except errors.MailError as error:
        return await _failed(context, draft, shown, error)
    engine.wake()
    engine.progress_changed.set()
    await people.end_dialogue(person.telegram_id)
    screen = joined.connected(
        context.voice, found.address, draft.mode, connected.smtp_trouble, connected.window, moved
    )
    await _show(context, draft, screen)
    return Outcome("connected", connected.smtp_trouble)


async def _mend(context: Context, draft: Draft, shown: Shown) -> Outcome:
    person, voice, only_reads = context.person, context.voice, None
    try:
        mailbox = await _entitled(context, draft.mailbox)
        if isinstance(shown, str):
            await context.deps.connector.replace_password(mailbox, shown, by=person)
        else:
            only_reads = await context.deps.connector.replace_consent(mailbox, shown)
    except errors.MailError as error:
        return await _failed(context, draft, shown, error)
    context.deps.engine.wake()
    await people.end_dialogue(person.telegram_id)
    mailbox = await mailboxes.get(mailbox.id) or mailbox
    said = [voice("said-password-taken" if isinstance(shown, str) else "said-consent-taken")]
    if only_reads:
        said.append(voice("connected-reading", what=voice.trouble(only_reads)))
    screen = await boxes.screen(context, mailbox, said="\n\n".join(said))
    await _show(context, draft, screen)
    return Outcome("mended")


async def _moved(context: Context, draft: Draft) -> Mailbox | None:
    """The mailbox as it was before it moved, where it is about one."""
    return await _entitled(context, draft.moved) if draft.moved else None


async def _entitled(context: Context, mailbox_id: int) -> Mailbox:
    """Raises `NotFound` where it is gone, or this person may not give it a password."""
    mailbox = await mailboxes.get(mailbox_id)
    if mailbox is None or not rights.over(mailbox, context.person).secret:
        raise errors.NotFound
    return mailbox


async def _ask_folder(
    context: Context, draft: Draft, shown: Shown, unknown: errors.SentFolderUnknown
) -> None:
    context.trials.keep(context.person.telegram_id, shown)
    draft = dataclasses.replace(draft, folders=unknown.folders[: joining.FOLDERS])
    await dialogue.put(context, dialogue.FOLDER, draft)
    await _show(context, draft, joining.choose_sent(context.voice, draft.address, draft.folders))


async def _failed(context: Context, draft: Draft, shown: Shown, error: errors.MailError) -> Outcome:
    """Back to the step where something can be done about it."""
    person, voice = context.person.telegram_id, context.voice
    if isinstance(error, errors.NotFound):
        await people.end_dialogue(person)
        await _show(context, draft, mailbox_view.gone(voice))
        return Outcome("elsewhere", error)
    if isinstance(error, errors.Refusal | errors.AlreadyConnected) and not draft.mailbox:
        step, again = dialogue.ADDRESS, "connect-again-address"
        if draft.imap and isinstance(error, errors.Refusal):
            step, again = dialogue.IMAP, "connect-again-server"
        await dialogue.put(context, step, draft)
        await _show(context, draft, joining.refused(voice, error, again=again))
        return Outcome("elsewhere", error)
    if error.temporary and not isinstance(error, errors.TooManySignIns):
        context.trials.keep(person, shown)
    await dialogue.put(context, dialogue.NEW_SECRET if draft.mailbox else dialogue.SECRET, draft)
    provider, connected = provider_of(context, draft), bool(draft.mailbox or draft.moved)
    screen = joining.failed(voice, draft.address, error, provider, connected=connected)
    await _show(context, draft, screen)
    return Outcome("refused", error)


def provider_of(context: Context, draft: Draft) -> Provider | None:
    """The service of an address, for its pages of help."""
    imap = draft.servers["imap"]["host"] if draft.servers else ""
    return context.deps.connector.service(draft.provider, imap)


async def _show(context: Context, draft: Draft, screen: Screen) -> int:
    """What came of it is so whether or not Telegram can be told; the next word of this person meets it.

    Who was removed meanwhile hears nothing of it (rule H4).
    """
    if await people.find(context.person.telegram_id) is None:
        return draft.card
    screen = joining.about_secret(context.voice, screen, deleted=draft.deleted)
    try:
        return await show.settle(context.bot, context.person.telegram_id, draft.card, screen)
    except TelegramError as refusal:
        log.info("a sign-in could not be told of: %s", type(refusal).__name__)
        return draft.card
