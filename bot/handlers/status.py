"""/status: how a person's mailboxes stand."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import arriving, show
from bot.context import App, Context
from bot.handlers import commands
from bot.views import press
from bot.views import status as view
from storage import mailboxes


def register(application: App) -> None:
    commands.add(application, "status", status)
    application.add_handler(CallbackQueryHandler(status, f"^{press.STATUS}$"))


async def status(update: Update, context: Context) -> None:
    boxes = await mailboxes.visible_to(context.person)
    left = await arriving.left(boxes, context.deps.clock())
    await show.answer(update, context.bot, view.status(context.voice, boxes, context.person, left))
