"""A new password for a mailbox that is connected: mended in place, nothing is erased (rule C11)."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import asking, boxes
from bot.views import press


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(ask, press.pattern(press.PASSWORD)))


async def ask(update: Update, context: Context) -> None:
    if not (mailbox := await boxes.in_charge(update, context, boxes.number(context))):
        return
    await dialogue.leave(context)
    provider = context.deps.connector.service(mailbox.provider, mailbox.imap.host)
    draft = Draft(
        address=mailbox.address,
        mailbox=mailbox.id,
        mode=mailbox.mode,
        provider=provider.id if provider else None,
    )
    await asking.ask(update, context, dialogue.NEW_SECRET, draft, provider)
