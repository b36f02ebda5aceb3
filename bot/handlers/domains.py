"""Domains of which every address is the team's (product: Words, Team addresses)."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context, Handler
from bot.draft import Draft
from bot.handlers import lists
from bot.handlers.admin import admins_only
from bot.views import press
from bot.views import team as view
from storage import mailboxes, people, team
from sync_engine import errors
from sync_engine.rules import addresses
from sync_engine.work import builtin


def register(application: App) -> None:
    handlers: tuple[tuple[Handler, str], ...] = (
        (listing, press.pattern(press.DOMAINS)),
        (mark, press.page_pattern(press.DOMAIN_ON)),
        (unmark, press.page_pattern(press.DOMAIN_OFF)),
        (ask, f"^{press.DOMAIN_OTHER}$"),
    )
    for handler, pattern in handlers:
        application.add_handler(CallbackQueryHandler(handler, pattern))


@admins_only
async def listing(update: Update, context: Context) -> None:
    await _show(update, context, lists.number_of(context))


async def _show(update: Update, context: Context, page: int = 0, *, said: str = "") -> None:
    screen = view.domains(context.voice, await team.domains(), await _offered(), page, said=said)
    await show.answer(update, context.bot, screen)


async def _offered() -> list[str]:
    """Domains of the mailboxes that are a company's own, and not marked yet."""
    found = {address.rpartition("@")[2] for address in await mailboxes.own_addresses()}
    known = builtin.table()
    return sorted(each for each in found - set(await team.domains()) if known.find(each) is None)


@admins_only
async def mark(update: Update, context: Context) -> None:
    said = ""
    for each in await _offered():
        if view.mark(each) == lists.number_of(context):
            await team.mark(each, context.deps.clock())
            said = context.voice("said-domain-on", domain=each)
    await _show(update, context, lists.page_of(context), said=said)


@admins_only
async def unmark(update: Update, context: Context) -> None:
    said = ""
    for each in await team.domains():
        if view.mark(each) == lists.number_of(context):
            await team.unmark(each)
            said = context.voice("said-domain-off", domain=each)
    await _show(update, context, lists.page_of(context), said=said)


@admins_only
async def ask(update: Update, context: Context) -> None:
    await dialogue.leave(context)
    await dialogue.put(context, dialogue.DOMAIN, Draft())
    await show.answer(update, context.bot, view.ask_domain(context.voice))


async def got_domain(update: Update, context: Context, typed: str, draft: Draft) -> None:
    if not context.person.is_admin:
        await people.end_dialogue(context.person.telegram_id)
        return
    voice = context.voice
    try:
        domain = addresses.parse_address(f"anybody@{typed.strip().rpartition('@')[2]}").domain
    except errors.MailError as error:
        await show.answer(update, context.bot, view.ask_domain(voice, voice.trouble(error)))
        return
    if builtin.table().find(domain) is not None:
        said = voice("domain-public", domain=domain)
        await show.answer(update, context.bot, view.ask_domain(voice, said))
        return
    await people.end_dialogue(context.person.telegram_id)
    await team.mark(domain, context.deps.clock())
    await _show(update, context, said=voice("said-domain-on", domain=domain))
