"""The mailboxes a new letter may go from, where they are more than a page."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import writing
from bot.context import App, Context
from bot.handlers import card, contacts, lists
from bot.views import answer as view
from bot.views import press


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(turn, press.pattern(press.WRITE_FROM_LIST)))


async def turn(update: Update, context: Context) -> None:
    """Another page of them."""
    if (begun := await card.at(update, context, writing.FROM)) is None:
        return
    boxes, head = await card.senders(context), await contacts.head(context, begun.to)
    screen = view.ask_from(context.voice, begun.to, boxes, head, lists.number_of(context))
    await card.draw(update, context, writing.FROM, begun, screen)
