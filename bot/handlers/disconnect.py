"""Disconnecting a mailbox: one clear confirmation, then everything of it is erased (rule C9)."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import show
from bot.context import App, Context
from bot.handlers import boxes
from bot.views import mailboxes as view
from bot.views import press
from storage import mailboxes


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(ask, press.pattern(press.DISCONNECT)))
    application.add_handler(CallbackQueryHandler(erase, press.pattern(press.ERASE)))


async def ask(update: Update, context: Context) -> None:
    if not (found := await boxes.pressed(update, context)):
        return
    mailbox, may = found
    if may.manage:
        await show.answer(update, context.bot, view.disconnect(context.voice, mailbox))
    else:
        await boxes.show_again(update, context, mailbox.id)


async def erase(update: Update, context: Context) -> None:
    if not (found := await boxes.pressed(update, context)):
        return
    mailbox, may = found
    if may.manage:
        await mailboxes.begin_erasing(mailbox.id, context.deps.clock())
        context.deps.engine.wake()
        await show.answer(update, context.bot, view.disconnected(context.voice, mailbox.address))
    else:
        await boxes.show_again(update, context, mailbox.id)
