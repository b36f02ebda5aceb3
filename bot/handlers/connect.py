"""/connect: address, servers where nobody knows them, sharing, and the request for the password (C1-C8).

Holds always: servers are looked for once, after the address; every later step remembers what was found.
"""

import asyncio
import dataclasses

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import asking, home, looking
from bot.handlers.found import recall, remember
from bot.views import joining, press
from bot.views.screen import Screen
from storage import mailboxes, people
from storage.records import Mode
from sync_engine import errors
from sync_engine.rules.providers import Given, Servers
from sync_engine.work.recognise import Recognised

_GUESSES = (dialogue.SERVERS, dialogue.MODE, dialogue.SECRET)  # where other servers may be named


def register(application: App) -> None:
    application.add_handler(CommandHandler("connect", begin))
    application.add_handler(CallbackQueryHandler(begin, f"^{press.CONNECT}$"))
    application.add_handler(CallbackQueryHandler(servers_are_right, f"^{press.SERVERS}:right$"))
    application.add_handler(CallbackQueryHandler(other_servers, f"^{press.SERVERS}:other$"))
    application.add_handler(CallbackQueryHandler(got_mode, f"^{press.MODE}:(personal|corporate)$"))


async def begin(update: Update, context: Context) -> None:
    """The first step, also in the middle of an earlier attempt."""
    await dialogue.leave(context)
    await dialogue.put(context, dialogue.ADDRESS, Draft())
    await show.answer(update, context.bot, joining.ask_address(context.voice))


# -- the address -----------------------------------------------------------------------------------


async def got_address(update: Update, context: Context, typed: str, draft: Draft) -> None:
    await look(update, context, Draft(address=typed))


async def look(update: Update, context: Context, draft: Draft) -> None:
    await looking.look(update, context, draft, _found)


async def typed_while_looking(update: Update, context: Context, typed: str, draft: Draft) -> None:
    """Patience is asked for; after a restart nobody looks any more, and what is typed is an address."""
    if context.trials.is_running(context.person.telegram_id):
        await show.answer(update, context.bot, joining.looking(context.voice, draft.address))
    else:
        await got_address(update, context, typed, draft)


async def _found(update: Update, context: Context, looked: asyncio.Future[Recognised], draft: Draft) -> None:
    try:
        found = await looked
        if await mailboxes.taken(found.address, besides=draft.moved):
            raise errors.AlreadyConnected
    except errors.ServersUnknown:
        # The address itself is in order: it was read before any server was looked for.
        await _with_servers(update, context, draft)
    except errors.MailError as refusal:
        await _refuse_address(update, context, draft, refusal)
    else:
        draft = remember(draft, found)
        if found.unconfirmed:
            await _ask_whether_right(update, context, found, draft)
        else:
            await _ask_mode(update, context, found, draft)


async def _refuse_address(update: Update, context: Context, draft: Draft, refusal: errors.MailError) -> None:
    """Another one is waited for, unless it was about this very mailbox."""
    if draft.moved:
        await people.end_dialogue(context.person.telegram_id)
        screen = joining.cannot_move(context.voice, refusal, draft.moved)
    else:
        await dialogue.put(context, dialogue.ADDRESS, draft)
        screen = joining.refused(context.voice, refusal, again="connect-again-address")
    await _show(update, context, draft, screen)


# -- the servers -----------------------------------------------------------------------------------


async def _ask_whether_right(update: Update, context: Context, found: Recognised, draft: Draft) -> None:
    await dialogue.put(context, dialogue.SERVERS, draft)
    screen = joining.confirm_servers(context.voice, found.address, found.servers)
    await _show(update, context, draft, screen)


async def confirm_by_button(update: Update, context: Context, typed: str, draft: Draft) -> None:
    """Something was typed where a button is to be pressed: the question comes again."""
    await _ask_whether_right(update, context, recall(context, draft), _without_card(draft))


async def servers_are_right(update: Update, context: Context) -> None:
    draft = await dialogue.at(context, dialogue.SERVERS)
    if draft is None:
        await home.stale(update, context)
        return
    await _ask_mode(update, context, recall(context, draft), draft)


async def other_servers(update: Update, context: Context) -> None:
    """The person knows better than what was found."""
    draft = await dialogue.at(context, *_GUESSES)
    if draft is None or draft.source in ("table", "typed"):
        await home.stale(update, context)
        return
    draft = dataclasses.replace(draft, provider=None, servers=None, imap=None, smtp=None)
    await dialogue.put(context, dialogue.IMAP, draft)
    screen = joining.ask_server(context.voice, "connect-imap-other", draft.address)
    await show.answer(update, context.bot, screen)


async def got_imap(update: Update, context: Context, typed: str, draft: Draft) -> None:
    draft = dataclasses.replace(_without_card(draft), imap=typed, smtp=None)
    await _with_servers(update, context, draft)


async def got_smtp(update: Update, context: Context, typed: str, draft: Draft) -> None:
    await _with_servers(update, context, dataclasses.replace(_without_card(draft), smtp=typed))


async def _with_servers(update: Update, context: Context, draft: Draft) -> None:
    """With the servers typed so far: asks for the one that is missing, if one is."""
    try:
        found = await context.deps.connector.by_hand(
            draft.address,
            imap=Given(host=draft.imap) if draft.imap else None,
            smtp=Given(host=draft.smtp) if draft.smtp else None,
        )
    except errors.ServersUnknown as unknown:
        wants_smtp = unknown.facts.get("missing") == "smtp"
        step, key = (dialogue.SMTP, "connect-smtp") if wants_smtp else (dialogue.IMAP, "connect-imap")
        await dialogue.put(context, step, draft)
        screen = joining.ask_server(context.voice, key, draft.address)
        await _show(update, context, draft, screen)
    except errors.Refusal as refusal:
        screen = joining.refused(context.voice, refusal, again="connect-again-server")
        await _show(update, context, draft, screen)
    else:
        await _ask_mode(update, context, found, remember(draft, found))


# -- sharing, and the password ---------------------------------------------------------------------


async def _ask_mode(update: Update, context: Context, found: Recognised, draft: Draft) -> None:
    """How it is shared is a question only to administrators; anyone else's mailbox is personal (C3).

    One that moved is shared as before.
    """
    if draft.moved or not context.person.is_admin:
        await _ask_secret(update, context, found, draft)
        return
    await dialogue.put(context, dialogue.MODE, draft)
    screen = joining.choose_mode(context.voice, found.address, found.provider, _guessed(found))
    await _show(update, context, draft, screen)


async def got_mode(update: Update, context: Context) -> None:
    draft = await dialogue.at(context, dialogue.MODE)
    if draft is None or draft.servers is None or not context.person.is_admin:
        await home.stale(update, context)
        return
    assert context.match is not None
    mode: Mode = "corporate" if context.match[1] == "corporate" else "personal"
    draft = dataclasses.replace(draft, mode=mode)
    await _ask_secret(update, context, recall(context, draft), draft)


async def choose_by_button(update: Update, context: Context, typed: str, draft: Draft) -> None:
    """Something was typed where a button is to be pressed: the question comes again."""
    await _ask_mode(update, context, recall(context, draft), _without_card(draft))


async def _ask_secret(update: Update, context: Context, found: Recognised, draft: Draft) -> None:
    card = 0 if update.callback_query else draft.card  # "looking …", where that was said
    guessed = _guessed(found)
    await asking.ask(update, context, dialogue.SECRET, draft, found.provider, guessed=guessed, card=card)


def _guessed(found: Recognised) -> Servers | None:
    return found.servers if found.is_guess else None


def _without_card(draft: Draft) -> Draft:
    return dataclasses.replace(draft, card=0)


async def _show(update: Update, context: Context, draft: Draft, screen: Screen) -> None:
    """In place of "looking …", where that was said; else as an answer."""
    if draft.card and not update.callback_query:
        await show.settle(context.bot, context.person.telegram_id, draft.card, screen)
    else:
        await show.answer(update, context.bot, screen)
