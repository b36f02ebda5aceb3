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
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from telegram import Update

from bot import chores, dialogue, rights, show
from bot.context import Context
from bot.draft import Draft
from bot.handlers import boxes, broken_off, ending
from bot.handlers.ending import End
from bot.handlers.found import recall
from bot.trials import Shown
from bot.views import joined, joining, meanwhile
from bot.views import mailboxes as mailbox_view
from storage import mailboxes
from storage.records import Mailbox
from sync_engine import errors
from sync_engine.rules.providers import Provider


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
    """The same for what came from a page, to its end; None where the chat broke it off, or has gone on."""
    draft = dataclasses.replace(draft, deleted=None)
    outcome: Outcome | None = None

    async def work() -> None:
        nonlocal outcome
        outcome = await _try(context, step, draft, shown, to_be_said=True)

    async with context.turn():
        waits = await dialogue.at(context, step)
        if waits is None or not waits.is_same_as(draft):
            return None
        task = await _start(context, step, draft, work(), asyncio.create_task)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()
    return outcome


async def _start(
    context: Context, step: str, draft: Draft, work: Coroutine[Any, Any, None], spawn: chores.Spawn
) -> asyncio.Task[None]:
    context.trials.forget(context.person.telegram_id)
    await broken_off.give_way(context)
    trying = dialogue.TRYING_OF[step]
    await dialogue.put(context, trying, draft)
    return await context.trials.start(context.person.telegram_id, trying, draft, work, spawn)


async def _try(
    context: Context, step: str, draft: Draft, shown: Shown, *, to_be_said: bool = False
) -> Outcome:
    """Should it die of an error of ours, the password is waited for again.

    `to_be_said`: the chat does not show yet that it is tried. Who reads that may break it off, so it is said
    when it can be.
    """
    work, trying = _mend if step == dialogue.NEW_SECRET else _connect, dialogue.TRYING_OF[step]
    try:
        if to_be_said:
            draft = await ending.say_under_way(context, trying, draft)
        outcome, end = await work(context, draft, shown)
        await ending.bring(context, trying, end)
        return outcome
    except asyncio.CancelledError:
        raise  # whoever cancelled it takes care of the dialogue
    except BaseException:
        await ending.back(context, trying, step, draft)
        raise


async def _connect(context: Context, draft: Draft, shown: Shown) -> tuple[Outcome, End]:
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
        return Outcome("folder"), _ask_folder(context, draft, shown, unknown)
    except errors.MailError as error:
        return _failed(context, draft, shown, error)
    engine.wake()
    engine.progress_changed.set()
    screen = joined.connected(
        context.voice, found.address, draft.mode, connected.smtp_trouble, connected.window, moved
    )
    return Outcome("connected", connected.smtp_trouble), End(None, draft, screen)


async def _mend(context: Context, draft: Draft, shown: Shown) -> tuple[Outcome, End]:
    person, voice, only_reads = context.person, context.voice, None
    try:
        mailbox = await _entitled(context, draft.mailbox)
        if isinstance(shown, str):
            await context.deps.connector.replace_password(mailbox, shown, by=person)
        else:
            only_reads = await context.deps.connector.replace_consent(mailbox, shown)
    except errors.MailError as error:
        return _failed(context, draft, shown, error)
    context.deps.engine.wake()
    mailbox = await mailboxes.get(mailbox.id) or mailbox
    said = [voice("said-password-taken" if isinstance(shown, str) else "said-consent-taken")]
    if only_reads:
        said.append(voice("connected-reading", what=voice.trouble(only_reads)))
    screen = await boxes.screen(context, mailbox, said="\n\n".join(said))
    return Outcome("mended"), End(None, draft, screen)


async def _moved(context: Context, draft: Draft) -> Mailbox | None:
    """The mailbox as it was before it moved, where it is about one."""
    return await _entitled(context, draft.moved) if draft.moved else None


async def _entitled(context: Context, mailbox_id: int) -> Mailbox:
    """Raises `NotFound` where it is gone, or this person may not give it a password."""
    mailbox = await mailboxes.get(mailbox_id)
    if mailbox is None or not rights.over(mailbox, context.person).secret:
        raise errors.NotFound
    return mailbox


def _ask_folder(context: Context, draft: Draft, shown: Shown, unknown: errors.SentFolderUnknown) -> End:
    context.trials.keep(context.person.telegram_id, shown, draft.address)
    draft = dataclasses.replace(draft, folders=unknown.folders[: joining.FOLDERS])
    screen = joining.choose_sent(context.voice, draft.address, draft.folders)
    return End(dialogue.FOLDER, draft, screen, meanwhile.waits(context.voice, draft.address))


def _failed(context: Context, draft: Draft, shown: Shown, error: errors.MailError) -> tuple[Outcome, End]:
    """Back to the step where something can be done about it."""
    voice = context.voice
    if isinstance(error, errors.NotFound):
        return Outcome("elsewhere", error), End(None, draft, mailbox_view.gone(voice))
    if isinstance(error, errors.Refusal | errors.AlreadyConnected) and not draft.mailbox:
        step, again = dialogue.ADDRESS, "connect-again-address"
        if draft.imap and isinstance(error, errors.Refusal):
            step, again = dialogue.IMAP, "connect-again-server"
        screen = joining.refused(voice, error, again=again)
        return Outcome("elsewhere", error), End(step, draft, screen, meanwhile.refused(voice, error))
    if error.temporary and not isinstance(error, errors.TooManySignIns):
        context.trials.keep(context.person.telegram_id, shown, draft.address)
    step = dialogue.NEW_SECRET if draft.mailbox else dialogue.SECRET
    provider, connected = provider_of(context, draft), bool(draft.mailbox or draft.moved)
    screen = joining.failed(voice, draft.address, error, provider, connected=connected)
    aside = meanwhile.failed(voice, draft.address, error, provider, connected=connected)
    return Outcome("refused", error), End(step, draft, screen, aside)


def provider_of(context: Context, draft: Draft) -> Provider | None:
    """The service of an address, for its pages of help."""
    imap = draft.servers["imap"]["host"] if draft.servers else ""
    return context.deps.connector.service(draft.provider, imap)
