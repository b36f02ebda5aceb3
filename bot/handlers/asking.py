"""Asking for what opens a mailbox: a consent where there is one, a password on a page or in the chat."""

import dataclasses

from telegram import Update

from bot import dialogue, links, show
from bot.context import Context
from bot.draft import Draft
from bot.views import joining
from storage import people
from sync_engine.rules.providers import Provider, Servers


async def ask(
    update: Update,
    context: Context,
    step: str,
    draft: Draft,
    provider: Provider | None,
    *,
    again: bool = False,
    consent: bool = True,
    guessed: Servers | None = None,
    card: int = 0,
) -> None:
    """`again`: a password was typed before. `consent` False: the person wants to give a password.

    `guessed`: servers the person may know better. `card`: a message of ours whose place it takes.
    """
    voice, draft = context.voice, dataclasses.replace(draft, folders=(), deleted=None)
    await dialogue.put(context, step, draft)
    ways = await links.offer(context, step, draft, provider.id if provider else None, consent=consent)
    if again and not ways.consent:
        screen = joining.ask_secret_again(voice, draft.address, ways)
    else:
        mode = None if draft.mailbox else draft.mode
        screen = joining.ask_secret(
            voice, draft.address, provider, mode, ways, guessed, moved=bool(draft.moved)
        )
    if card:
        card = await show.settle(context.bot, context.person.telegram_id, card, screen)
    else:
        card = await show.answer(update, context.bot, screen)
    # What is done on a page shows in this very message; it may have been done already.
    await people.note_in_dialogue(context.person.telegram_id, step, {"card": card})
