"""From a letter to an answer: by the button under it, or by replying to its message in Telegram.

Holds always: only who may read the letter may answer it (rule C3), from its own mailbox, and to its sender.
"""

from telegram import Message, MessageOriginUser, Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, rights, show, writing
from bot.context import App, Context
from bot.handlers import enclose, write
from bot.views import answer as view
from bot.views import press
from bot.writing import Writing
from storage import answers, letters, mailboxes
from storage.records import Mailbox, StoredLetter
from sync_engine import errors
from sync_engine.rules import compose, recipients


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(pressed, press.pattern(press.ANSWER)))


async def pressed(update: Update, context: Context) -> None:
    """The letter stays where it is; the question comes below it."""
    assert context.match is not None
    await _begin(context, int(context.match[1]), "")


async def taken(update: Update, context: Context) -> bool:
    """Whether the message was a reply to a letter, or a letter that was passed on (rule L4)."""
    message = update.message
    if message is None:
        return False
    if _is_passed_on(message, context):
        await show.answer(update, context.bot, view.no_forwarding(context.voice))
        return True
    replied = message.reply_to_message
    if replied is None:
        return False
    letter_id = await answers.told_by(context.person.id, replied.message_id)
    if letter_id is None:
        return False
    begun = writing.at(await dialogue.now(context))
    if message.media_group_id and begun is not None and begun.album == message.media_group_id:
        return False  # one more file of the album that the answer began with
    if enclose.told_already(message, context):
        return True
    if message.text:
        await _begin(context, letter_id, message.text)
    elif await _begin(context, letter_id, "", asks=False):
        begun = writing.at(await dialogue.now(context))
        assert begun is not None
        await write.typed(update, context, writing.TEXT, begun)
    return True


def _is_passed_on(message: Message, context: Context) -> bool:
    origin = message.forward_origin
    return isinstance(origin, MessageOriginUser) and origin.sender_user.id == context.bot.id


async def _begin(context: Context, letter_id: int, text: str, *, asks: bool = True) -> bool:
    """Whether there is an answer in hand now; `asks` for its text, or shows it."""
    voice, chat = context.voice, context.person.telegram_id
    found = await _letter(context, letter_id)
    if found is None:
        await show.send(context.bot, chat, view.no_letter(voice))
        return False
    mailbox, stored = found
    if not write.can_send(mailbox):
        await show.send(context.bot, chat, view.cannot_send(voice, mailbox))
        return False
    letter = stored.letter
    with_whom = letter.sender if letter.direction == "in" else next(iter(letter.to), letter.sender)
    try:
        to = recipients.read(with_whom.address)
    except errors.Refusal:
        await show.send(context.bot, chat, view.no_letter(voice))
        return False
    await dialogue.leave(context)
    begun = Writing(
        letter=stored.id,
        mailbox=mailbox.id,
        to=to,
        subject=compose.answer_subject(letter.subject),
        text=text,
    )
    await writing.put(context, writing.READY if text else writing.TEXT, begun)
    if asks:
        screen = await write.screen(context, begun) if text else view.ask_text(voice, to, mailbox.address)
        await show.send(context.bot, chat, screen)
    return True


async def _letter(context: Context, letter_id: int) -> tuple[Mailbox, StoredLetter] | None:
    stored = await letters.get(letter_id, context.person.id)
    mailbox = await mailboxes.get(stored.mailbox_id) if stored else None
    if stored is None or mailbox is None or not rights.over(mailbox, context.person).letters:
        return None
    return mailbox, stored
