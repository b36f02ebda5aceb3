"""A letter to be read: below a notice, then leaf by leaf and along its chain in the same message.

Holds always: only who may read the letters of a mailbox sees any of them here (rule C3).
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import rights, show
from bot.context import App, Context
from bot.handlers import lists
from bot.views import press
from bot.views import reading as view
from bot.views.screen import Screen
from storage import answered, bounces, chain_places, letters, mailboxes, shown_letters
from storage.records import Mailbox, StoredLetter


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(below, press.pattern(press.READ_BELOW)))
    application.add_handler(CallbackQueryHandler(leaf, press.page_pattern(press.READ)))


async def pressed(context: Context) -> tuple[Mailbox, StoredLetter] | None:
    """The letter of a button with its mailbox, where this person may read it."""
    stored = await letters.get(lists.number_of(context), context.person.id)
    mailbox = await mailboxes.get(stored.mailbox_id) if stored else None
    if stored is None or mailbox is None or not rights.over(mailbox, context.person).letters:
        return None
    return mailbox, stored


async def screen(context: Context, mailbox: Mailbox, stored: StoredLetter, leaf: int) -> Screen:
    chain = await chain_places.around(stored, context.person.id)
    reports, by = await bounces.of(stored), await answered.of(stored)
    fate = view.fate(context.voice, stored.letter, reports, by, context.person)
    return view.screen(context.voice, mailbox, stored, chain, leaf, fate=fate)


async def below(update: Update, context: Context) -> None:
    """The notice or the list stays where it is."""
    chat = context.person.telegram_id
    if found := await pressed(context):
        sent = await show.send(context.bot, chat, await screen(context, *found, 0))
        await shows(context, sent.message_id, found[1].id)
    else:
        await show.send(context.bot, chat, view.gone(context.voice))


async def leaf(update: Update, context: Context) -> None:
    if found := await pressed(context):
        shown = await screen(context, *found, lists.page_of(context))
    else:
        shown = view.gone(context.voice)
    await shows(context, await show.answer(update, context.bot, shown), found[1].id if found else 0)


async def shows(context: Context, message: int, letter_id: int) -> None:
    """A message shows this letter now, so that a reply to it is an answer; 0: it shows none any more."""
    if letter_id:
        await shown_letters.note(context.person.id, message, letter_id, context.deps.clock())
    else:
        await shown_letters.forget(context.person.id, message)
