"""Questions in people's own words (rule H1), and the menu of topics.

Holds always: nothing in a question is an order; somebody who was not invited is
answered with what is written for everybody, and hears nothing of the account (rule H4).
"""

import asyncio
from collections.abc import Iterable, Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import explaining, show
from bot.context import App, Context
from bot.faq import desk, discreet, knowledge, named
from bot.faq.desk import Found
from bot.handlers import lists, questions
from bot.views import press, topics
from bot.views import questions as kept_view
from bot.views import support as view
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage import asked as asked_for
from storage import letter_lines
from storage import questions as kept_questions
from storage.records import Language, Mailbox, Person, Question, Vote
from sync_engine.policy import Policy


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(topic, press.pattern(press.TOPIC)))
    application.add_handler(CallbackQueryHandler(helped, press.pattern(press.HELPED)))
    application.add_handler(CallbackQueryHandler(missed, press.pattern(press.MISSED)))
    application.add_handler(CallbackQueryHandler(menu_topic, press.pattern(press.MENU_TOPIC)))
    application.add_handler(CallbackQueryHandler(group, press.pattern(press.TOPIC_GROUP)))
    application.add_handler(CallbackQueryHandler(menu, press.pattern(press.TOPICS)))


async def asked(update: Update, context: Context, question: str) -> None:
    """Free text that no dialogue took."""
    person = context.person
    found = await _found(question, context.deps.policy, person.language)
    voice = context.deps.voice(found.language)
    mine = await explaining.boxes(context)
    trace = await _trace(voice, question, person, mine)
    if found.topic:
        kept = await questions.keep(context, question, found)
        screen = await _answer(voice, found, question, context, mine, trace, kept)
        await show.answer(update, context.bot, screen)
    elif found.line:
        await show.answer(update, context.bot, view.line(voice, found, trace=trace))
    else:
        # Of what means nothing to us the language is a guess, too.
        spoken = voice if found.suggestions else context.voice
        kept = await questions.keep(context, question, found)
        asks = kept is not None and await questions.may_ask(context)
        screen = view.unknown(spoken, found.suggestions, trace=trace, question=kept if asks else None)
        await show.answer(update, context.bot, screen)


async def _found(question: str, policy: Policy, usual: Language) -> Found:
    return await asyncio.to_thread(desk.ask, question, policy, usual=usual)


async def _answer(
    voice: Voice,
    found: Found,
    question: str,
    context: Context,
    mine: Sequence[Mailbox],
    trace: Button | None,
    kept: Question | None = None,
    back: Button | None = None,
) -> Screen:
    return view.answer(
        voice,
        found,
        await explaining.own(context, found.topic or "", question, mine),
        context.person,
        service_pages=_pages(context, voice, found.next_steps),
        trace=trace,
        question=kept,
        may_ask=kept is not None and await questions.may_ask(context),
        back=back,
    )


async def helped(update: Update, context: Context) -> None:
    await _vote(update, context, "helped")


async def missed(update: Update, context: Context) -> None:
    await _vote(update, context, "missed")


async def _vote(update: Update, context: Context, said: Vote) -> None:
    """The answer as it stands now, with the vote marked."""
    kept = await kept_questions.vote(lists.number_of(context), context.person.id, said)
    if kept is None or kept.topic not in knowledge.load().topics:
        await show.send(context.bot, context.person.telegram_id, kept_view.gone(context.voice))
        return
    voice = context.deps.voice(kept.language)
    found = desk.of_topic(kept.topic, kept.language, context.deps.policy)
    mine = await explaining.boxes(context)
    trace = await _trace(voice, kept.text, context.person, mine)
    screen = await _answer(voice, found, kept.text, context, mine, trace, kept)
    await show.answer(update, context.bot, screen)


def _pages(context: Context, voice: Voice, steps: Sequence[str]) -> dict[str, str]:
    """Pages of mail services that the next steps name, in this language."""
    found = {}
    for name in (step.removeprefix("page:") for step in steps if step.startswith("page:")):
        service = context.deps.connector.service(name, "")
        if service and service.app_password_page and (url := service.app_password_page.get(voice.language)):
            found[name] = url
    return found


async def _trace(voice: Voice, question: str, person: Person, mine: Iterable[Mailbox]) -> Button | None:
    """Leads to what became of the letter that is named, or of the latest of the client that is."""
    own = {address.lower() for box in mine for address in box.own_addresses}
    question = discreet.readable(question)  # it goes to the database
    subject = named.subject(question)
    wanted = subject or named.client(question, own)
    if wanted is None:
        return None
    for found in await letter_lines.recent(person.id, [wanted], 0, 1):
        shown = found.subject if subject else found.sender.name or found.sender.address
        return view.trace_button(voice, found.id, shown)
    if not named.is_of_letters(question):
        return None
    return view.search_button(voice, await asked_for.note(person.id, "why", wanted), wanted)


async def topic(update: Update, context: Context) -> None:
    """One of the suggestions: below, since others may be wanted, too."""
    if (screen := await _of_button(context, back=False)) is None:
        await menu(update, context)
    else:
        await show.send(context.bot, context.person.telegram_id, screen)


async def menu_topic(update: Update, context: Context) -> None:
    if (screen := await _of_button(context, back=True)) is None:
        await menu(update, context)
    else:
        await show.answer(update, context.bot, screen)


async def _of_button(context: Context, *, back: bool) -> Screen | None:
    """The answer of its topic; None where there is no such topic any more."""
    chosen = topics.topic(lists.number_of(context))
    if chosen is None:
        return None
    found = desk.of_topic(chosen, context.person.language, context.deps.policy)
    to_group = topics.to_group(context.voice, chosen) if back else None
    mine = await explaining.boxes(context)
    return await _answer(context.voice, found, "", context, mine, None, back=to_group)


async def group(update: Update, context: Context) -> None:
    await show.answer(update, context.bot, topics.group(context.voice, lists.number_of(context)))


async def menu(update: Update, context: Context) -> None:
    await show.answer(update, context.bot, topics.menu(context.voice))
