"""The name before the address in letters written here: set by whoever may give a mailbox a password."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import boxes
from bot.views import press
from bot.views import sender_name as view
from storage import mailboxes, people
from sync_engine.rules import compose


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(ask, press.pattern(press.SENDER_NAME)))
    application.add_handler(CallbackQueryHandler(take_away, press.pattern(press.NO_SENDER_NAME)))


async def ask(update: Update, context: Context) -> None:
    if mailbox := await boxes.in_charge(update, context, boxes.number(context)):
        await dialogue.leave(context)
        await dialogue.put(context, dialogue.SENDER_NAME, Draft(address=mailbox.address, mailbox=mailbox.id))
        await show.answer(update, context.bot, view.ask(context.voice, mailbox))


async def got_name(update: Update, context: Context, typed: str, draft: Draft) -> None:
    if not (mailbox := await boxes.in_charge(update, context, draft.mailbox)):
        await people.end_dialogue(context.person.telegram_id)
        return
    name = compose.sender_name(typed)
    if not name:
        await show.answer(update, context.bot, view.ask(context.voice, mailbox))
        return
    await people.end_dialogue(context.person.telegram_id)
    await mailboxes.set_sender_name(mailbox.id, name)
    await boxes.show_again(update, context, mailbox.id, said=context.voice("said-sender-name", name=name))


async def take_away(update: Update, context: Context) -> None:
    if mailbox := await boxes.in_charge(update, context, boxes.number(context)):
        await mailboxes.set_sender_name(mailbox.id, "")
        await boxes.show_again(update, context, mailbox.id, said=context.voice("said-sender-name-off"))
