"""What was kept out of contact cards, and "this one is a client" (rule S7).

Holds always: only who may read the letters of a mailbox sees them here, or says whose they are.
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import show
from bot.context import App, Context
from bot.handlers import lists
from bot.views import kept_out as view
from bot.views import pages, press
from storage import client_marks, letter_lines
from storage.records import Mailbox, StoredLetter


def register(application: App) -> None:
    for action, handler in (
        (press.KEPT_OUT, listing),
        (press.KEPT_LETTER, one),
        (press.CLIENT, is_client),
        (press.NO_CLIENT, is_no_client),
        (press.MARKED, marked),
        (press.UNMARK, unmark),
    ):
        application.add_handler(CallbackQueryHandler(handler, press.page_pattern(action)))


async def listing(update: Update, context: Context) -> None:
    if not (mailbox := await lists.readable(update, context, lists.number_of(context))):
        return
    count = sum((await letter_lines.kept_out_counts(mailbox.id)).values())
    page = pages.within(lists.page_of(context), count)
    shown = await letter_lines.kept_out(mailbox.id, context.person.id, page * pages.PAGE, pages.PAGE)
    known = await client_marks.marked(mailbox.id)
    screen = view.listing(context.voice, mailbox, shown, page, count, known)
    await show.answer(update, context.bot, screen if shown else view.none_left(context.voice, mailbox))


async def one(update: Update, context: Context) -> None:
    if found := await lists.letter_of(update, context):
        await _show(update, context, *found)


async def is_client(update: Update, context: Context) -> None:
    if not (found := await lists.letter_of(update, context)):
        return
    mailbox, stored = found
    address, said = stored.letter.sender.address, ""
    if 0 < len(address) <= client_marks.LONGEST:
        await client_marks.add(mailbox.id, address, context.person.id)
        said = context.voice("said-client", address=address)
    await _show(update, context, mailbox, stored, said=said)


async def is_no_client(update: Update, context: Context) -> None:
    if not (found := await lists.letter_of(update, context)):
        return
    mailbox, stored = found
    await client_marks.remove(mailbox.id, stored.letter.sender.address)
    said = context.voice("said-no-client", address=stored.letter.sender.address)
    await _show(update, context, mailbox, stored, said=said)


async def _show(
    update: Update, context: Context, mailbox: Mailbox, stored: StoredLetter, *, said: str = ""
) -> None:
    known = await client_marks.marked(mailbox.id)
    is_marked = stored.letter.sender.address.lower() in known
    page = lists.page_of(context)
    screen = view.one(context.voice, mailbox, stored, page, marked=is_marked, said=said)
    await show.answer(update, context.bot, screen)


async def marked(update: Update, context: Context) -> None:
    if mailbox := await lists.readable(update, context, lists.number_of(context)):
        await _show_marks(update, context, mailbox)


async def unmark(update: Update, context: Context) -> None:
    mark = await client_marks.get(lists.number_of(context))
    mailbox = await lists.readable(update, context, mark.mailbox_id if mark else None)
    if mailbox and mark:
        await client_marks.remove(mailbox.id, mark.address)
        await _show_marks(update, context, mailbox)


async def _show_marks(update: Update, context: Context, mailbox: Mailbox) -> None:
    found = await client_marks.listing(mailbox.id)
    await show.answer(update, context.bot, view.marks(context.voice, mailbox, found, lists.page_of(context)))
