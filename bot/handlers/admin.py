"""/admin: how the whole account stands, its mailboxes by state, and the last day as a picture (rule H3).

Holds always: nothing here is shown to anybody but an administrator, and nothing of letters but their number.
"""

import asyncio
import functools
from collections import Counter
from datetime import timedelta

from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import CallbackQueryHandler

from bot import bundling, show
from bot.context import App, Context, Handler
from bot.handlers import commands, lists
from bot.version import VERSION
from bot.views import admin as view
from bot.views import pages, press
from storage import answers, mailboxes, samples, standing, workers
from storage.records import Standing
from sync_engine.rules import freshness
from sync_engine.work import room

_HOUR = timedelta(hours=1)


def register(application: App) -> None:
    commands.add(application, "admin", account)
    for handler, pattern in (
        (account, f"^{press.ADMIN}$"),
        (chart, f"^{press.CHART}$"),
        (of_state, press.page_pattern(press.ADMIN_STATE)),
    ):
        application.add_handler(CallbackQueryHandler(handler, pattern))


def admins_only(handler: Handler) -> Handler:
    """Anybody else is told whose screen it is."""

    @functools.wraps(handler)
    async def run(update: Update, context: Context) -> None:
        if context.person.is_admin:
            await handler(update, context)
        else:
            await show.answer(update, context.bot, view.not_yours(context.voice))

    return run


@admins_only
async def account(update: Update, context: Context) -> None:
    now, standings = context.deps.clock(), await standing.of_mailboxes()
    found = view.Account(
        by_state=Counter(each.state for each in standings),
        freshness=freshness.of(standings, now),
        letters=await samples.letters_since(now - _HOUR),
        queue=sum(_is_due(each, context) for each in standings),
        notices=(await bundling.still_waiting(now, context.deps.timezone)).count,
        answers=await answers.waiting_count(),
        free=await asyncio.to_thread(room.free, context.deps.folder) if context.deps.folder else None,
        workers=await workers.at_work(),
        version=VERSION,
    )
    await show.answer(update, context.bot, view.account(context.voice, found))


def _is_due(each: Standing, context: Context) -> bool:
    now = context.deps.clock()
    at_work = each.state != "paused" and not each.watching(now)
    return at_work and each.next_check is not None and each.next_check <= now


@admins_only
async def of_state(update: Update, context: Context) -> None:
    place, page = lists.number_of(context), lists.page_of(context)
    if place >= len(view.STATES):
        await account(update, context)
        return
    known = [each for each in await standing.of_mailboxes() if each.state == view.STATES[place]]
    known.sort(key=lambda each: each.last_check or each.connected_at)
    page = pages.within(page, len(known))
    shown = await mailboxes.these([each.id for each in known[page * pages.PAGE : (page + 1) * pages.PAGE]])
    await show.answer(update, context.bot, view.of_state(context.voice, place, shown, page, len(known)))


@admins_only
async def chart(update: Update, context: Context) -> None:
    """Below: a message with text cannot become one with a picture."""
    from bot import chart as picture  # here: Pillow takes memory that most never need

    voice, policy, now = context.voice, context.deps.policy, context.deps.clock()
    found = [each for each in await samples.since(now - policy.chart_span) if each.at <= now]
    chat = context.person.telegram_id
    if not found:
        await show.send(context.bot, chat, view.no_chart(voice))
        return
    begins = now - policy.chart_span
    gap, promise = 3 * policy.sample_every, policy.new_letter_minutes
    span = picture.Span(begins, now, context.deps.timezone, gap, promise)
    octets = await asyncio.to_thread(picture.png, found, span)
    screen = view.chart(voice)
    await context.bot.send_photo(
        chat,
        octets,
        filename="postroom.png",
        caption=screen.text,
        parse_mode=ParseMode.HTML,
        reply_markup=show.markup(screen.rows),
    )
