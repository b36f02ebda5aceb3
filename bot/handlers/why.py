"""/why: what happened to a letter (rule H3).

Holds always: who may not read a mailbox's letters sees states and times of them, and only an administrator
sees even those (rule C3).
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import rights, show
from bot.context import App, Context
from bot.handlers import boxes, commands, lists, reading
from bot.views import pages, press
from bot.views import why as view
from storage import asked, client_marks, happened, letter_lines, letters, mailboxes
from storage.records import Mailbox
from sync_engine.rules import question

_MOST_WORDS = 5


def register(application: App) -> None:
    commands.add(application, "why", begin)
    application.add_handler(CallbackQueryHandler(one, press.pattern(press.WHY)))
    application.add_handler(CallbackQueryHandler(listing, press.page_pattern(press.WHY_LIST)))
    application.add_handler(CallbackQueryHandler(turn, press.page_pattern(press.WHY_FOUND)))


async def begin(update: Update, context: Context) -> None:
    """The latest letters, or those with the words behind the command."""
    text = update.message.text or "" if update.message else ""
    words = question.clean(" ".join(text.split()[1 : 1 + _MOST_WORDS]))
    number = await asked.note(context.person.id, "why", words) if words else 0
    await _list(update, context, words, number, 0)


async def turn(update: Update, context: Context) -> None:
    """A search that is not remembered any more shows the latest letters."""
    number = lists.number_of(context)
    words = await asked.text(number, context.person.id, "why") or ""
    await _list(update, context, words, number if words else 0, lists.page_of(context))


async def listing(update: Update, context: Context) -> None:
    mailbox_id, page = lists.number_of(context), lists.page_of(context)
    if not mailbox_id:
        await _list(update, context, "", 0, page)
    elif found := await boxes.entitled(update, context, mailbox_id):
        await _times(update, context, found[0], page)


async def _list(update: Update, context: Context, typed: str, number: int, page: int) -> None:
    """`number` is what the words are remembered by."""
    voice, person, words = context.voice, context.person, typed.split()
    count = await letter_lines.recent_count(person.id, words)
    mine = await mailboxes.visible_to(person)
    everything = await mailboxes.everything() if person.is_admin else mine
    others = [box for box in everything if not rights.over(box, person).letters]
    if not count and (words or not others):
        mine = [box for box in mine if rights.over(box, person).letters]
        await show.answer(update, context.bot, view.not_here(voice, mine, typed))
        return
    page = pages.within(page, count)
    shown = await letter_lines.recent(person.id, words, page * pages.PAGE, pages.PAGE)
    screen = view.listing(voice, shown, page, count, others, typed, number)
    await show.answer(update, context.bot, screen)


async def _times(update: Update, context: Context, mailbox: Mailbox, page: int) -> None:
    count = await happened.count(mailbox.id)
    page = pages.within(page, count)
    shown = await happened.latest(mailbox.id, page * pages.PAGE, pages.PAGE)
    await show.answer(update, context.bot, view.times(context.voice, mailbox, shown, page, count))


async def one(update: Update, context: Context) -> None:
    found = await happened.of(lists.number_of(context))
    mailbox = await mailboxes.get(found.mailbox_id) if found else None
    if found is None or mailbox is None or not rights.over(mailbox, context.person).see:
        await show.answer(update, context.bot, view.gone(context.voice))
        return
    stored = await letters.get(found.letter_id, context.person.id)
    mark = await client_marks.of_sender(mailbox.id, stored.letter.sender.address) if stored else None
    shown = await show.answer(update, context.bot, view.one(context.voice, mailbox, found, stored, mark))
    await reading.shows(context, shown, 0)  # a reply to that is about what happened, and for nobody outside
