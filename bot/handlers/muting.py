"""What a person does not want to be told of, and what the notices of a mailbox show.

Holds always: only who may read the letters of a mailbox hears of its senders here; each mutes for themself
(rule C3); what its notices show is for those to say who may give it a new password.
"""

from datetime import datetime, timedelta

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import rights, show
from bot.context import App, Context
from bot.handlers import lists
from bot.views import muting as view
from bot.views import pages, press
from bot.views.screen import Screen
from storage import letter_lines, mailboxes, mutes
from storage.records import Mailbox
from sync_engine.rules import quiet


def register(application: App) -> None:
    for action, handler in (
        (press.MUTE, what),
        (press.MUTE_SENDER, how_long_sender),
        (press.MUTE_BOX, how_long_box),
        (press.MUTE_WHO, who),
        (press.SHOW_TEXT, show_text),
        (press.HIDE_TEXT, hide_text),
    ):
        application.add_handler(CallbackQueryHandler(handler, press.pattern(action)))
    for action, handler in (
        (press.MUTE_SENDER_FOR, mute_sender),
        (press.MUTE_BOX_FOR, mute_box),
        (press.UNMUTE, unmute),
        (press.HEARS, hears),
    ):
        application.add_handler(CallbackQueryHandler(handler, press.page_pattern(action)))


async def what(update: Update, context: Context) -> None:
    """From under a letter: the letter stays where it is."""
    if found := await lists.letter_of(update, context):
        await show.send(context.bot, context.person.telegram_id, view.what(context.voice, *found))


async def how_long_sender(update: Update, context: Context) -> None:
    if not (found := await lists.letter_of(update, context)):
        return
    mailbox, stored = found
    if view.can_be_muted(stored.letter.sender.address):
        await show.answer(update, context.bot, view.how_long_sender(context.voice, mailbox, stored))
    else:
        await show.answer(update, context.bot, view.what(context.voice, mailbox, stored))


async def how_long_box(update: Update, context: Context) -> None:
    if mailbox := await _mailbox(update, context):
        await show.answer(update, context.bot, view.how_long_box(context.voice, mailbox))


async def mute_sender(update: Update, context: Context) -> None:
    if not (found := await lists.letter_of(update, context)):
        return
    mailbox, stored = found
    if view.can_be_muted(stored.letter.sender.address):
        await _mute(update, context, mailbox, stored.letter.sender.address)
    else:
        await show.answer(update, context.bot, view.what(context.voice, mailbox, stored))


async def mute_box(update: Update, context: Context) -> None:
    if mailbox := await _mailbox(update, context):
        await _mute(update, context, mailbox, "")


async def _mute(update: Update, context: Context, mailbox: Mailbox, address: str) -> None:
    now = context.deps.clock()
    until = _until(context, lists.page_of(context), now)
    mute = await mutes.put(context.person.id, mailbox.id, address, until, now)
    await show.answer(update, context.bot, view.muted(context.voice, mailbox, mute))


def _until(context: Context, span: int, now: datetime) -> datetime | None:
    """The end of what the button with this place in `view.SPANS` stands for; None: for good."""
    if span in (0, 1):
        return now + timedelta(hours=(1, 8)[span])
    if span == 2:
        hours, policy = context.person.quiet, context.deps.policy
        return quiet.tomorrow(now.astimezone(context.deps.timezone), hours.ends if hours else policy.morning)
    return None


async def unmute(update: Update, context: Context) -> None:
    """`page` of the button is the mailbox, which says where to go also when the mute is gone already."""
    if mailbox := await lists.readable(update, context, lists.page_of(context)):
        lifted = await mutes.lift(lists.number_of(context), context.person.id)
        said = context.voice("said-unmuted", what=lifted.address or mailbox.address) if lifted else ""
        await show.answer(update, context.bot, await _screen(context, mailbox, 0, said=said))


async def hears(update: Update, context: Context) -> None:
    if mailbox := await _mailbox(update, context):
        await show.answer(update, context.bot, await _screen(context, mailbox, lists.page_of(context)))


async def who(update: Update, context: Context) -> None:
    if mailbox := await _mailbox(update, context):
        senders = [
            each
            for each in await letter_lines.recent_senders(mailbox.id, context.person.id, pages.PAGE)
            if view.can_be_muted(each.sender.address)
        ]
        await show.answer(update, context.bot, view.who(context.voice, mailbox, senders))


async def show_text(update: Update, context: Context) -> None:
    await _set_previews(update, context, shown=True)


async def hide_text(update: Update, context: Context) -> None:
    await _set_previews(update, context, shown=False)


async def _set_previews(update: Update, context: Context, *, shown: bool) -> None:
    if not (mailbox := await _mailbox(update, context)):
        return
    if rights.over(mailbox, context.person).secret:
        await mailboxes.set_previews(mailbox.id, shown=shown)
        mailbox = await mailboxes.get(mailbox.id) or mailbox
    await show.answer(update, context.bot, await _screen(context, mailbox, 0))


async def _mailbox(update: Update, context: Context) -> Mailbox | None:
    return await lists.readable(update, context, lists.number_of(context))


async def _screen(context: Context, mailbox: Mailbox, page: int, *, said: str = "") -> Screen:
    person = context.person
    found = await mutes.of(person.id, mailbox.id, context.deps.clock())
    may_set = rights.over(mailbox, person).secret
    return view.hears(context.voice, mailbox, person, found, page, may_set=may_set, said=said)
