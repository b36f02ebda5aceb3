"""/write, and what is typed and pressed until a letter is ready (`bot.handlers.send` lets it go).

Holds always: a letter goes only from a mailbox this person may read, to one recipient and one Cc (rule L3),
and not before it was shown as it will go.
"""

from dataclasses import replace

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, rights, show, writing
from bot.context import App, Context
from bot.handlers import commands, contacts, enclose, home
from bot.views import answer as view
from bot.views import enclosed, press, sender_name
from bot.views.screen import Screen
from bot.writing import Writing
from storage import answer_files, letters, mailboxes
from storage.records import Letter, Mailbox
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


def can_send(mailbox: Mailbox) -> bool:
    return mailbox.can_send and mailbox.smtp is not None and mailbox.state != "paused"


async def begin(update: Update, context: Context) -> None:
    """`/write`, perhaps with the address behind it."""
    if not await writable(context):
        await show.answer(update, context.bot, view.nothing_to_send_from(context.voice))
        return
    await writing.put(context, writing.TO, Writing())
    if context.args:
        await _got_to(update, context, " ".join(context.args), Writing())
    else:
        await show.answer(update, context.bot, view.ask_to(context.voice))


async def writable(context: Context) -> list[Mailbox]:
    """The mailboxes this person may write from."""
    boxes = await mailboxes.visible_to(context.person)
    return [each for each in boxes if can_send(each) and rights.over(each, context.person).letters]


# -- what is typed ---------------------------------------------------------------------------------


async def typed(update: Update, context: Context, step: str, begun: Writing) -> None:
    message = update.message
    assert message is not None
    text = (message.text or "").strip()
    if not text:
        await _got_file(update, message, context, step, begun)
    elif step == writing.TO:
        await _got_to(update, context, text, begun)
    elif step == writing.FROM:
        await show.answer(update, context.bot, view.choose(context.voice))
    elif step == writing.CC:
        await _got_cc(update, context, text, begun)
    elif step == writing.SUBJECT:
        begun = replace(begun, subject=compose.header_text(text))
        if begun.text or begun.files:
            await _ready(update, context, begun)
        else:
            await _ask_text(update, context, begun)
    elif step == writing.READY:  # people write in several messages
        await _ready(update, context, replace(begun, text=f"{begun.text}\n\n{text}".strip()))
    else:
        await _ready(update, context, replace(begun, text=text))


async def _got_file(update: Update, message: Message, context: Context, step: str, begun: Writing) -> None:
    """A file with its caption; an album comes as a message for each file, and is shown in one."""
    if not begun.mailbox:
        if not enclose.told_already(message, context):
            await show.answer(update, context.bot, enclosed.later(context.voice))
        return
    if step == writing.TEXT and message.caption:  # it was asked for anew
        begun = replace(begun, text="")
    begun = await enclose.take(message, context, begun)
    if step not in (writing.SUBJECT, writing.CC) and (begun.text or begun.files):
        step = writing.READY
    await writing.put(context, step, begun)
    shown = await _question(context, step, begun)
    chat = context.person.telegram_id
    if begun.card:
        card = await show.edit_or_send(context.bot, chat, begun.card, shown)
    else:
        card = (await show.send(context.bot, chat, shown)).message_id
    await writing.put(context, step, replace(begun, card=card))


async def _question(context: Context, step: str, begun: Writing) -> Screen:
    """Where the letter stands after a file came."""
    if step == writing.READY:
        return await screen(context, begun)
    if step == writing.SUBJECT:
        asked = view.ask_subject(context.voice, begun.to)
    elif step == writing.CC:
        asked = view.ask_cc(context.voice, begun.cc)
    else:
        mailbox = await mailbox_of(context, begun)
        asked = view.ask_text(context.voice, begun.to, mailbox.address if mailbox else "")
    files = await answer_files.of_draft(context.person.id)
    return enclosed.noted(context.voice, asked, begun.note, files)


async def _got_to(update: Update, context: Context, text: str, begun: Writing) -> None:
    try:
        begun = replace(begun, to=recipients.read(text))
    except errors.Refusal as refusal:
        await show.answer(update, context.bot, view.refused(context.voice, refusal))
        return
    senders, card = await writable(context), await contacts.head(context, begun.to)
    if len(senders) == 1:
        begun = replace(begun, mailbox=senders[0].id)
        await writing.put(context, writing.SUBJECT, begun)
        await show.answer(update, context.bot, view.ask_subject(context.voice, begun.to, card))
        return
    await writing.put(context, writing.FROM, begun)
    await show.answer(update, context.bot, view.ask_from(context.voice, begun.to, senders, card))


async def _got_cc(update: Update, context: Context, text: str, begun: Writing) -> None:
    try:
        begun = replace(begun, cc=recipients.read(text))
    except errors.Refusal as refusal:
        await show.answer(update, context.bot, view.refused(context.voice, refusal))
        return
    await _ready(update, context, begun)


# -- what is pressed -------------------------------------------------------------------------------


async def at(update: Update, context: Context, *steps: str) -> Writing | None:
    """The letter in hand; None after saying that the button is out of date."""
    begun = writing.at(await dialogue.now(context), *steps)
    if begun is None:
        await home.stale(update, context)
    return begun


async def choose_from(update: Update, context: Context) -> None:
    assert context.match is not None
    if (begun := await at(update, context, writing.FROM)) is None:
        return
    wanted = int(context.match[1])
    if wanted not in {each.id for each in await writable(context)}:
        await show.answer(update, context.bot, view.nothing_to_send_from(context.voice))
        return
    begun = replace(begun, mailbox=wanted)
    await writing.put(context, writing.SUBJECT, begun)
    await show.answer(update, context.bot, view.ask_subject(context.voice, begun.to))


async def ask_text(update: Update, context: Context) -> None:
    if (begun := await at(update, context, writing.READY)) is not None:
        await _ask_text(update, context, begun)


async def _ask_text(update: Update, context: Context, begun: Writing) -> None:
    if (mailbox := await mailbox_of(context, begun)) is None:
        await show.answer(update, context.bot, await screen(context, begun))
        return
    await writing.put(context, writing.TEXT, begun)
    await show.answer(update, context.bot, view.ask_text(context.voice, begun.to, mailbox.address))


async def ask_subject(update: Update, context: Context) -> None:
    if (begun := await at(update, context, writing.READY)) is not None:
        await writing.put(context, writing.SUBJECT, begun)
        await show.answer(update, context.bot, view.ask_subject(context.voice, begun.to))


async def ask_cc(update: Update, context: Context) -> None:
    if (begun := await at(update, context, writing.READY)) is not None:
        await writing.put(context, writing.CC, begun)
        await show.answer(update, context.bot, view.ask_cc(context.voice, begun.cc))


async def no_cc(update: Update, context: Context) -> None:
    if (begun := await at(update, context, writing.CC)) is not None:
        await _ready(update, context, replace(begun, cc=""))


async def take_out(update: Update, context: Context) -> None:
    """One of its files stays here."""
    assert context.match is not None
    if (begun := await at(update, context, writing.READY)) is None:
        return
    await answer_files.drop(context.person.id, int(context.match[1]))
    files = len(await answer_files.of_draft(context.person.id))
    await _ready(update, context, replace(begun, files=files))


async def _ready(update: Update, context: Context, begun: Writing) -> None:
    begun = writing.alone(begun)
    await writing.put(context, writing.READY, begun)
    await show.answer(update, context.bot, await screen(context, begun))


async def screen(context: Context, begun: Writing) -> Screen:
    """The letter as it will go."""
    mailbox = await mailbox_of(context, begun)
    if mailbox is None:
        return view.nothing_to_send_from(context.voice)
    if not can_send(mailbox):
        return view.cannot_send(context.voice, mailbox)
    letter = await answered(context, begun)
    files = await answer_files.of_draft(context.person.id)
    sender = sender_name.with_address(mailbox.sender_name, sender_of(mailbox, letter))
    return view.ready(context.voice, begun, sender, mailbox.signature, files, writing.asked_by(begun, letter))


async def mailbox_of(context: Context, begun: Writing) -> Mailbox | None:
    """The mailbox it goes from, if this person may still write from it."""
    mailbox = await mailboxes.get(begun.mailbox)
    return mailbox if mailbox and rights.over(mailbox, context.person).letters else None


async def answered(context: Context, begun: Writing) -> Letter | None:
    stored = await letters.get(begun.letter, context.person.id) if begun.letter else None
    return stored.letter if stored else None


def sender_of(mailbox: Mailbox, answered: Letter | None) -> str:
    own = (mailbox.address, *mailbox.aliases)
    return compose.sender_for(own, answered) if answered else own[0]
