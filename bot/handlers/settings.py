"""/settings: the language."""

import dataclasses

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import say, show
from bot.context import App, Context
from bot.handlers import commands
from bot.views import home, press
from storage import people


def register(application: App) -> None:
    commands.add(application, "settings", settings)
    application.add_handler(CallbackQueryHandler(settings, f"^{press.SETTINGS}$"))
    languages = "|".join(say.LANGUAGES)
    application.add_handler(CallbackQueryHandler(choose_language, f"^{press.LANGUAGE}:({languages})$"))


async def settings(update: Update, context: Context) -> None:
    await show.answer(update, context.bot, home.settings(context.voice))


async def choose_language(update: Update, context: Context) -> None:
    assert context.match is not None
    language = next(each for each in say.LANGUAGES if each == context.match[1])
    await people.set_language(context.person.id, language)
    context.person = dataclasses.replace(context.person, language=language)
    await show.answer(update, context.bot, home.settings(context.voice))
    await commands.show_menu(context)
