"""From a letter to an answer: by the button under it, or by replying to its message in Telegram.

Holds always: only who may read the letter may answer it (rule C3), from its own mailbox, and to
its sender or the address it asks answers to.
"""

from telegram import Message, MessageOriginUser, Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, rights, show, writing
from bot.context import App, Context
from bot.handlers import enclose, write
from bot.views import answer as view
from bot.views import press
from bot.writing import Writing
from storage import answers, letters, mailboxes, team
from storage.records import Letter, Mailbox, StoredLetter
from sync_engine import errors
from sync_engine.rules import compose, recipients, redirects


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
    try:
        to = recipients.read(await _whom(letter))
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
        asked = view.ask_text(voice, to, mailbox.address, writing.asked_by(begun, letter))
        screen = await write.screen(context, begun) if text else asked
        await show.send(context.bot, chat, screen)
    return True


async def _whom(letter: Letter) -> str:
    """The address an answer is for: where the letter asks for it (RFC 5322 §3.6.2), unless that is ours."""
    if letter.direction == "out":
        return next(iter(letter.to), letter.sender).address
    if letter.reply_to and not redirects.is_among(letter.reply_to, await team.addresses()):
        return letter.reply_to
    return letter.sender.address


async def _letter(context: Context, letter_id: int) -> tuple[Mailbox, StoredLetter] | None:
    stored = await letters.get(letter_id, context.person.id)
    mailbox = await mailboxes.get(stored.mailbox_id) if stored else None
    if stored is None or mailbox is None or not rights.over(mailbox, context.person).letters:
        return None
    return mailbox, stored
