"""Looking where the mail of an address is: most are known at once, others are looked for beside handlers."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.constants import ChatAction

from bot import dialogue, show
from bot.context import Context
from bot.draft import Draft
from bot.handlers import broken_off, ending
from bot.views import joining, meanwhile
from sync_engine import errors
from sync_engine.work.recognise import Recognised

_MOMENT = 0.7  # seconds; a person who waits longer is told what for

Found = Callable[[Update, Context, asyncio.Future[Recognised], Draft], Awaitable[None]]  # goes on from there


async def look(update: Update, context: Context, draft: Draft, found: Found) -> None:
    """Most addresses are known at once; others are looked for beside the handler."""
    person = context.person.telegram_id
    looked = asyncio.ensure_future(context.deps.connector.recognise(draft.address))
    try:
        await asyncio.wait([looked], timeout=_MOMENT)
        if looked.done():
            await found(update, context, looked, draft)
            return
        await broken_off.give_way(context)
        await context.bot.send_chat_action(person, ChatAction.TYPING)
        card = await show.answer(update, context.bot, joining.looking(context.voice, draft.address))
        draft = dataclasses.replace(draft, card=card)
        await dialogue.put(context, dialogue.LOOKING, draft)
    except BaseException:
        looked.cancel()
        raise
    await context.trials.start(
        person,
        dialogue.LOOKING,
        draft,
        _wait(update, context, looked, draft, found),
        lambda coroutine: context.application.create_task(coroutine, update=update),
    )


async def _wait(
    update: Update, context: Context, looked: asyncio.Future[Recognised], draft: Draft, found: Found
) -> None:
    """What was found is gone on with here and now only by who still waits for it."""
    try:
        await asyncio.wait([looked])
    except asyncio.CancelledError:
        looked.cancel()
        raise  # whoever cancelled it takes care of the dialogue
    async with context.turn():
        if await dialogue.at(context, dialogue.LOOKING) is None:
            await _put_aside(context, looked, draft, found)
            return
        try:
            await _found_here(update, context, looked, draft, found)
        except asyncio.CancelledError:
            raise
        except BaseException:
            await dialogue.put(context, dialogue.ADDRESS, draft)
            raise


async def _found_here(
    update: Update, context: Context, looked: asyncio.Future[Recognised], draft: Draft, found: Found
) -> None:
    """On its card while that is the newest message, else below."""
    below = Update(update.update_id, message=update.effective_message)  # of a command or of a button
    if context.parking.is_newest(context.person.telegram_id, draft.card):
        await found(below, context, looked, draft)
    else:
        await found(below, context, looked, dataclasses.replace(draft, card=0))
        await ending.leave_card(context, draft)


async def _put_aside(
    context: Context, looked: asyncio.Future[Recognised], draft: Draft, found: Found
) -> None:
    async def go_on(update: Update, context: Context) -> None:
        await found(update, context, looked, dataclasses.replace(draft, card=0))

    screen = meanwhile.waits(context.voice, draft.address)
    try:
        looked.result()
    except errors.ServersUnknown:
        pass  # they will be asked for
    except errors.MailError as refusal:
        screen = meanwhile.refused(context.voice, refusal)
    context.trials.put_aside(context.person.telegram_id, go_on)
    await ending.tell(context, draft, screen)
