"""A letter of a list, below that list.

Holds always: only who may read the letters of its mailbox sees it (rule C3).
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import show
from bot.context import App, Context
from bot.handlers import lists
from bot.views import letter, press
from bot.views.screen import Button, Screen


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(read, press.page_pattern(press.READ)))


async def read(update: Update, context: Context) -> None:
    if not (found := await lists.letter_of(update, context)):
        return
    mailbox, stored = found
    voice = context.voice
    to_mailbox = Button(voice.label("button-mailbox"), press.to(press.OPENED, mailbox.id))
    lines = letter.lines(voice, mailbox.address, stored.letter)
    await show.send(context.bot, context.person.telegram_id, Screen("\n".join(lines), ((to_mailbox,),)))
