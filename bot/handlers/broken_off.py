"""What ended otherwise: by a cancel, for another look-up or sign-in, or by a restart."""

import logging

from telegram.error import TelegramError

from bot import dialogue, show
from bot.context import App, Context, Deps, parking_of
from bot.dialogue import Draft
from bot.views import joined, joining, meanwhile
from bot.views.screen import Screen
from storage import mailboxes, people

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


async def tell_interrupted(application: App, deps: Deps) -> None:
    """After a restart: whoever waits for a sign-in is told that it was cut off."""
    for telegram_id, state in await people.standing_at(*dialogue.TRYING_STEPS):
        draft = dialogue.draft_of(state)
        person = await people.find(telegram_id)
        if person is None:
            continue
        screen = await connected_after_all(deps, telegram_id, draft)
        if screen is not None:
            await people.end_dialogue(telegram_id)
        else:
            await people.set_dialogue(telegram_id, dialogue.WAITING_FOR[state.step], dict(state.data))
            screen = joining.interrupted(deps.voice(person.language), draft.address)
        try:
            async with parking_of(application).turn(telegram_id):
                await show.settle(application.bot, telegram_id, draft.card, screen)
        except TelegramError as refusal:  # the next word of this person gets the same answer
            log.info("an interrupted sign-in could not be told of: %s", type(refusal).__name__)
