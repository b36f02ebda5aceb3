"""Lets a letter go: built whole, written down, and on its way unless it is taken back in time."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import show, writing
from bot.context import App, Context
from bot.handlers import card
from bot.views import answer as view
from bot.views import press
from bot.writing import Writing
from storage import answer_files, answers
from storage.records import AnswerFile, Mailbox, NewAnswer
from sync_engine.rules import compose

_PREVIEW = 400  # characters


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(send, f"^{press.SEND}$"))


async def send(update: Update, context: Context) -> None:
    if (begun := await card.pressed(update, context, writing.READY)) is None:
        return
    mailbox, files = await card.mailbox_of(context, begun), await answer_files.of_draft(begun.draft)
    if mailbox is None or not card.can_send(mailbox) or not (begun.text or files):
        await show.answer(update, context.bot, await card.ready(context, begun))
        return
    if len(files) < begun.files:  # it goes as its writer has seen it
        shown = await card.ready(context, begun)
        await card.draw(update, context, writing.READY, replace(begun, files=len(files)), shown)
        return
    deps = context.deps
    assert update.callback_query is not None
    pressed = update.callback_query.message
    new = await _letter(mailbox, begun, files, context)
    if pressed is not None:
        new = replace(new, message=pressed.message_id)
    answer_id = await answers.intend(new, draft=begun.draft)
    deps.engine.wake()
    if (answer := await answers.get(answer_id)) is not None:
        message = await show.answer(update, context.bot, view.standing(context.voice, answer))
        if message != new.message:
            await answers.show_in(answer_id, message)


async def _letter(
    mailbox: Mailbox, begun: Writing, files: Sequence[AnswerFile], context: Context
) -> NewAnswer:
    now, answered = context.deps.clock(), await card.answered(context, begun)
    enclosed = [
        compose.File(each.name, each.type, await answer_files.octets(begun.draft, each.id)) for each in files
    ]
    draft = compose.Draft(
        sender=card.sender_of(mailbox, answered),
        to=begun.to,
        cc=begun.cc or None,
        subject=begun.subject,
        text=begun.text,
        signature=mailbox.signature if begun.text else "",
        sender_name=mailbox.sender_name,
        files=tuple(enclosed),
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
        preview=_preview(begun.text, files),
        draft=writing.facts(writing.alone(begun)),
        octets=await asyncio.to_thread(compose.build, draft, message_id, now),
        made_at=now,
        due_at=now + context.deps.policy.undo_span,
    )


def _preview(text: str, files: Sequence[AnswerFile]) -> str:
    names = "\n".join(f"📎 {each.name}" for each in files)
    return f"{text[:_PREVIEW]}\n{names}".strip()
