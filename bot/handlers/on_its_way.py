"""Buttons under a letter that goes, went, or did not: only for whoever wrote it."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import presses, rights, show, writing
from bot.context import App, Context
from bot.handlers import card, home
from bot.views import answer as view
from bot.views import press
from storage import answer_files, answers, mailboxes
from storage.records import Answer


def register(application: App) -> None:
    for action, handler in (
        (press.UNDO, undo),
        (press.RESEND, resend),
        (press.REWRITE, rewrite),
        (press.LOOK, look),
    ):
        application.add_handler(CallbackQueryHandler(handler, press.pattern(action)))


async def _pressed(update: Update, context: Context) -> Answer | None:
    """Their letter; None after saying that the button is out of date."""
    assert context.match is not None
    if await card.is_here(update, context):  # a second tap: the letter is being written again
        await card.outdated(update, context)
        return None
    answer = await answers.get(int(context.match[1]))
    mailbox = await mailboxes.get(answer.mailbox_id) if answer else None
    may = mailbox is not None and rights.over(mailbox, context.person).letters
    if answer is None or answer.person.id != context.person.id or not may:
        await home.stale(update, context)
        return None
    return answer


async def undo(update: Update, context: Context) -> None:
    """Taken back while it waits: it can be changed and sent then."""
    assert update.callback_query is not None
    unanswered = context.parking.unanswered
    if update.callback_query.id in unanswered:
        unanswered.discard(update.callback_query.id)
        await _undo_unseen(update, context)
        return
    if (answer := await _pressed(update, context)) is None:
        return
    now = context.deps.clock()
    if await answers.take_back(answer.id, now):
        await _edit(update, context, answer)
        return
    await answers.give_up(answer.id, now)
    await _show(update, context, answer)


async def _undo_unseen(update: Update, context: Context) -> None:
    """Where Telegram wants the chat left alone: only the button can be answered; `bot.delivery` shows it."""
    assert context.match is not None
    assert update.callback_query is not None
    wanted, now, undone = int(context.match[1]), context.deps.clock(), False
    answer = await answers.get(wanted)
    if answer is not None and answer.person.id == context.person.id:
        if not await answers.take_back(wanted, now):
            await answers.give_up(wanted, now)
        answer = await answers.get(wanted)
        undone = answer is not None and answer.state == "undone"
        context.deps.engine.answers_changed.set()
    said = context.voice.label("undo-in-pause" if undone else "undo-too-late")
    await presses.answer(update.callback_query, said)


async def resend(update: Update, context: Context) -> None:
    if (answer := await _pressed(update, context)) is None:
        return
    if await answers.again(answer.id, context.deps.clock()):
        context.deps.engine.wake()
    await _show(update, context, answer)


async def rewrite(update: Update, context: Context) -> None:
    """The same words as a new letter, to be put right."""
    if (answer := await _pressed(update, context)) is None:
        return
    if answer.state in ("refused", "bounced", "undone"):
        await _edit(update, context, answer)
    else:
        await _show(update, context, answer)


async def look(update: Update, context: Context) -> None:
    """Asks for a check of the mailbox: if the letter is in Sent, that shows."""
    if (answer := await _pressed(update, context)) is None:
        return
    if answer.state == "unknown":
        await context.deps.engine.check_now(answer.mailbox_id)
        await show.answer(update, context.bot, view.looking(context.voice, answer))
    else:
        await _show(update, context, answer)


async def _edit(update: Update, context: Context, answer: Answer) -> None:
    begun = await card.take_up(context, writing.of(await answers.draft(answer.id)))
    await answer_files.back_to_draft(answer.id, begun.draft, context.person.id)
    await answers.hide(answer.id)  # from here on the message shows the new one
    await card.draw(update, context, writing.READY, begun)


async def _show(update: Update, context: Context, answer: Answer) -> None:
    if (now := await answers.get(answer.id)) is not None:
        await show.answer(update, context.bot, view.standing(context.voice, now))
        await answers.shown(now)
