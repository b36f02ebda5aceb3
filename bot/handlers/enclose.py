"""Files that people send while they write a letter: fetched from Telegram at once and kept until it went.

Holds always:
- a file is kept whole or not at all, and never opened: what is in it is its reader's business;
- whatever is wrong with one is told in one sentence, and once for an album;
- the chat's turn is kept meanwhile, so no letter goes without a file that was sent before its button was
  pressed; and what a dying process had not kept whole, Telegram brings again.
"""

import asyncio
import logging
from dataclasses import replace

from telegram import Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot import at_work, enclosed
from bot.context import Context
from bot.enclosed import Enclosed
from bot.views import enclosed as view
from bot.views.enclosed import Limits
from bot.writing import Writing
from storage import answer_files, mailboxes
from storage.records import NewAnswerFile
from sync_engine.rules import enclosing

log = logging.getLogger(__name__)

_AT_ONCE = 2  # files in memory
_TOO_BIG = "too big"  # Bot API, getFile


async def take(message: Message, context: Context, begun: Writing) -> Writing:
    """The letter with the file of this message and its caption, or with a note of why not."""
    album = message.media_group_id or ""
    known = bool(album) and album == begun.album
    async with at_work.shown(context, ChatAction.TYPING):
        note = await _keep(message, context, begun)
    text = "\n\n".join(filter(None, (begun.text, (message.caption or "").strip())))
    files = len(await answer_files.of_draft(begun.draft))
    return replace(
        begun,
        text=text,
        files=files,
        album=album,
        card=begun.card if known else 0,
        note=(known and begun.note) or note,
    )


def told_already(message: Message, context: Context) -> bool:
    """Whether this is one more file of an album whose first one was met here."""
    album, chat = message.media_group_id, context.chat_data
    assert chat is not None
    known = album is not None and chat.get("album") == album
    chat["album"] = album
    return known


async def _keep(message: Message, context: Context, begun: Writing) -> str:
    """What is to be said of the file; empty where it is kept."""
    voice, policy = context.voice, context.deps.policy
    file = enclosed.of(message)
    if file is None:
        return view.not_this(voice)
    there = await answer_files.of_draft(begun.draft)
    if len(there) >= policy.letter_files:
        return view.too_many(voice)
    sizes, limits = [each.size for each in there], await _limits(context, begun.mailbox)
    if file.size > limits.most:
        return view.too_large(voice, file.name, file.size, limits)
    if not enclosing.fit([*sizes, file.size], limits.room):
        return view.no_room(voice, file.name, limits)
    try:
        octets = await _fetch(context, file)
    except BadRequest as refusal:
        if _TOO_BIG in refusal.message.lower():
            return view.too_large(voice, file.name, file.size, limits)
        return _not_fetched(context, file, refusal)
    except TelegramError as trouble:
        return _not_fetched(context, file, trouble)
    if not enclosing.fit([*sizes, len(octets)], limits.room):  # Telegram need not have told its size
        if there:
            return view.no_room(voice, file.name, limits)
        return view.too_large(voice, file.name, len(octets), limits)
    new = NewAnswerFile(
        person_id=context.person.id,
        draft_id=begun.draft,
        mailbox_id=begun.mailbox,
        name=enclosing.name(file.name, {each.name for each in there}),
        type=file.type[:200],
        octets=octets,
        made_at=context.deps.clock(),
    )
    await answer_files.keep(new)
    return ""


async def _limits(context: Context, mailbox_id: int) -> Limits:
    mailbox, policy = await mailboxes.get(mailbox_id), context.deps.policy
    if mailbox is None:
        room = enclosing.room(None, policy)
        return Limits(room, enclosing.most(room, policy), "")
    room = await context.deps.letter_sizes.room(mailbox)
    return Limits(room, enclosing.most(room, policy), mailbox.address if room.narrow else "")


async def _fetch(context: Context, file: Enclosed) -> bytes:
    """Raises what Telegram raises."""
    room = context.bot_data.setdefault("fetching", asyncio.Semaphore(_AT_ONCE))
    async with room:
        found = await context.bot.get_file(file.id)
        return bytes(await found.download_as_bytearray())


def _not_fetched(context: Context, file: Enclosed, trouble: TelegramError) -> str:
    log.info("a file was not fetched: %s", type(trouble).__name__, extra={"action": "file_not_fetched"})
    return view.not_fetched(context.voice, file.name)
