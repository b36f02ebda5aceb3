"""That something takes a while, seen at the top of the chat."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.context import Context

_LASTS = 4.5  # seconds; Telegram shows an action for five


@contextlib.asynccontextmanager
async def shown(context: Context, action: ChatAction) -> AsyncIterator[None]:
    """The person sees it for as long as the block lasts."""

    async def showing() -> None:
        while True:
            # It is no harm if this once is not shown.
            with contextlib.suppress(TelegramError):
                await context.bot.send_chat_action(context.person.telegram_id, action)
            await asyncio.sleep(_LASTS)

    task = asyncio.create_task(showing(), name="showing that something takes a while")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
