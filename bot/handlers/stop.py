"""/cancel: out of any dialogue, at any moment."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import dialogue, show, writing
from bot.context import App, Context
from bot.handlers import broken_off, card
from bot.handlers import home as home_handler
from bot.views import home, press
from storage import drafts
from storage.records import DialogueState


def register(application: App) -> None:
    application.add_handler(CommandHandler("cancel", cancel))
    application.add_handler(CallbackQueryHandler(cancel, f"^{press.CANCEL}$"))


async def cancel(update: Update, context: Context) -> None:
    state, held = await dialogue.now(context), await writing.in_hand(context)
    message = update.callback_query.message if update.callback_query else None
    if message is not None:
        here = await writing.shown_in(context, message.message_id)
        if held is not None and here is None:  # of a card of another time, or of another dialogue
            await card.outdated(update, context)
            return
        held = here
    if held is not None:
        await drafts.drop(held.draft, context.person.id)
        await show.answer(update, context.bot, home.cancelled(context.voice))
    elif state is not None:
        await _end(update, context, state)
    elif update.callback_query:
        await home_handler.stale(update, context)
    else:
        await show.answer(update, context.bot, home.nothing_to_cancel(context.voice))


async def _end(update: Update, context: Context, state: DialogueState) -> None:
    screen, person = home.cancelled(context.voice), context.person.telegram_id
    tried, draft = state.step in dialogue.TRYING_STEPS, dialogue.draft_of(state)
    await dialogue.leave(context)
    if state.step == dialogue.LOOKING and not update.callback_query:
        await show.settle(context.bot, person, draft.card, screen)
    if tried:
        # The mailbox may have been stored at the very moment of the press.
        screen = await broken_off.connected_after_all(context.deps, person, draft) or screen
        if not update.callback_query:
            await show.settle(context.bot, person, draft.card, home.cancelled_trial(context.voice))
    await show.answer(update, context.bot, screen)
