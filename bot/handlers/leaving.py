"""What ends because a button leads elsewhere, before it does.

Holds always:
- a question that takes whatever is typed next ends with the first button: else somebody who went back to a
  mailbox from its signature, say, would find their next words below every letter;
- a message that becomes another screen is no letter's card any more.
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue
from bot.context import App, Context
from bot.views import press
from storage import drafts, people

_GROUP = -1  # after `bot.access`, before the screen that the button leads to
_STAYING = {press.CANCEL, press.HOLD}  # the one ends it by itself, the other does nothing
_OF_CARDS = {
    *(*_STAYING, press.SEND, press.OPENED, press.WRITE_FROM, press.WRITE_FROM_LIST, press.WRITE_FILE_OFF),
    *(press.WRITE_TEXT, press.WRITE_SUBJECT, press.WRITE_CC, press.WRITE_NO_CC),
    *(press.UNDO, press.RESEND, press.REWRITE, press.LOOK),  # what stood there before was tapped twice
}


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(leave), group=_GROUP)


async def leave(update: Update, context: Context) -> None:
    assert update.callback_query is not None
    action = (update.callback_query.data or "").partition(":")[0]
    message, person = update.callback_query.message, context.person
    if action not in _STAYING and await dialogue.at(context, *dialogue.ASKING_STEPS):
        await people.end_dialogue(person.telegram_id)
    if message and action not in _OF_CARDS and await drafts.shown_in(person.id, message.message_id):
        await drafts.hide(person.id, message.message_id)
