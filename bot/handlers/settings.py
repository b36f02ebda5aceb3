"""/settings: the language, whether letters are told of at all, quiet hours, and what notices show."""

import dataclasses

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import rights, say, show
from bot.context import App, Context
from bot.handlers import commands, lists
from bot.views import press
from bot.views import settings as view
from storage import mailboxes, mutes, people
from storage.records import Mailbox, QuietHours

_HOURS = 24


def register(application: App) -> None:
    commands.add(application, "settings", settings)
    languages = "|".join(say.LANGUAGES)
    for handler, pattern in (
        (settings, f"^{press.SETTINGS}$"),
        (choose_language, f"^{press.LANGUAGE}:({languages})$"),
        (notices_on, f"^{press.NOTICES_ON}$"),
        (notices_off, f"^{press.NOTICES_OFF}$"),
        (quiet_hours, f"^{press.QUIET_HOURS}$"),
        (quiet_off, f"^{press.QUIET_OFF}$"),
        (quiet, press.page_pattern(press.QUIET)),
        (previews, press.pattern(press.PREVIEWS)),
        (preview, press.page_pattern(press.PREVIEW)),
    ):
        application.add_handler(CallbackQueryHandler(handler, pattern))


async def settings(update: Update, context: Context) -> None:
    await show.answer(update, context.bot, view.settings(context.voice, context.person))


async def choose_language(update: Update, context: Context) -> None:
    assert context.match is not None
    language = next(each for each in say.LANGUAGES if each == context.match[1])
    await people.set_language(context.person.id, language)
    context.person = dataclasses.replace(context.person, language=language)
    await settings(update, context)
    await commands.show_menu(context)


async def notices_on(update: Update, context: Context) -> None:
    await _want_notices(update, context, wanted=True)


async def notices_off(update: Update, context: Context) -> None:
    await _want_notices(update, context, wanted=False)


async def _want_notices(update: Update, context: Context, *, wanted: bool) -> None:
    await mutes.want_notices(context.person.id, context.deps.clock(), wanted=wanted)
    context.person = dataclasses.replace(context.person, wants_notices=wanted)
    await settings(update, context)


async def quiet_hours(update: Update, context: Context) -> None:
    await show.answer(update, context.bot, view.quiet_hours(context.voice, context.person.quiet))


async def quiet_off(update: Update, context: Context) -> None:
    await _set_quiet(update, context, None)


async def quiet(update: Update, context: Context) -> None:
    hours = QuietHours(lists.number_of(context), lists.page_of(context))
    if hours.begins < _HOURS and hours.ends < _HOURS and hours.begins != hours.ends:
        await _set_quiet(update, context, hours)
    else:
        await quiet_hours(update, context)


async def _set_quiet(update: Update, context: Context, hours: QuietHours | None) -> None:
    await people.set_quiet(context.person.id, hours)
    context.person = dataclasses.replace(context.person, quiet=hours)
    context.deps.engine.notices_ready.set()  # what waited for their end may go now
    await quiet_hours(update, context)


async def previews(update: Update, context: Context) -> None:
    await _show_previews(update, context, lists.number_of(context))


async def preview(update: Update, context: Context) -> None:
    mailbox_id = lists.number_of(context)
    mailbox = next((each for each in await _own(context) if each.id == mailbox_id), None)
    if mailbox is not None:
        await mailboxes.set_previews(mailbox.id, shown=not mailbox.previews)
    await _show_previews(update, context, lists.page_of(context))


async def _show_previews(update: Update, context: Context, page: int) -> None:
    await show.answer(update, context.bot, view.previews(context.voice, await _own(context), page))


async def _own(context: Context) -> list[Mailbox]:
    """The mailboxes of which this person may say what their notices show."""
    seen = await mailboxes.visible_to(context.person)
    return [each for each in seen if rights.over(each, context.person).secret]
