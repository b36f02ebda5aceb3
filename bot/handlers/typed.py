"""Everything that is typed and is no command of ours: it belongs to the dialogue, if there is one."""

from collections.abc import Awaitable, Callable

from telegram import Update

from bot import dialogue, show, writing
from bot.context import Context
from bot.draft import Draft
from bot.handlers import (
    aliases,
    answer,
    commands,
    connect,
    contacts,
    domains,
    questions,
    search,
    secret,
    sender_name,
    signature,
    support,
    write,
)
from bot.views import home, joining

Step = Callable[[Update, Context, str, Draft], Awaitable[None]]


async def _press_a_folder(update: Update, context: Context, typed: str, draft: Draft) -> None:
    screen = joining.choose_sent(context.voice, draft.address, draft.folders)
    await show.answer(update, context.bot, screen)


_STEPS: dict[str, Step] = {
    dialogue.ADDRESS: connect.got_address,
    dialogue.LOOKING: connect.typed_while_looking,
    dialogue.SERVERS: connect.confirm_by_button,
    dialogue.IMAP: connect.got_imap,
    dialogue.SMTP: connect.got_smtp,
    dialogue.MODE: connect.choose_by_button,
    dialogue.FOLDER: _press_a_folder,
    dialogue.ALIAS: aliases.got_alias,
    dialogue.SEARCH: search.got_words,
    dialogue.CONTACT: contacts.got_name,
    dialogue.ALIAS_OWN: aliases.got_alias,
    dialogue.SIGNATURE: signature.got_signature,
    dialogue.SENDER_NAME: sender_name.got_name,
    dialogue.DOMAIN: domains.got_domain,
    dialogue.QUESTION: questions.got_answer,
}


def text_of(update: Update) -> str:
    return update.message.text if update.message and update.message.text else ""


async def typed(update: Update, context: Context) -> None:
    state = await dialogue.now(context)
    of_secret = state is not None and state.step in dialogue.SECRET_STEPS | dialogue.TRYING_STEPS
    # Who replies to a letter while a password is waited for means that letter.
    replies = update.message is not None and update.message.reply_to_message is not None
    if (replies or not of_secret) and (
        await answer.taken(update, context) or await questions.taken(update, context)
    ):
        return
    if state is None:
        question = text_of(update)
        if question and not question.startswith("/"):
            await support.asked(update, context, question)
        else:
            await show.answer(update, context.bot, home.free_text(context.voice))
        return
    draft = dialogue.draft_of(state)
    if state.step in dialogue.SECRET_STEPS:
        await secret.got_secret(update, context, state.step, draft)
    elif state.step in dialogue.TRYING_STEPS:
        await secret.typed_meanwhile(update, context, state.step, draft)
    elif begun := await writing.in_hand(context):
        await write.typed(update, context, begun)
    elif state.step in _STEPS:
        await _STEPS[state.step](update, context, text_of(update), draft)
    else:  # a step of another version of Postroom
        await commands.leave_dialogue(context)
        await show.answer(update, context.bot, home.free_text(context.voice))
