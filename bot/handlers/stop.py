"""/cancel: out of any dialogue, at any moment; else what is under way beside it is broken off."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import dialogue, show, writing
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import broken_off, card
from bot.handlers import home as home_handler
from bot.views import home, press
from storage import drafts


def register(application: App) -> None:
    application.add_handler(CommandHandler("cancel", cancel))
    application.add_handler(CallbackQueryHandler(cancel, f"^{press.CANCEL}$"))


async def cancel(update: Update, context: Context) -> None:
    state, held = await dialogue.now(context), await writing.in_hand(context)
    message = update.callback_query.message if update.callback_query else None
    running = context.trials.running(context.person.telegram_id)
    if message is not None and running is not None and message.message_id == running.draft.card:
        await _break_off(update, context)
        return
    if message is not None:
        here = await writing.shown_in(context, message.message_id)
        if held is not None and here is None:  # of a card of another time, or of another dialogue
            await card.outdated(update, context)
            return
        held = here
    if held is not None:
        await drafts.drop(held.draft, context.person.id)
        await show.answer(update, context.bot, home.cancelled(context.voice))
    elif state is not None and state.step in dialogue.UNDER_WAY:
        await _break_off(update, context)
    elif state is not None:
        await dialogue.leave(context)
        await show.answer(update, context.bot, home.cancelled(context.voice))
    elif running is not None and message is None:
        await _break_off(update, context)
    elif update.callback_query:
        await home_handler.stale(update, context)
    else:
        await show.answer(update, context.bot, home.nothing_to_cancel(context.voice))


async def _break_off(update: Update, context: Context) -> None:
    """Ends what is under way, whose card says so; something else that was begun meanwhile stays."""
    screen, person = home.cancelled(context.voice), context.person.telegram_id
    ended, state = await context.trials.stop(person), await dialogue.now(context)
    step, draft = (ended.step, ended.draft) if ended else ("", Draft())
    if state is not None and state.step in dialogue.UNDER_WAY:
        if ended is None:  # a restart ended it
            step, draft = state.step, dialogue.draft_of(state)
        await dialogue.leave(context)
    left = screen
    if step in dialogue.TRYING_STEPS:
        # The mailbox may have been stored at the very moment of the press.
        screen = await broken_off.connected_after_all(context.deps, person, draft) or screen
        left = home.cancelled_trial(context.voice)
    message = update.callback_query.message if update.callback_query else None
    if draft.card and (message is None or message.message_id != draft.card):
        await show.settle(context.bot, person, draft.card, left)
    await show.answer(update, context.bot, screen)
