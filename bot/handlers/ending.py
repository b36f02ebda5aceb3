"""How what was under way beside the handlers comes back to the chat: a look-up, or a sign-in being tried.

Holds always:
- it changes the dialogue only while that still stands where it began; a person who is at something else
  stays there, and is shown what came of it with a button to go on: nothing typed for one thing is ever taken
  for another, least of all for a password;
- what came of it stands in the newest message of the chat, and no card says for ever that it is on its way.
"""

import dataclasses
import logging
from dataclasses import dataclass

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import home
from bot.trials import GoOn
from bot.views import joining, meanwhile, press
from bot.views.screen import Screen
from storage import people

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class End:
    """`step` the dialogue is to stand at, with `draft`, and the `screen` of it; None: it is over.

    `meanwhile`: shown to who is at something else; it asks for nothing, and leads on.
    """

    step: str | None
    draft: Draft
    screen: Screen
    meanwhile: Screen | None = None


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(go_on, f"^{press.GO_ON}$"))


async def say_under_way(context: Context, step: str, draft: Draft) -> Draft:
    """Where the chat does not show yet that a sign-in is tried; the draft with the card that does now."""
    async with context.turn():
        card = await tell(context, draft, joining.trying(context.voice, draft.address, deleted=None))
        draft = dataclasses.replace(draft, card=card)
        await people.note_in_dialogue(context.person.telegram_id, step, {"card": card})
        if running := context.trials.running(context.person.telegram_id):
            running.draft = draft
    return draft


async def bring(context: Context, began: str, end: End) -> None:
    """The dialogue goes on from the step `began`, or its person is told that it can."""
    person = context.person.telegram_id
    async with context.turn():
        if await dialogue.at(context, began) is None:
            if end.step is not None:
                context.trials.put_aside(person, _going_on(end))
            await tell(context, end.draft, end.meanwhile or end.screen)
        elif end.step is None:
            await people.end_dialogue(person)
            await tell(context, end.draft, end.screen)
        else:
            await dialogue.put(context, end.step, end.draft)
            card = await tell(context, end.draft, end.screen)
            await people.note_in_dialogue(person, end.step, {"card": card})


async def back(context: Context, began: str, step: str, draft: Draft) -> None:
    """To the step before, after an error of ours."""
    async with context.turn():
        if await dialogue.at(context, began) is not None:
            await dialogue.put(context, step, draft)


def _going_on(end: End) -> GoOn:
    async def go_on(update: Update, context: Context) -> None:
        assert end.step is not None
        await dialogue.put(context, end.step, end.draft)
        card = await show.answer(update, context.bot, end.screen)
        await people.note_in_dialogue(context.person.telegram_id, end.step, {"card": card})

    return go_on


async def go_on(update: Update, context: Context) -> None:
    """With what ended while the person was at something else, which gives way to it."""
    going_on = context.trials.take_up(context.person.telegram_id)
    if going_on is None:
        await home.stale(update, context)
        return
    await dialogue.leave(context, forgets=False)
    await going_on(update, context)


async def tell(context: Context, draft: Draft, screen: Screen) -> int:
    """Shows it on the card of `draft` while that is the newest message, else in a new one; which one it is.

    What came of it is so whether or not Telegram can be told; the next word of this person meets it. Who was
    removed meanwhile hears nothing of it (rule H4).
    """
    person, card = context.person.telegram_id, draft.card
    if await people.find(person) is None:
        return card
    screen = joining.about_secret(context.voice, screen, deleted=draft.deleted)
    newest = context.parking.is_newest(person, card)
    try:
        shown = await show.settle(context.bot, person, card if newest else 0, screen)
    except TelegramError as refusal:
        log.info("what was under way could not be told of: %s", type(refusal).__name__)
        return card
    if shown != card:
        await leave_card(context, draft)
    return shown


async def leave_card(context: Context, draft: Draft) -> None:
    """It is gone on with in a newer message."""
    if not draft.card:
        return
    screen = meanwhile.below(context.voice, draft.address)
    try:
        await show.edit(context.bot, context.person.telegram_id, draft.card, screen)
    except TelegramError as refusal:  # it may be gone from the chat
        log.info("a card could not be left behind: %s", type(refusal).__name__)
