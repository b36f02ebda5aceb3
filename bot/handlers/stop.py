"""/cancel: out of any dialogue, at any moment."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.handlers import broken_off
from bot.handlers import home as home_handler
from bot.views import home, press


def register(application: App) -> None:
    application.add_handler(CommandHandler("cancel", cancel))
    application.add_handler(CallbackQueryHandler(cancel, f"^{press.CANCEL}$"))


async def cancel(update: Update, context: Context) -> None:
    state, person = await dialogue.now(context), context.person.telegram_id
    if state is None:
        if update.callback_query:
            await home_handler.stale(update, context)
        else:
            await show.answer(update, context.bot, home.nothing_to_cancel(context.voice))
        return
    screen = home.cancelled(context.voice)
    tried = state.step in dialogue.TRYING_STEPS
    await dialogue.leave(context)
    if tried:
        draft = dialogue.draft_of(state)
        # The mailbox may have been stored at the very moment of the press.
        screen = await broken_off.connected_after_all(context.deps, person, draft) or screen
        if not update.callback_query:
            await show.settle(context.bot, person, draft.card, home.cancelled_trial(context.voice))
    await show.answer(update, context.bot, screen)
