"""/start and /help, and buttons that are out of date."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import show
from bot.context import App, Context
from bot.handlers import commands
from bot.views import home, press
from storage import mailboxes


def register(application: App) -> None:
    commands.add(application, "start", start)
    commands.add(application, "help", help_)
    application.add_handler(CallbackQueryHandler(show_home, f"^{press.HOME}$"))
    application.add_handler(CallbackQueryHandler(help_, f"^{press.HELP}$"))
    application.add_handler(CallbackQueryHandler(hold, f"^{press.HOLD}$"))


async def start(update: Update, context: Context) -> None:
    await show_home(update, context)
    await commands.show_menu(context)


async def show_home(update: Update, context: Context) -> None:
    screen = home.start(context.voice, context.person, await mailboxes.visible_to(context.person))
    await show.answer(update, context.bot, screen)


async def help_(update: Update, context: Context) -> None:
    await show.answer(update, context.bot, home.help_(context.voice))


async def hold(update: Update, context: Context) -> None:
    """A button that only shows something; it was answered already."""


async def stale(update: Update, context: Context) -> None:
    """A fresh screen below: what the old button stands on may still be worth reading."""
    await show.send(context.bot, context.person.telegram_id, home.stale(context.voice))
