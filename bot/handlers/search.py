"""/search: letters by their words (rule L5).

Holds always: only letters of mailboxes the person is entitled to are found, whatever they press (rule C3).
"""

from datetime import datetime, time

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import commands, lists
from bot.views import pages, press
from bot.views import search as view
from storage import asked, people, search
from storage.records import Query
from sync_engine.rules import question
from sync_engine.rules.question import Question


def register(application: App) -> None:
    commands.add(application, "search", search_)
    application.add_handler(CallbackQueryHandler(ask, f"^{press.SEARCH}$"))
    application.add_handler(CallbackQueryHandler(turn, press.page_pattern(press.FOUND)))


async def search_(update: Update, context: Context) -> None:
    typed = " ".join(context.args or ())
    await (_look(update, context, typed) if typed else ask(update, context))


async def ask(update: Update, context: Context) -> None:
    await dialogue.leave(context)
    await dialogue.put(context, dialogue.SEARCH, Draft())
    await show.answer(update, context.bot, view.ask(context.voice))


async def got_words(update: Update, context: Context, typed: str, draft: Draft) -> None:
    await _look(update, context, typed)


async def _look(update: Update, context: Context, typed: str) -> None:
    found = question.read(typed)
    if found.unclear or found.is_empty:
        await dialogue.put(context, dialogue.SEARCH, Draft())
        voice = context.voice
        await show.answer(
            update, context.bot, view.unclear(voice, found.unclear) if found.unclear else view.ask(voice)
        )
        return
    await people.end_dialogue(context.person.telegram_id)
    number = await asked.note(context.person.id, "letters", question.clean(typed))
    await _show(update, context, number, question.clean(typed), 0)


async def turn(update: Update, context: Context) -> None:
    number = lists.number_of(context)
    typed = await asked.text(number, context.person.id, "letters")
    if typed is None:
        await show.answer(update, context.bot, view.forgotten(context.voice))
    else:
        await _show(update, context, number, typed, lists.page_of(context))


async def _show(update: Update, context: Context, number: int, typed: str, page: int) -> None:
    """Looks once more for every page: what came or went meanwhile is seen."""
    ids = await search.found(context.person.id, _query(context, question.read(typed)))
    count = min(len(ids), search.MOST)
    page = pages.within(page, count)
    shown = await search.page(context.person.id, ids[:count][page * pages.PAGE : (page + 1) * pages.PAGE])
    if shown:
        more = len(ids) > count
        screen = view.found(context.voice, typed, number, shown, page, count, more=more)
    else:
        screen = view.none(context.voice, typed)
    await show.answer(update, context.bot, screen)


def _query(context: Context, found: Question) -> Query:
    """A date begins at midnight by the team's clock."""
    since = None
    if found.since is not None:
        since = datetime.combine(found.since, time.min, tzinfo=context.deps.timezone)
    return Query(
        words=found.words,
        senders=found.senders,
        recipients=found.recipients,
        since=since,
        with_file=found.with_file,
    )
