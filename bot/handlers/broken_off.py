"""What ended otherwise: by a cancel, for another look-up or sign-in, or by a restart."""

import logging
from dataclasses import replace

from telegram.error import TelegramError

from bot import dialogue, show
from bot.context import App, Context, Deps, context_of
from bot.draft import Draft
from bot.handlers import ending
from bot.views import joined, joining, meanwhile
from bot.views.screen import Screen
from storage import mailboxes, people
from storage.records import DialogueState

log = logging.getLogger(__name__)


async def connected_after_all(deps: Deps, telegram_id: int, draft: Draft) -> Screen | None:
    """The success to show, where a trial was cut off just after the mailbox was stored."""
    mailbox = await mailboxes.find(draft.address)
    if mailbox is None or draft.mailbox or draft.moved == mailbox.id:
        return None
    if mailbox.owner.telegram_id != telegram_id:
        return None
    return joined.connected(deps.voice(mailbox.owner.language), mailbox.address, mailbox.mode, None)


async def give_way(context: Context) -> None:
    """Ends what is under way for this person, who began another; its card says so, or what came of it."""
    person = context.person.telegram_id
    ended = await context.trials.stop(person)
    if ended is None:
        return
    screen = None
    if ended.step in dialogue.TRYING_STEPS:
        screen = await connected_after_all(context.deps, person, ended.draft)
    screen = screen or meanwhile.gave_way(context.voice, ended.draft.address)
    try:
        await show.edit_or_send(context.bot, person, ended.draft.card, screen)
    except TelegramError as refusal:
        log.info("a card could not be settled: %s", type(refusal).__name__)


async def tell_interrupted(application: App) -> None:
    """After a restart: whoever waits for a sign-in is told that it was cut off."""
    for telegram_id, _ in await people.standing_at(*dialogue.TRYING_STEPS):
        person = await people.find(telegram_id)
        if person is None:
            continue
        context = context_of(application, person)
        async with context.turn():
            state = await dialogue.now(context)
            # Updates may be handled already, and a page may have begun a new one.
            if state is None or state.step not in dialogue.TRYING_STEPS:
                continue
            if not context.trials.is_running(telegram_id):
                await _tell_interrupted(context, state)


async def _tell_interrupted(context: Context, state: DialogueState) -> None:
    person, step = context.person.telegram_id, dialogue.WAITING_FOR[state.step]
    draft = replace(dialogue.draft_of(state), deleted=None)
    screen = await connected_after_all(context.deps, person, draft)
    if screen is not None:
        await people.end_dialogue(person)
    else:
        await dialogue.put(context, step, draft)
        screen = joining.interrupted(context.voice, draft.address)
    async with context.parking.turn(person):
        card = await ending.tell(context, draft, screen)
    await people.note_in_dialogue(person, step, {"card": card})
