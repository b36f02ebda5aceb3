"""A password that was typed: deleted from the chat first of all, then tried.

Holds always: in a step that waits for a password everything typed is one, a text that begins with a slash too
unless it is a command of ours or a reply to a letter; nothing else happens before Telegram was asked to
delete it.
"""

from telegram import Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import CallbackQueryHandler

from bot import dialogue, show
from bot.context import App, Context
from bot.draft import Draft
from bot.handlers import asking, home, trial
from bot.views import joining, press

_TRIES = 2
_GONE = "not found"  # Bot API: "message to delete not found"


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(try_again, f"^{press.RETRY}$"))
    application.add_handler(CallbackQueryHandler(by_password, f"^{press.BY_PASSWORD}$"))
    application.add_handler(CallbackQueryHandler(got_folder, press.pattern(press.SENT)))


async def got_secret(update: Update, context: Context, step: str, draft: Draft) -> None:
    assert update.message is not None
    deleted = await delete(update.message)
    secret = (update.message.text or "").strip()
    if secret:
        await trial.begin(update, context, step, draft, secret, deleted=deleted)
    else:
        await show.answer(update, context.bot, joining.secret_is_text(context.voice))


async def typed_meanwhile(update: Update, context: Context, step: str, draft: Draft) -> None:
    """Typed while the server is asked: perhaps the password once more, so it goes too."""
    assert update.message is not None
    await delete(update.message)
    if context.trials.is_running(context.person.telegram_id):
        await show.answer(update, context.bot, joining.still_trying(context.voice))
        return
    await dialogue.put(context, dialogue.WAITING_FOR[step], draft)
    await show.answer(update, context.bot, joining.interrupted(context.voice, draft.address))


async def delete(message: Message) -> bool:
    """Whether the message is out of the chat."""
    for _ in range(_TRIES):
        try:
            return await message.delete()
        except BadRequest as refusal:
            return _GONE in refusal.message
        except TelegramError:  # a short trouble of the network
            continue
    return False


async def try_again(update: Update, context: Context) -> None:
    """The same once more, while the password is still at hand; else it is asked for."""
    if found := await _waiting(update, context):
        await _with_kept_secret(update, context, *found)


async def got_folder(update: Update, context: Context) -> None:
    """The folder of sent letters was chosen."""
    draft = await dialogue.at(context, dialogue.FOLDER)
    assert context.match is not None
    place = int(context.match[1])
    if draft is None or place >= len(draft.folders):
        await home.stale(update, context)
        return
    await _with_kept_secret(update, context, dialogue.SECRET, draft.with_sent(draft.folders[place]))


async def by_password(update: Update, context: Context) -> None:
    """Rather than by a consent."""
    if found := await _waiting(update, context):
        step, draft = found
        await asking.ask(update, context, step, draft, trial.provider_of(context, draft), consent=False)


async def _waiting(update: Update, context: Context) -> tuple[str, Draft] | None:
    """The step that waits for a password; None after saying that the button is out of date."""
    state = await dialogue.now(context)
    if state is None or state.step not in dialogue.SECRET_STEPS:
        await home.stale(update, context)
        return None
    return state.step, dialogue.draft_of(state)


async def _with_kept_secret(update: Update, context: Context, step: str, draft: Draft) -> None:
    shown = context.trials.kept(context.person.telegram_id, draft.address)
    if shown is not None:
        await trial.begin(update, context, step, draft, shown, deleted=draft.deleted)
        return
    provider = trial.provider_of(context, draft)
    await asking.ask(update, context, step, draft, provider, again=True)
