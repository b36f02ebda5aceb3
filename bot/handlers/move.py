"""Connecting a mailbox anew that moved to another mail service (rule C10).

Holds always: what came from the old service stays until the new one has let us in.
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import boxes, connect
from bot.views import press


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(begin, press.pattern(press.MOVE)))


async def begin(update: Update, context: Context) -> None:
    """The button says what it means (`trouble-moved`): the press is the yes."""
    if not (mailbox := await boxes.in_charge(update, context, boxes.number(context))):
        return
    if mailbox.state != "moved":
        await boxes.show_again(update, context, mailbox.id)
        return
    await dialogue.leave(context)
    draft = Draft(address=mailbox.address, mode=mailbox.mode, moved=mailbox.id)
    await connect.look(update, context, draft)
