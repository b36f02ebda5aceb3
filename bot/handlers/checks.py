"""What happened in the checks of a mailbox, and asking its owner to sign in again (rules C3, H3)."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import show
from bot.context import App, Context
from bot.handlers import boxes, lists
from bot.views import checks as view
from bot.views import pages, press
from storage import alerts, checks


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(listing, press.page_pattern(press.CHECKS)))
    application.add_handler(CallbackQueryHandler(ask_owner, press.pattern(press.ASK_OWNER)))


async def listing(update: Update, context: Context) -> None:
    if not (found := await boxes.entitled(update, context, lists.number_of(context))):
        return
    mailbox, _ = found
    count = await checks.count(mailbox.id)
    page = pages.within(lists.page_of(context), count)
    entries = await checks.latest(mailbox.id, page * pages.PAGE, pages.PAGE)
    screen = view.listing(context.voice, mailbox, context.person, entries, page, count)
    await show.answer(update, context.bot, screen)


async def ask_owner(update: Update, context: Context) -> None:
    """The owner gets a message with the button that mends it; once in a while only."""
    if not (found := await boxes.pressed(update, context)):
        return
    mailbox, may = found
    if not may.ask:
        await boxes.show_again(update, context, mailbox.id)
        return
    now = context.deps.clock()
    not_since = now - context.deps.policy.ask_owner_every
    asked = await alerts.ask_owner(mailbox, now, not_since, context.person.id)
    context.deps.engine.notices_ready.set()
    said = context.voice("said-asked" if asked else "said-asked-already")
    await boxes.show_again(update, context, mailbox.id, said=said)
