"""/write, and what is typed and pressed until a letter is ready (`bot.handlers.send` lets it go).

Holds always: a letter goes only from a mailbox this person may read, to one recipient and one Cc (rule L3),
and not before it was shown as it will go.
"""

from dataclasses import replace

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from bot import show, writing
from bot.context import App, Context
from bot.handlers import card, commands, contacts, enclose
from bot.views import answer as view
from bot.views import enclosed, press
from bot.writing import Writing
from storage import answer_files
from sync_engine import errors
from sync_engine.rules import compose, recipients


def register(application: App) -> None:
    commands.add(application, "write", begin)
    application.add_handler(CallbackQueryHandler(choose_from, press.pattern(press.WRITE_FROM)))
    application.add_handler(CallbackQueryHandler(take_out, press.pattern(press.WRITE_FILE_OFF)))
    for action, handler in (
        (press.WRITE_TEXT, ask_text),
        (press.WRITE_CC, ask_cc),
        (press.WRITE_NO_CC, no_cc),
        (press.WRITE_SUBJECT, ask_subject),
    ):
        application.add_handler(CallbackQueryHandler(handler, f"^{action}$"))


async def begin(update: Update, context: Context) -> None:
    """`/write`, perhaps with the address behind it."""
    if not await card.senders(context):
        await show.answer(update, context.bot, view.nothing_to_send_from(context.voice))
    elif context.args:
        begun = await writing.put(context, writing.TO, Writing())
        await _got_to(update, context, " ".join(context.args), begun)
    else:
        await card.draw(update, context, writing.TO, Writing())


# -- what is typed ---------------------------------------------------------------------------------


async def typed(update: Update, context: Context, begun: Writing) -> None:
    message, step = update.message, begun.step
    assert message is not None
    text = (message.text or "").strip()
    if not text:
        await _got_file(update, message, context, begun)
    elif step == writing.TO:
        await _got_to(update, context, text, begun)
    elif step == writing.FROM:
        await card.draw(update, context, step, begun)
    elif step == writing.CC:
        await _got_cc(update, context, text, begun)
    elif step == writing.SUBJECT:
        begun = replace(begun, subject=compose.header_text(text))
        if begun.text or begun.files:
            await _ready(update, context, begun)
        else:
            await card.draw(update, context, writing.TEXT, begun)
    elif step == writing.READY:  # people write in several messages
        await _ready(update, context, replace(begun, text=f"{begun.text}\n\n{text}".strip()))
    else:
        await _ready(update, context, replace(begun, text=text))


async def _got_file(update: Update, message: Message, context: Context, begun: Writing) -> None:
    """A file with its caption; an album comes as a message for each file, and is shown in one."""
    step = begun.step
    if not begun.mailbox:
        if not enclose.told_already(message, context):
            await card.draw(update, context, step, begun, enclosed.later(context.voice))
        return
    if step == writing.TEXT and message.caption:  # it was asked for anew
        begun = replace(begun, text="")
    begun = await enclose.take(message, context, begun)
    if step not in (writing.SUBJECT, writing.CC) and (begun.text or begun.files):
        step = writing.READY
    begun = await writing.put(context, step, begun)
    shown = await card.with_files(context, step, begun)
    chat = context.person.telegram_id
    if begun.card:
        await writing.show_in(begun, await show.edit_or_send(context.bot, chat, begun.card, shown))
    else:
        await writing.show_in(begun, (await show.send(context.bot, chat, shown)).message_id)


async def _got_to(update: Update, context: Context, text: str, begun: Writing) -> None:
    voice = context.voice
    try:
        begun = replace(begun, to=recipients.read(text))
    except errors.Refusal as refusal:
        await card.draw(update, context, writing.TO, begun, view.refused(voice, refusal))
        return
    senders, head = await card.senders(context), await contacts.head(context, begun.to)
    if len(senders) == 1:
        begun = replace(begun, mailbox=senders[0].id)
        await card.draw(update, context, writing.SUBJECT, begun, view.ask_subject(voice, begun.to, head))
    else:
        await card.draw(update, context, writing.FROM, begun, view.ask_from(voice, begun.to, senders, head))


async def _got_cc(update: Update, context: Context, text: str, begun: Writing) -> None:
    try:
        begun = replace(begun, cc=recipients.read(text))
    except errors.Refusal as refusal:
        await card.draw(update, context, writing.CC, begun, view.refused(context.voice, refusal))
        return
    await _ready(update, context, begun)


# -- what is pressed -------------------------------------------------------------------------------


async def choose_from(update: Update, context: Context) -> None:
    assert context.match is not None
    if (begun := await card.at(update, context, writing.FROM)) is None:
        return
    wanted = int(context.match[1])
    if wanted in {each.id for each in await card.senders(context)}:
        await card.draw(update, context, writing.SUBJECT, replace(begun, mailbox=wanted))
    else:
        await card.draw(update, context, writing.FROM, begun, view.nothing_to_send_from(context.voice))


async def ask_text(update: Update, context: Context) -> None:
    if (begun := await card.at(update, context, writing.READY)) is None:
        return
    step = writing.TEXT if await card.mailbox_of(context, begun) else writing.READY
    await card.draw(update, context, step, begun)


async def ask_subject(update: Update, context: Context) -> None:
    if (begun := await card.at(update, context, writing.READY)) is not None:
        await card.draw(update, context, writing.SUBJECT, begun)


async def ask_cc(update: Update, context: Context) -> None:
    if (begun := await card.at(update, context, writing.READY)) is not None:
        await card.draw(update, context, writing.CC, begun)


async def no_cc(update: Update, context: Context) -> None:
    if (begun := await card.at(update, context, writing.CC)) is not None:
        await _ready(update, context, replace(begun, cc=""))


async def take_out(update: Update, context: Context) -> None:
    """One of its files stays here."""
    assert context.match is not None
    if (begun := await card.at(update, context, writing.READY)) is None:
        return
    await answer_files.drop(begun.draft, int(context.match[1]))
    files = len(await answer_files.of_draft(begun.draft))
    await _ready(update, context, replace(begun, files=files))


async def _ready(update: Update, context: Context, begun: Writing) -> None:
    await card.draw(update, context, writing.READY, writing.alone(begun))
