"""/connect: address, servers where nobody knows them, sharing, and the request for the password (C1-C8)."""

import dataclasses

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.dialogue import Draft
from bot.handlers import asking, home
from bot.views import joining, press
from storage import mailboxes
from storage.records import Mode
from sync_engine import errors
from sync_engine.rules.providers import Given
from sync_engine.work.connect import Recognised


def register(application: App) -> None:
    application.add_handler(CommandHandler("connect", begin))
    application.add_handler(CallbackQueryHandler(begin, f"^{press.CONNECT}$"))
    application.add_handler(CallbackQueryHandler(got_mode, f"^{press.MODE}:(personal|corporate)$"))


async def begin(update: Update, context: Context) -> None:
    """The first step, also in the middle of an earlier attempt."""
    await dialogue.leave(context)
    await dialogue.put(context, dialogue.ADDRESS, Draft())
    await show.answer(update, context.bot, joining.ask_address(context.voice))


def recognise(context: Context, draft: Draft) -> Recognised:
    """What is known of the address, with the servers the person named. Raises `Refusal`."""
    return context.deps.connector.recognise(
        draft.address,
        imap=Given(host=draft.imap) if draft.imap else None,
        smtp=Given(host=draft.smtp) if draft.smtp else None,
    )


async def got_address(update: Update, context: Context, typed: str, draft: Draft) -> None:
    voice = context.voice
    draft = dataclasses.replace(draft, address=typed)
    try:
        found = recognise(context, draft)
        if await mailboxes.taken(found.address):
            raise errors.AlreadyConnected
    except errors.ServersUnknown as unknown:
        # The address itself is in order: it was read before any server was looked for.
        await _ask_server(update, context, unknown, draft)
    except errors.MailError as refusal:
        screen = joining.refused(voice, refusal, again="connect-again-address")
        await show.answer(update, context.bot, screen)
    else:
        await _ask_mode(update, context, found, draft)


async def got_imap(update: Update, context: Context, typed: str, draft: Draft) -> None:
    await _got_server(update, context, dataclasses.replace(draft, imap=typed, smtp=None))


async def got_smtp(update: Update, context: Context, typed: str, draft: Draft) -> None:
    await _got_server(update, context, dataclasses.replace(draft, smtp=typed))


async def _got_server(update: Update, context: Context, draft: Draft) -> None:
    try:
        found = recognise(context, draft)
    except errors.ServersUnknown as unknown:
        await _ask_server(update, context, unknown, draft)
    except errors.Refusal as refusal:
        screen = joining.refused(context.voice, refusal, again="connect-again-server")
        await show.answer(update, context.bot, screen)
    else:
        await _ask_mode(update, context, found, draft)


async def _ask_server(update: Update, context: Context, unknown: errors.MailError, draft: Draft) -> None:
    """Asks for the server that is missing."""
    wants_smtp = unknown.facts.get("missing") == "smtp"
    step, key = (dialogue.SMTP, "connect-smtp") if wants_smtp else (dialogue.IMAP, "connect-imap")
    await dialogue.put(context, step, draft)
    await show.answer(update, context.bot, joining.ask_server(context.voice, key, draft.address))


async def _ask_mode(update: Update, context: Context, found: Recognised, draft: Draft) -> None:
    """How it is shared is a question only to administrators; anyone else's mailbox is personal (C3)."""
    draft = dataclasses.replace(draft, address=found.address)
    if not context.person.is_admin:
        await _ask_secret(update, context, found, draft)
        return
    await dialogue.put(context, dialogue.MODE, draft)
    screen = joining.choose_mode(context.voice, found.address, found.provider)
    await show.answer(update, context.bot, screen)


async def got_mode(update: Update, context: Context) -> None:
    draft = await dialogue.at(context, dialogue.MODE)
    if draft is None or not context.person.is_admin:
        await home.stale(update, context)
        return
    assert context.match is not None
    mode: Mode = "corporate" if context.match[1] == "corporate" else "personal"
    draft = dataclasses.replace(draft, mode=mode)
    await _ask_secret(update, context, recognise(context, draft), draft)


async def choose_by_button(update: Update, context: Context, typed: str, draft: Draft) -> None:
    """Something was typed where a button is to be pressed: the question comes again."""
    await _ask_mode(update, context, recognise(context, draft), draft)


async def _ask_secret(update: Update, context: Context, found: Recognised, draft: Draft) -> None:
    await asking.ask(update, context, dialogue.SECRET, draft, found.provider)
