"""Trying a password on the mail server, beside the handlers, and what comes of it.

Holds always:
- the password is an argument here and nowhere else; it is kept (`bot.trials`) only where the same one is to
  be tried again;
- a trial that is cancelled or dies with the process has stored nothing, or has connected the mailbox: what
  is there is looked up, never assumed.
"""

import asyncio
import dataclasses
import logging

from telegram import Update
from telegram.error import TelegramError

from bot import dialogue, show
from bot.context import App, Context, Deps
from bot.dialogue import Draft
from bot.handlers import boxes, connect
from bot.views import joining
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


async def begin(
    update: Update, context: Context, step: str, draft: Draft, secret: str, *, deleted: bool | None
) -> None:
    """Says that it is tried, and tries it. `step` is the one that waited for the password."""
    context.trials.forget(context.person.telegram_id)
    screen = joining.trying(context.voice, draft.address, deleted=deleted)
    card = await show.answer(update, context.bot, screen)
    draft = dataclasses.replace(draft, card=card, deleted=deleted)
    await dialogue.put(context, _TRYING[step], draft)
    await context.trials.start(
        context.person.telegram_id,
        _try(context, step, draft, secret),
        lambda coroutine: context.application.create_task(coroutine, update=update),
    )


async def _try(context: Context, step: str, draft: Draft, secret: str) -> None:
    """Should it die of an error of ours, the password is waited for again."""
    work = _mend if step == dialogue.NEW_SECRET else _connect
    try:
        await work(context, draft, secret)
    except asyncio.CancelledError:
        raise  # whoever cancelled it takes care of the dialogue
    except BaseException:
        await dialogue.put(context, step, draft)
        raise


async def _connect(context: Context, draft: Draft, secret: str) -> None:
    person, engine = context.person, context.deps.engine
    try:
        found = connect.recalled(context, draft)
        connected = await context.deps.connector.connect(
            found,
            secret,
            owner=person,
            mode=draft.mode,
            sent_folder=draft.sent,
            progress_chat=person.telegram_id,
        )
    except errors.SentFolderUnknown as unknown:
        await _ask_folder(context, draft, secret, unknown)
    except errors.MailError as error:
        await _failed(context, draft, secret, error)
    else:
        engine.wake()
        engine.progress_changed.set()
        await people.end_dialogue(person.telegram_id)
        screen = joining.connected(context.voice, found.address, draft.mode, connected.smtp_trouble)
        await _show(context, draft, screen)


async def _mend(context: Context, draft: Draft, secret: str) -> None:
    person = context.person
    try:
        mailbox = await _mailbox(draft)
        await context.deps.connector.replace_password(mailbox, secret, by=person)
    except errors.MailError as error:
        await _failed(context, draft, secret, error)
    else:
        context.deps.engine.wake()
        await people.end_dialogue(person.telegram_id)
        mailbox = await mailboxes.get(mailbox.id) or mailbox
        screen = await boxes.screen(context, mailbox, said=context.voice("said-password-taken"))
        await _show(context, draft, screen)


async def _mailbox(draft: Draft) -> Mailbox:
    mailbox = await mailboxes.get(draft.mailbox)
    if mailbox is None:
        raise errors.NotFound
    return mailbox


async def _ask_folder(context: Context, draft: Draft, secret: str, unknown: errors.SentFolderUnknown) -> None:
    context.trials.keep(context.person.telegram_id, secret)
    draft = dataclasses.replace(draft, folders=unknown.folders[: joining.FOLDERS])
    await dialogue.put(context, dialogue.FOLDER, draft)
    await _show(context, draft, joining.choose_sent(context.voice, draft.address, draft.folders))


async def _failed(context: Context, draft: Draft, secret: str, error: errors.MailError) -> None:
    """Back to the step where something can be done about it."""
    person, voice = context.person.telegram_id, context.voice
    if isinstance(error, errors.NotFound):
        await people.end_dialogue(person)
        await _show(context, draft, mailbox_view.gone(voice))
    elif isinstance(error, errors.Refusal | errors.AlreadyConnected) and not draft.mailbox:
        step, again = dialogue.ADDRESS, "connect-again-address"
        if draft.imap and isinstance(error, errors.Refusal):
            step, again = dialogue.IMAP, "connect-again-server"
        await dialogue.put(context, step, draft)
        await _show(context, draft, joining.refused(voice, error, again=again))
    else:
        if error.temporary and not isinstance(error, errors.TooManySignIns):
            context.trials.keep(person, secret)
        await dialogue.put(context, dialogue.NEW_SECRET if draft.mailbox else dialogue.SECRET, draft)
        provider, connected = provider_of(context, draft), bool(draft.mailbox)
        screen = joining.failed(voice, draft.address, error, provider, connected=connected)
        await _show(context, draft, screen)


def provider_of(context: Context, draft: Draft) -> Provider | None:
    """The service of an address, for its pages of help."""
    imap = draft.servers["imap"]["host"] if draft.servers else ""
    return context.deps.connector.service(draft.provider, imap)


async def _show(context: Context, draft: Draft, screen: Screen) -> None:
    screen = joining.about_secret(context.voice, screen, deleted=draft.deleted)
    await show.settle(context.bot, context.person.telegram_id, draft.card, screen)


# -- trials that ended otherwise -------------------------------------------------------------------


async def connected_after_all(deps: Deps, telegram_id: int, draft: Draft) -> Screen | None:
    """The success to show, where a trial was cut off just after the mailbox was stored."""
    mailbox = await mailboxes.find(draft.address)
    if draft.mailbox or mailbox is None or mailbox.owner.telegram_id != telegram_id:
        return None
    return joining.connected(deps.voice(mailbox.owner.language), mailbox.address, mailbox.mode, None)


async def tell_interrupted(application: App, deps: Deps) -> None:
    """After a restart: whoever waits for a sign-in is told that it was cut off."""
    for telegram_id, state in await people.standing_at(*_WAITING):
        draft = dialogue.draft_of(state)
        person = await people.find(telegram_id)
        if person is None:
            continue
        screen = await connected_after_all(deps, telegram_id, draft)
        if screen is not None:
            await people.end_dialogue(telegram_id)
        else:
            await people.set_dialogue(telegram_id, waiting_step(state.step), dict(state.data))
            screen = joining.interrupted(deps.voice(person.language), draft.address)
        try:
            await show.settle(application.bot, telegram_id, draft.card, screen)
        except TelegramError as refusal:  # the next word of this person gets the same answer
            log.info("an interrupted sign-in could not be told of: %s", type(refusal).__name__)
