"""Disconnecting a mailbox: one clear confirmation, then everything of it is erased (rule C9).

Messages of ours that a bot may still delete go with it, where the person wants that.
"""

from collections.abc import Iterator, Mapping, Sequence

from telegram import Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import CallbackQueryHandler

from bot import show
from bot.context import App, Context
from bot.handlers import boxes
from bot.views import mailboxes as view
from bot.views import press
from storage import erasing
from storage.records import Mailbox

_AT_ONCE = 100  # messages of one deleteMessages (Bot API)


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(ask, press.pattern(press.DISCONNECT)))
    application.add_handler(CallbackQueryHandler(erase, press.pattern(press.ERASE)))
    application.add_handler(CallbackQueryHandler(erase_too, press.pattern(press.ERASE_TOO)))


async def ask(update: Update, context: Context) -> None:
    if not (found := await boxes.pressed(update, context)):
        return
    mailbox, may = found
    if may.manage:
        messages = sum(map(len, (await _messages(context, mailbox)).values()))
        await show.answer(update, context.bot, view.disconnect(context.voice, mailbox, messages))
    else:
        await boxes.show_again(update, context, mailbox.id)


async def erase(update: Update, context: Context) -> None:
    await _erase(update, context, messages=False)


async def erase_too(update: Update, context: Context) -> None:
    await _erase(update, context, messages=True)


async def _erase(update: Update, context: Context, *, messages: bool) -> None:
    if not (found := await boxes.pressed(update, context)):
        return
    mailbox, may = found
    if not may.manage:
        await boxes.show_again(update, context, mailbox.id)
        return
    ours = await _messages(context, mailbox) if messages else {}  # before the books go
    await erasing.begin(mailbox.id, context.deps.clock())
    context.deps.engine.wake()
    card = await show.answer(update, context.bot, view.disconnecting(context.voice, mailbox))
    name = f"erase-{mailbox.id}"
    context.chores.start(
        name,
        lambda: _finish(context, mailbox, ours, card),
        lambda work: context.application.create_task(work, update=update, name=name),
    )


async def _messages(context: Context, mailbox: Mailbox) -> dict[int, list[int]]:
    """Those about the mailbox that Telegram lets a bot delete, by chat."""
    span = context.deps.policy.messages_erasable
    return await erasing.messages(mailbox.id, context.deps.clock() - span)


async def _finish(context: Context, mailbox: Mailbox, ours: Mapping[int, list[int]], card: int) -> None:
    """The engine erases as well; whoever comes first leaves the other nothing to do."""
    deleted = left = 0
    for chat, ids in ours.items():
        mine = [each for each in ids if (chat, each) != (context.person.telegram_id, card)]
        for some in _parts(mine):
            if await _delete(context, chat, some):
                deleted += len(some)
            else:
                left += len(some)
    await erasing.erase(mailbox.id)
    await erasing.wipe()
    screen = view.disconnected(context.voice, mailbox, deleted, left)
    await show.settle(context.bot, context.person.telegram_id, card, screen)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


async def _delete(context: Context, chat: int, ids: Sequence[int]) -> bool:
    """Whether these messages are out of the chat; one deleted before counts as such (Bot API)."""
    try:
        return await context.bot.delete_messages(chat, ids)
    except (BadRequest, Forbidden):
        return False
    except TelegramError:  # a short trouble of the network: once more
        try:
            return await context.bot.delete_messages(chat, ids)
        except TelegramError:
            return False
