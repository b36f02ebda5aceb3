"""A letter in hand gives way to something else: nothing of it is lost, and that is said.

Holds always: what its writer said is kept with its files, and the word about it leads back.
"""

from bot import show, writing
from bot.context import Context
from bot.views import drafts as view
from storage import drafts


async def put(context: Context) -> bool:
    """Whether there is one to be kept. Said first: if Telegram does not take it, the letter stays in hand.

    Raises what Telegram raises.
    """
    begun = await writing.in_hand(context)
    if begun is None:
        return False
    if begun.is_empty:
        await drafts.drop(begun.draft, context.person.id)
        return False
    await show.send(context.bot, context.person.telegram_id, view.put_aside(context.voice, begun))
    return True
