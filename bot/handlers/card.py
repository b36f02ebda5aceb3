"""The card of a letter that is being written: drawn, found by its message, taken up again.

Holds always:
- a button does something to the letter of its own card, never to another one;
- one on a card that shows a letter as it is no more does nothing but say so.
"""

from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import dialogue, rights, show, writing
from bot.context import App, Context
from bot.handlers import boxes
from bot.views import answer as view
from bot.views import drafts, enclosed, press, sender_name
from bot.views.screen import Screen
from bot.writing import Writing
from storage import answer_files, answers, letters, mailboxes
from storage.records import Letter, Mailbox
from sync_engine.rules import compose


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(go_on, press.pattern(press.DRAFT)))


# -- which letter ----------------------------------------------------------------------------------


async def pressed(update: Update, context: Context, *steps: str) -> Writing | None:
    """The letter whose card was pressed; None after saying that the button is out of date."""
    begun = await _shown_here(update, context)
    if begun is None or begun.step not in steps:
        await _outdated(update, context, begun)
        return None
    return begun


async def at(update: Update, context: Context, *steps: str) -> Writing | None:
    """The same, in hand from here on."""
    begun = await pressed(update, context, *steps)
    return await take_up(context, begun) if begun else None


async def take_up(context: Context, begun: Writing) -> Writing:
    """In hand from here on; what the person was at gives way to it."""
    held = await writing.in_hand(context)
    if held is None or held.draft != begun.draft:
        await dialogue.leave(context)
    return await writing.put(context, begun.step, begun)


async def go_on(update: Update, context: Context) -> None:
    """Back to a letter that was put aside: its card is here now."""
    begun = await writing.numbered(context, boxes.number(context))
    if begun is None:
        await show.answer(update, context.bot, drafts.gone(context.voice))
        return
    begun = await take_up(context, begun)
    step = writing.READY if begun.text or begun.files else begun.step
    await draw(update, context, step, writing.alone(begun))


async def _shown_here(update: Update, context: Context) -> Writing | None:
    message = update.callback_query.message if update.callback_query else None
    return await writing.shown_in(context, message.message_id) if message else None


async def is_here(update: Update, context: Context) -> bool:
    """Whether the message of the button is the card of a letter that is being written."""
    return await _shown_here(update, context) is not None


async def outdated(update: Update, context: Context) -> None:
    """A card of another time was pressed: it says so, or shows what became of its letter."""
    await _outdated(update, context, await _shown_here(update, context))


async def _outdated(update: Update, context: Context, here: Writing | None) -> None:
    message = update.callback_query.message if update.callback_query else None
    answer = await answers.shown_in(context.person.id, message.message_id) if message else None
    if here is not None:
        shown = await question(context, here.step, here)
    elif answer is not None and await _readable(context, answer.mailbox_id):
        shown = view.standing(context.voice, answer)
    elif held := await writing.in_hand(context):
        shown = drafts.outdated(context.voice, held)
    else:
        shown = drafts.gone(context.voice)
    await show.answer(update, context.bot, shown)


# -- how it is shown -------------------------------------------------------------------------------


async def draw(
    update: Update, context: Context, step: str, begun: Writing, shown: Screen | None = None
) -> None:
    """The letter at this step, in hand, where the person is looking; `shown`: how, where it is known."""
    begun = await writing.put(context, step, replace(begun, card=0))  # what was shown is not so any more
    shown = shown or await question(context, step, begun)
    await writing.show_in(begun, await show.answer(update, context.bot, shown))


async def question(context: Context, step: str, begun: Writing) -> Screen:
    """What is asked for at a step, or the letter as it will go."""
    voice = context.voice
    if step == writing.READY:
        return await ready(context, begun)
    if step == writing.TO:
        return view.ask_to(voice)
    if step == writing.FROM:
        return view.ask_from(voice, begun.to, await senders(context))
    if step == writing.SUBJECT:
        return view.ask_subject(voice, begun.to)
    if step == writing.CC:
        return view.ask_cc(voice, begun.cc)
    mailbox, letter = await mailbox_of(context, begun), await answered(context, begun)
    address = mailbox.address if mailbox else ""
    return view.ask_text(voice, begun.to, address, writing.asked_by(begun, letter))


async def with_files(context: Context, step: str, begun: Writing) -> Screen:
    """The same after a file came."""
    asked = await question(context, step, begun)
    if step == writing.READY:
        return asked
    return enclosed.noted(context.voice, asked, begun.note, await answer_files.of_draft(begun.draft))


async def ready(context: Context, begun: Writing) -> Screen:
    """The letter as it will go."""
    mailbox = await mailbox_of(context, begun)
    if mailbox is None:
        return view.nothing_to_send_from(context.voice)
    if not can_send(mailbox):
        return view.cannot_send(context.voice, mailbox, context.person)
    letter = await answered(context, begun)
    files = await answer_files.of_draft(begun.draft)
    sender = sender_name.with_address(mailbox.sender_name, sender_of(mailbox, letter))
    return view.ready(context.voice, begun, sender, mailbox.signature, files, writing.asked_by(begun, letter))


# -- what it goes from -----------------------------------------------------------------------------


def can_send(mailbox: Mailbox) -> bool:
    return mailbox.can_send and mailbox.smtp is not None and mailbox.state != "paused"


async def senders(context: Context) -> list[Mailbox]:
    """The mailboxes this person may write from."""
    boxes = await mailboxes.visible_to(context.person)
    return [each for each in boxes if can_send(each) and rights.over(each, context.person).letters]


async def mailbox_of(context: Context, begun: Writing) -> Mailbox | None:
    """The mailbox it goes from, if this person may still write from it."""
    return await _readable(context, begun.mailbox)


async def _readable(context: Context, mailbox_id: int) -> Mailbox | None:
    mailbox = await mailboxes.get(mailbox_id)
    return mailbox if mailbox and rights.over(mailbox, context.person).letters else None


async def answered(context: Context, begun: Writing) -> Letter | None:
    stored = await letters.get(begun.letter, context.person.id) if begun.letter else None
    return stored.letter if stored else None


def sender_of(mailbox: Mailbox, answered: Letter | None) -> str:
    own = (mailbox.address, *mailbox.aliases)
    return compose.sender_for(own, answered) if answered else own[0]
