"""/contacts: the clients one wrote with, and the card of each (rule L2).

Holds always: nothing is shown of a contact that is not in a mailbox the person is entitled to (rule C3).
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import commands, lists
from bot.views import contacts as view
from bot.views import pages, press
from bot.views.screen import Screen
from storage import asked, contacts, people, team
from sync_engine.rules import question
from sync_engine.work import builtin, indexing


def register(application: App) -> None:
    commands.add(application, "contacts", contacts_)
    for handler, pattern in (
        (turn, press.page_pattern(press.CONTACTS)),
        (ask, f"^{press.CONTACT_FIND}$"),
        (card, press.page_pattern(press.CARD)),
        (card_of, press.pattern(press.CARD_OF)),
        (chains, press.page_pattern(press.CHAINS)),
    ):
        application.add_handler(CallbackQueryHandler(handler, pattern))


async def contacts_(update: Update, context: Context) -> None:
    await _find(update, context, " ".join(context.args or ()))


async def ask(update: Update, context: Context) -> None:
    await dialogue.leave(context)
    await dialogue.put(context, dialogue.CONTACT, Draft())
    await show.answer(update, context.bot, view.ask(context.voice))


async def got_name(update: Update, context: Context, typed: str, draft: Draft) -> None:
    if not question.clean(typed):
        await show.answer(update, context.bot, view.ask(context.voice))
        return
    await people.end_dialogue(context.person.telegram_id)
    await _find(update, context, typed)


async def _find(update: Update, context: Context, typed: str) -> None:
    text = question.clean(typed)
    number = await asked.note(context.person.id, "contacts", text) if text else 0
    await _show(update, context, number, text, 0)


async def turn(update: Update, context: Context) -> None:
    """A search that is not remembered any more shows everybody."""
    number = lists.number_of(context)
    text = await asked.text(number, context.person.id, "contacts") or ""
    await _show(update, context, number if text else 0, text, lists.page_of(context))


async def _show(update: Update, context: Context, number: int, text: str, page: int) -> None:
    viewer = context.person.id
    count = await contacts.count(viewer, text)
    page = pages.within(page, count)
    shown = await contacts.listing(viewer, page * pages.PAGE, pages.PAGE, text)
    screen = view.listing(context.voice, shown, page, count, number, text)
    await show.answer(update, context.bot, screen)


async def card(update: Update, context: Context) -> None:
    screen = await _card(context, lists.number_of(context), lists.page_of(context))
    await show.answer(update, context.bot, screen)


async def _card(context: Context, contact_id: int, page: int) -> Screen:
    found = await contacts.card(context.person.id, contact_id)
    if found is None:
        return view.gone(context.voice)
    page = pages.within(page, found.received + found.sent)
    shown = await contacts.timeline(context.person.id, contact_id, page * pages.PAGE, pages.PAGE)
    return view.card(context.voice, found, shown, page)


async def head(context: Context, address: str) -> str:
    """Whom one is about to write to, as HTML: what is on their card, or that there is none yet.

    Empty for an address of the team.
    """
    if await team.is_ours(address.lower()):
        return ""
    viewer = context.person.id
    if (found := await contacts.of_address(viewer, address)) is not None:
        return view.head(context.voice, found)
    domain = address.lower().rpartition("@")[2]
    if builtin.table().find(domain) is not None:  # everybody's: who else is there says nothing
        return view.new(context.voice, address, (), 0)
    count = await contacts.count(viewer, domain=f"@{domain}")
    others = await contacts.listing(viewer, 0, view.NEIGHBOURS, domain=f"@{domain}") if count else []
    return view.new(context.voice, address, others, count)


async def card_of(update: Update, context: Context) -> None:
    """From under a letter: the letter stays where it is. It may have come before the index knew of it."""
    letter_id, viewer = lists.number_of(context), context.person.id
    contact_id = await contacts.of_letter(viewer, letter_id)
    if contact_id is None:
        await indexing.take(letter_id)
        contact_id = await contacts.of_letter(viewer, letter_id)
    screen = view.none(context.voice) if contact_id is None else await _card(context, contact_id, 0)
    await show.send(context.bot, context.person.telegram_id, screen)


async def chains(update: Update, context: Context) -> None:
    viewer, contact_id = context.person.id, lists.number_of(context)
    found = await contacts.card(viewer, contact_id)
    if found is None:
        await show.answer(update, context.bot, view.gone(context.voice))
        return
    page = pages.within(lists.page_of(context), found.chains)
    shown = await contacts.chains(viewer, contact_id, page * pages.PAGE, pages.PAGE)
    await show.answer(update, context.bot, view.chains(context.voice, found, shown, page))
