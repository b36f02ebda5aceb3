"""What stands below the letters written from a mailbox: set by whoever may give it a password."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import boxes
from bot.views import press
from bot.views import signature as view
from storage import mailboxes, people

_LONGEST = 1000  # characters


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(ask, press.pattern(press.SIGNATURE)))
    application.add_handler(CallbackQueryHandler(take_away, press.pattern(press.NO_SIGNATURE)))


async def ask(update: Update, context: Context) -> None:
    if mailbox := await boxes.in_charge(update, context, boxes.number(context)):
        await dialogue.leave(context)
        await dialogue.put(context, dialogue.SIGNATURE, Draft(address=mailbox.address, mailbox=mailbox.id))
        await show.answer(update, context.bot, view.ask(context.voice, mailbox))


async def got_signature(update: Update, context: Context, typed: str, draft: Draft) -> None:
    if not (mailbox := await boxes.in_charge(update, context, draft.mailbox)):
        await people.end_dialogue(context.person.telegram_id)
        return
    text = typed.strip()
    if not text:
        await show.answer(update, context.bot, view.ask(context.voice, mailbox))
        return
    if len(text) > _LONGEST:
        said = context.voice("said-signature-long", most=_LONGEST)
    else:
        await people.end_dialogue(context.person.telegram_id)
        await mailboxes.set_signature(mailbox.id, text)
        said = context.voice("said-signature")
    await boxes.show_again(update, context, mailbox.id, said=said)


async def take_away(update: Update, context: Context) -> None:
    if mailbox := await boxes.in_charge(update, context, boxes.number(context)):
        await mailboxes.set_signature(mailbox.id, "")
        await boxes.show_again(update, context, mailbox.id, said=context.voice("said-signature-off"))
