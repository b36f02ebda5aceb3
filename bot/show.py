"""Screens on their way into a chat.

Holds always: no message shows a preview of a link (`Defaults` in `bot.app`), and none is longer than Telegram
takes. Where Telegram cannot read the HTML the text goes as plain text. A screen asked for by a button takes
the place of the one the button was on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot.parking import retry_after
from bot.views import html
from bot.views.screen import Rows, Screen
from sync_engine.work import traces

T = TypeVar("T")

log = logging.getLogger(__name__)

_UNCHANGED = "not modified"
_UNREADABLE = ("parse entities", "entities_too_long", "message is too long")
_PAUSES = (1, 3)  # seconds between tries of a screen that must not be lost


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(each.label, url=each.url)
                if each.url
                else InlineKeyboardButton(each.label, callback_data=each.data)
                for each in row
            ]
            for row in rows
        ]
    )


async def send(bot: ExtBot[None], chat: int, screen: Screen) -> Message:
    """A new message. Raises what Telegram raises."""

    async def put(text: str, mode: ParseMode | None) -> Message:
        return await bot.send_message(chat, text, reply_markup=markup(screen.rows), parse_mode=mode)

    return await _readable(screen, put)


async def edit(bot: ExtBot[None], chat: int, message: int, screen: Screen) -> None:
    """The message as it should be now. Raises what Telegram raises, but for an edit that changes nothing."""

    async def put(text: str, mode: ParseMode | None) -> object:
        rows = markup(screen.rows)
        return await bot.edit_message_text(
            text, chat_id=chat, message_id=message, reply_markup=rows, parse_mode=mode
        )

    try:
        await _readable(screen, put)
    except BadRequest as refusal:
        if _UNCHANGED not in refusal.message:
            raise


async def _readable(screen: Screen, put: Callable[[str, ParseMode | None], Awaitable[T]]) -> T:
    """Puts the text as HTML; once more as plain text where Telegram cannot read that.

    Raises what Telegram raises.
    """
    text = html.fit(screen.text)
    try:
        return await put(text, ParseMode.HTML)
    except BadRequest as refusal:
        if not any(sign in refusal.message.lower() for sign in _UNREADABLE):
            raise
        # Its words may quote the text.
        log.warning("a message goes as plain text: %s", traces.here(), extra={"action": "message_plain"})
        return await put(html.plain(text), None)


async def edit_or_send(bot: ExtBot[None], chat: int, message: int, screen: Screen) -> int:
    """Edits a message, or sends another where it cannot be edited any more; the id of what is there now.

    `message` 0: there is none.
    """
    if not message:
        return (await send(bot, chat, screen)).message_id
    try:
        await edit(bot, chat, message, screen)
    except BadRequest:
        return (await send(bot, chat, screen)).message_id
    return message


async def settle(bot: ExtBot[None], chat: int, message: int, screen: Screen) -> int:
    """`edit_or_send` for the outcome of something slow: no short trouble of the network swallows it."""
    for pause in _PAUSES:
        try:
            return await edit_or_send(bot, chat, message, screen)
        except BadRequest:
            raise
        except RetryAfter as limit:
            await asyncio.sleep(retry_after(limit).total_seconds())
        except NetworkError:
            await asyncio.sleep(pause)
    return await edit_or_send(bot, chat, message, screen)


async def answer(update: Update, bot: ExtBot[None], screen: Screen) -> int:
    """The screen a person asked for; the id of its message."""
    assert update.effective_chat is not None
    chat = update.effective_chat.id
    if update.callback_query and update.callback_query.message:
        return await edit_or_send(bot, chat, update.callback_query.message.message_id, screen)
    return (await send(bot, chat, screen)).message_id
