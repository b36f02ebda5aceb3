"""Further addresses of a mailbox: seen, added and taken out by whoever may give it a password."""

import dataclasses

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import boxes, home
from bot.say import Markup
from bot.views import aliases as view
from bot.views import joining, press
from storage import aliases, mailboxes, people
from storage.records import Mailbox
from sync_engine import errors
from sync_engine.rules import addresses


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(listing, press.pattern(press.ALIASES)))
    application.add_handler(CallbackQueryHandler(ask, press.pattern(press.ALIAS_ADD)))
    application.add_handler(CallbackQueryHandler(is_own, f"^{press.ALIAS_OWN}:right$"))
    application.add_handler(CallbackQueryHandler(is_not_own, f"^{press.ALIAS_OWN}:other$"))
    application.add_handler(CallbackQueryHandler(take_out, press.page_pattern(press.ALIAS_OFF)))


async def listing(update: Update, context: Context) -> None:
    if mailbox := await boxes.in_charge(update, context, boxes.number(context)):
        await show.answer(update, context.bot, view.listing(context.voice, mailbox))


async def ask(update: Update, context: Context) -> None:
    if mailbox := await boxes.in_charge(update, context, boxes.number(context)):
        await dialogue.leave(context)
        await dialogue.put(context, dialogue.ALIAS, Draft(address=mailbox.address, mailbox=mailbox.id))
        await show.answer(update, context.bot, view.ask(context.voice, mailbox.address))


async def got_alias(update: Update, context: Context, typed: str, draft: Draft) -> None:
    """Checked as the address of a mailbox is (rule C7); one that looks like a client's is asked about."""
    try:
        alias = addresses.parse_address(typed).text
    except errors.Refusal as refusal:
        screen = joining.refused(context.voice, refusal, again="connect-again-address")
        await show.answer(update, context.bot, screen)
        return
    await people.end_dialogue(context.person.telegram_id)
    if not (mailbox := await boxes.in_charge(update, context, draft.mailbox)):
        return
    letters = await _letters_of_client(context, alias)
    if letters and alias not in mailbox.own_addresses:
        await dialogue.put(context, dialogue.ALIAS_OWN, dataclasses.replace(draft, alias=alias))
        await show.answer(update, context.bot, view.ask_whether_own(context.voice, alias, letters))
    else:
        await _add(update, context, mailbox, alias)


async def _letters_of_client(context: Context, alias: str) -> int:
    """In the mailboxes this person may read: a colleague's own one tells nothing here."""
    readable = {each.id for each in await mailboxes.visible_to(context.person)}
    return await aliases.letters_of_client(readable, alias)


async def is_own(update: Update, context: Context) -> None:
    if found := await _asked(update, context):
        await _add(update, context, *found)


async def is_not_own(update: Update, context: Context) -> None:
    if found := await _asked(update, context):
        mailbox, alias = found
        said = context.voice("said-alias-left", alias=alias)
        await show.answer(update, context.bot, view.listing(context.voice, mailbox, said=said))


async def _asked(update: Update, context: Context) -> tuple[Mailbox, str] | None:
    """The mailbox and the address that was asked about, which is answered now."""
    draft = await dialogue.at(context, dialogue.ALIAS_OWN)
    if draft is None:
        await home.stale(update, context)
        return None
    await dialogue.leave(context)
    mailbox = await boxes.in_charge(update, context, draft.mailbox)
    return (mailbox, draft.alias) if mailbox else None


async def _add(update: Update, context: Context, mailbox: Mailbox, alias: str) -> None:
    most = context.deps.policy.aliases
    added = await aliases.add(mailbox.id, alias, most)
    said = context.voice("said-alias-added" if added else "said-aliases-many", alias=alias, most=most)
    await _show_again(update, context, mailbox, said)


async def take_out(update: Update, context: Context) -> None:
    assert context.match is not None
    if not (mailbox := await boxes.in_charge(update, context, boxes.number(context))):
        return
    for alias in mailbox.aliases:
        if view.mark(alias) == int(context.match[2]):
            await aliases.remove(mailbox.id, alias)
            said = context.voice("said-alias-off", alias=alias)
            await _show_again(update, context, mailbox, said)
            return
    await show.answer(update, context.bot, view.listing(context.voice, mailbox))


async def _show_again(update: Update, context: Context, mailbox: Mailbox, said: Markup) -> None:
    mailbox = await mailboxes.get(mailbox.id) or mailbox
    await show.answer(update, context.bot, view.listing(context.voice, mailbox, said=said))
