"""From a letter to an answer: by the button under it, or by replying to its message in Telegram.

Holds always: only who may read the letter may answer it (rule C3), from its own mailbox, and to
its sender or the address it asks answers to.
"""

from telegram import Message, MessageOriginUser, Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, rights, show, writing
from bot.context import App, Context
from bot.handlers import card, enclose, write
from bot.views import answer as view
from bot.views import press, summary
from bot.writing import Writing
from storage import letters, mailboxes, shown_letters, team
from storage.records import Letter, Mailbox, StoredLetter
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
    if (begun := await writing.shown_in(context, replied.message_id)) is not None:
        await write.typed(update, context, await card.take_up(context, begun))
        return True
    letter_id = await shown_letters.told_by(context.person.id, replied.message_id)
    if letter_id is None:
        return await _told_several(context, replied.message_id)
    begun = await writing.in_hand(context)
    if message.media_group_id and begun is not None and begun.album == message.media_group_id:
        return False  # one more file of the album that the answer began with
    if enclose.told_already(message, context):
        return True
    if message.text:
        await _begin(context, letter_id, message.text)
    elif await _begin(context, letter_id, "", asks=False):
        begun = await writing.in_hand(context)
        assert begun is not None
        await write.typed(update, context, begun)
    return True


async def _told_several(context: Context, message: int) -> bool:
    """Whether the message told of several letters: then one is to be opened first."""
    notice = await shown_letters.told_together_by(context.person.id, message)
    if notice is None:
        return False
    await show.send(context.bot, context.person.telegram_id, summary.several(context.voice, notice))
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
    if not card.can_send(mailbox):
        await show.send(context.bot, chat, view.cannot_send(voice, mailbox, context.person))
        return False
    letter = stored.letter
    to = await _whom(letter)
    if not to:
        await show.send(context.bot, chat, view.no_address(voice))
        return False
    await dialogue.leave(context)
    begun = Writing(
        letter=stored.id,
        mailbox=mailbox.id,
        to=to,
        subject=compose.answer_subject(letter.subject),
        text=text,
    )
    step = writing.READY if text else writing.TEXT
    begun = await writing.put(context, step, begun)
    if asks:
        sent = await show.send(context.bot, chat, await card.question(context, step, begun))
        await writing.show_in(begun, sent.message_id)
    return True


async def _whom(letter: Letter) -> str:
    """The address an answer is for: where the letter asks for it (RFC 5322 §3.6.2), unless that is ours.

    Empty where no letter goes to it.
    """
    if letter.direction == "out":
        return recipients.written(next(iter(letter.to), letter.sender).address)
    asked = recipients.written(letter.reply_to or "")
    if asked and not redirects.is_among(asked, await team.addresses()):
        return asked
    return recipients.written(letter.sender.address)


async def _letter(context: Context, letter_id: int) -> tuple[Mailbox, StoredLetter] | None:
    stored = await letters.get(letter_id, context.person.id)
    mailbox = await mailboxes.get(stored.mailbox_id) if stored else None
    if stored is None or mailbox is None or not rights.over(mailbox, context.person).letters:
        return None
    return mailbox, stored
