"""/write, and what is typed and pressed until a letter goes.

Holds always: a letter goes only from a mailbox this person may read, to one recipient and one Cc (rule L3),
and not before it was shown as it will go.
"""

import secrets
from dataclasses import asdict, replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, rights, show, writing
from bot.context import App, Context
from bot.handlers import commands, home
from bot.views import answer as view
from bot.views import press
from bot.views.screen import Screen
from bot.writing import Writing
from storage import answers, letters, mailboxes
from storage.records import Letter, Mailbox, NewAnswer
from sync_engine import errors
from sync_engine.rules import compose, recipients

_PREVIEW = 400  # characters


def register(application: App) -> None:
    commands.add(application, "write", begin)
    application.add_handler(CallbackQueryHandler(choose_from, press.pattern(press.WRITE_FROM)))
    for action, handler in (
        (press.SEND, send),
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
    if not await _senders(context):
        await show.answer(update, context.bot, view.nothing_to_send_from(context.voice))
        return
    await writing.put(context, writing.TO, Writing())
    if context.args:
        await _got_to(update, context, " ".join(context.args), Writing())
    else:
        await show.answer(update, context.bot, view.ask_to(context.voice))


async def _senders(context: Context) -> list[Mailbox]:
    """The mailboxes this person may write from."""
    boxes = await mailboxes.visible_to(context.person)
    return [each for each in boxes if can_send(each) and rights.over(each, context.person).letters]


# -- what is typed ---------------------------------------------------------------------------------


async def typed(update: Update, context: Context, step: str, begun: Writing) -> None:
    text = (update.message.text or "").strip() if update.message else ""
    if not text:
        await show.answer(update, context.bot, view.only_text(context.voice))
    elif step == writing.TO:
        await _got_to(update, context, text, begun)
    elif step == writing.FROM:
        await show.answer(update, context.bot, view.choose(context.voice))
    elif step == writing.CC:
        await _got_cc(update, context, text, begun)
    elif step == writing.SUBJECT:
        begun = replace(begun, subject=compose.header_text(text))
        if begun.text:
            await _ready(update, context, begun)
        else:
            await _ask_text(update, context, begun)
    elif step == writing.READY:  # people write in several messages
        await _ready(update, context, replace(begun, text=f"{begun.text}\n\n{text}"))
    else:
        await _ready(update, context, replace(begun, text=text))


async def _got_to(update: Update, context: Context, text: str, begun: Writing) -> None:
    try:
        begun = replace(begun, to=recipients.read(text))
    except errors.Refusal as refusal:
        await show.answer(update, context.bot, view.refused(context.voice, refusal))
        return
    senders = await _senders(context)
    if len(senders) == 1:
        begun = replace(begun, mailbox=senders[0].id)
        await writing.put(context, writing.SUBJECT, begun)
        await show.answer(update, context.bot, view.ask_subject(context.voice, begun.to))
        return
    await writing.put(context, writing.FROM, begun)
    await show.answer(update, context.bot, view.ask_from(context.voice, begun.to, senders))


async def _got_cc(update: Update, context: Context, text: str, begun: Writing) -> None:
    try:
        begun = replace(begun, cc=recipients.read(text))
    except errors.Refusal as refusal:
        await show.answer(update, context.bot, view.refused(context.voice, refusal))
        return
    await _ready(update, context, begun)


# -- what is pressed -------------------------------------------------------------------------------


async def _at(update: Update, context: Context, *steps: str) -> Writing | None:
    """The letter in hand; None after saying that the button is out of date."""
    begun = writing.at(await dialogue.now(context), *steps)
    if begun is None:
        await home.stale(update, context)
    return begun


async def choose_from(update: Update, context: Context) -> None:
    assert context.match is not None
    if (begun := await _at(update, context, writing.FROM)) is None:
        return
    wanted = int(context.match[1])
    if wanted not in {each.id for each in await _senders(context)}:
        await show.answer(update, context.bot, view.nothing_to_send_from(context.voice))
        return
    begun = replace(begun, mailbox=wanted)
    await writing.put(context, writing.SUBJECT, begun)
    await show.answer(update, context.bot, view.ask_subject(context.voice, begun.to))


async def ask_text(update: Update, context: Context) -> None:
    if (begun := await _at(update, context, writing.READY)) is not None:
        await _ask_text(update, context, begun)


async def _ask_text(update: Update, context: Context, begun: Writing) -> None:
    if (mailbox := await _mailbox(context, begun)) is None:
        await show.answer(update, context.bot, await screen(context, begun))
        return
    await writing.put(context, writing.TEXT, begun)
    await show.answer(update, context.bot, view.ask_text(context.voice, begun.to, mailbox.address))


async def ask_subject(update: Update, context: Context) -> None:
    if (begun := await _at(update, context, writing.READY)) is not None:
        await writing.put(context, writing.SUBJECT, begun)
        await show.answer(update, context.bot, view.ask_subject(context.voice, begun.to))


async def ask_cc(update: Update, context: Context) -> None:
    if (begun := await _at(update, context, writing.READY)) is not None:
        await writing.put(context, writing.CC, begun)
        await show.answer(update, context.bot, view.ask_cc(context.voice, begun.cc))


async def no_cc(update: Update, context: Context) -> None:
    if (begun := await _at(update, context, writing.CC)) is not None:
        await _ready(update, context, replace(begun, cc=""))


async def _ready(update: Update, context: Context, begun: Writing) -> None:
    await writing.put(context, writing.READY, begun)
    await show.answer(update, context.bot, await screen(context, begun))


async def screen(context: Context, begun: Writing) -> Screen:
    """The letter as it will go."""
    mailbox = await _mailbox(context, begun)
    if mailbox is None:
        return view.nothing_to_send_from(context.voice)
    if not can_send(mailbox):
        return view.cannot_send(context.voice, mailbox)
    answered = await _answered(context, begun)
    return view.ready(context.voice, begun, _sender(mailbox, answered), mailbox.signature)


async def send(update: Update, context: Context) -> None:
    if (begun := await _at(update, context, writing.READY)) is None:
        return
    mailbox = await _mailbox(context, begun)
    if mailbox is None or not can_send(mailbox) or not begun.text:
        await show.answer(update, context.bot, await screen(context, begun))
        return
    deps = context.deps
    assert update.callback_query is not None
    pressed = update.callback_query.message
    new = _letter(mailbox, begun, await _answered(context, begun), context)
    if pressed is not None:
        new = replace(new, message=pressed.message_id)
    answer_id = await answers.intend(new, ends_dialogue_of=context.person.telegram_id)
    deps.engine.wake()
    if (answer := await answers.get(answer_id)) is not None:
        message = await show.answer(update, context.bot, view.standing(context.voice, answer))
        if message != new.message:
            await answers.show_in(answer_id, message)


def _letter(mailbox: Mailbox, begun: Writing, answered: Letter | None, context: Context) -> NewAnswer:
    now = context.deps.clock()
    draft = compose.Draft(
        sender=_sender(mailbox, answered),
        to=begun.to,
        cc=begun.cc or None,
        subject=begun.subject,
        text=begun.text,
        signature=mailbox.signature,
        in_reply_to=answered.message_id if answered else None,
        references=compose.references(answered) if answered else (),
    )
    message_id = compose.new_message_id(secrets.token_hex(16), draft.sender)
    return NewAnswer(
        mailbox_id=mailbox.id,
        person_id=context.person.id,
        letter_id=begun.letter or None,
        message_id=message_id,
        sender=draft.sender,
        to=draft.to,
        cc=draft.cc,
        subject=begun.subject,
        preview=begun.text[:_PREVIEW],
        draft=asdict(begun),
        octets=compose.build(draft, message_id, now),
        made_at=now,
        due_at=now + context.deps.policy.undo_span,
    )


async def _mailbox(context: Context, begun: Writing) -> Mailbox | None:
    """The mailbox it goes from, if this person may still write from it."""
    mailbox = await mailboxes.get(begun.mailbox)
    return mailbox if mailbox and rights.over(mailbox, context.person).letters else None


async def _answered(context: Context, begun: Writing) -> Letter | None:
    stored = await letters.get(begun.letter, context.person.id) if begun.letter else None
    return stored.letter if stored else None


def _sender(mailbox: Mailbox, answered: Letter | None) -> str:
    own = (mailbox.address, *mailbox.aliases)
    return compose.sender_for(own, answered) if answered else own[0]
