"""/mailboxes: the list, one mailbox, and what is done with it by one press."""

from contextlib import suppress

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import arriving, rights, show
from bot.context import App, Context
from bot.handlers import commands
from bot.rights import Rights
from bot.views import mailboxes as view
from bot.views import press
from bot.views.screen import Screen
from storage import letter_lines, mailboxes
from storage.records import Mailbox


def register(application: App) -> None:
    commands.add(application, "mailboxes", listing)
    for action, handler in (
        (press.MAILBOXES, listing),
        (press.MAILBOX, one),
        (press.OPENED, one_below),
        (press.CHECK, check),
        (press.PAUSE, pause),
        (press.RESUME, resume),
    ):
        application.add_handler(CallbackQueryHandler(handler, press.pattern(action)))


async def listing(update: Update, context: Context) -> None:
    """Administrators see everybody's mailboxes, not what is in them (rule C3)."""
    person = context.person
    boxes = await (mailboxes.everything() if person.is_admin else mailboxes.visible_to(person))
    page = int(context.match[1]) if context.match else 0
    await show.answer(update, context.bot, view.listing(context.voice, boxes, page))


async def pressed(update: Update, context: Context) -> tuple[Mailbox, Rights] | None:
    """The mailbox of a button with the person's rights over it; None after saying that it is gone."""
    return await entitled(update, context, number(context))


async def entitled(update: Update, context: Context, mailbox_id: int | None) -> tuple[Mailbox, Rights] | None:
    """A mailbox this person may see, with their rights over it; None after saying that it is gone."""
    mailbox = await mailboxes.get(mailbox_id) if mailbox_id is not None else None
    may = rights.over(mailbox, context.person) if mailbox else Rights()
    if mailbox is None or not may.see:
        await show.answer(update, context.bot, view.gone(context.voice))
        return None
    return mailbox, may


async def in_charge(update: Update, context: Context, mailbox_id: int) -> Mailbox | None:
    """A mailbox this person may give a password, and set up; None after showing what they may see of it."""
    if not (found := await entitled(update, context, mailbox_id)):
        return None
    mailbox, may = found
    if may.secret:
        return mailbox
    await show_again(update, context, mailbox.id)
    return None


def number(context: Context) -> int:
    """The id in the data of a button made by `press.to`."""
    assert context.match is not None
    return int(context.match[1])


async def screen(context: Context, mailbox: Mailbox, *, said: str = "") -> Screen:
    """The mailbox as this person sees it."""
    kept = await letter_lines.kept_out_counts(mailbox.id)
    left = await arriving.left([mailbox], context.deps.clock())
    return view.one(context.voice, mailbox, context.person, kept, said=said, left=left.get(mailbox.id))


async def show_again(update: Update, context: Context, mailbox_id: int, *, said: str = "") -> None:
    """The mailbox as it stands after something was done with it."""
    mailbox = await mailboxes.get(mailbox_id)
    gone = view.gone(context.voice)
    shown = await screen(context, mailbox, said=said) if mailbox else gone
    await show.answer(update, context.bot, shown)


async def one(update: Update, context: Context) -> None:
    if found := await pressed(update, context):
        await show.answer(update, context.bot, await screen(context, found[0]))


async def one_below(update: Update, context: Context) -> None:
    """From under a letter: the letter stays where it is."""
    if found := await pressed(update, context):
        await show.send(context.bot, context.person.telegram_id, await screen(context, found[0]))


async def check(update: Update, context: Context) -> None:
    if not (found := await pressed(update, context)):
        return
    mailbox, may = found
    if may.check and mailbox.state != "paused":
        await context.deps.engine.check_now(mailbox.id)
        await show_again(update, context, mailbox.id, said=context.voice("said-checking"))
    else:
        await show_again(update, context, mailbox.id)


async def pause(update: Update, context: Context) -> None:
    if not (found := await pressed(update, context)):
        return
    mailbox, may = found
    if may.manage:
        await mailboxes.pause(mailbox.id, context.deps.clock(), context.person.id)
    await show_again(update, context, mailbox.id)


async def resume(update: Update, context: Context) -> None:
    if not (found := await pressed(update, context)):
        return
    mailbox, may = found
    if may.resume:
        with suppress(mailboxes.OwnerGone):  # just now: the screen shows it
            await mailboxes.resume(mailbox.id, context.deps.clock(), context.person.id)
            context.deps.engine.wake()
    await show_again(update, context, mailbox.id)
