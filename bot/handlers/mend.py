"""A new password for a mailbox that is connected: mended in place, nothing is erased (rule C11)."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue
from bot.context import App, Context
from bot.dialogue import Draft
from bot.handlers import asking, boxes, trial
from bot.views import press


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(ask, press.pattern(press.PASSWORD)))


async def ask(update: Update, context: Context) -> None:
    if not (found := await boxes.pressed(update, context)):
        return
    mailbox, may = found
    if not may.secret:
        await boxes.show_again(update, context, mailbox.id)
        return
    await dialogue.leave(context)
    draft = Draft(address=mailbox.address, mailbox=mailbox.id, mode=mailbox.mode)
    provider = trial.provider_of(context, draft)
    await asking.ask(update, context, dialogue.NEW_SECRET, draft, provider)
