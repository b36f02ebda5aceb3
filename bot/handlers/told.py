"""From a summary to its letters: all of them page by page, and each to be read.

Holds always: only who was told by that summary, and may still read the mailbox, gets to see them.
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import show
from bot.context import App, Context
from bot.handlers import lists, reading
from bot.views import letter, pages, press
from bot.views import summary as view
from bot.views.screen import Screen
from storage import answered, letter_lines, letters, summaries
from storage.records import Mailbox, ToldTogether


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(listing, press.page_pattern(press.TOLD)))
    application.add_handler(CallbackQueryHandler(listing_below, press.page_pattern(press.TOLD_BELOW)))
    application.add_handler(CallbackQueryHandler(one, press.page_pattern(press.TOLD_LETTER)))


async def _pressed(update: Update, context: Context) -> tuple[Mailbox, ToldTogether] | None:
    """What the summary told of; None after showing what there is to see instead."""
    told = await summaries.told(lists.number_of(context), context.person.id)
    mailbox = await lists.readable(update, context, told.mailbox_id if told else None)
    return (mailbox, told) if mailbox and told else None


async def listing(update: Update, context: Context) -> None:
    if found := await _pressed(update, context):
        await reading.shows(context, await show.answer(update, context.bot, await _page(context, *found)), 0)


async def listing_below(update: Update, context: Context) -> None:
    if found := await _pressed(update, context):
        await show.send(context.bot, context.person.telegram_id, await _page(context, *found))


async def _page(context: Context, mailbox: Mailbox, told: ToldTogether) -> Screen:
    page = pages.within(lists.page_of(context), len(told.notices))
    wanted = list(told.notices)[page * pages.PAGE : (page + 1) * pages.PAGE]
    shown = await letter_lines.these(wanted, context.person.id)
    return view.listing(context.voice, mailbox, told, shown, page)


async def one(update: Update, context: Context) -> None:
    if not (found := await _pressed(update, context)):
        return
    mailbox, told = found
    stored = await letters.get(told.letter_id, context.person.id)
    if stored is None:
        await listing(update, context)
        return
    back = press.to_page(press.TOLD, lists.number_of(context), lists.page_of(context))
    by = await answered.of(stored)
    answer = letter.answered(context.voice, stored.letter, by, context.person) if by else ""
    shown = await show.answer(update, context.bot, view.one(context.voice, mailbox, stored, back, answer))
    await reading.shows(context, shown, stored.id)
