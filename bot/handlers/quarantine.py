"""Letters that could not be read, and another try of one.

Holds always: the mail server is asked beside the handler; whatever comes of it, also of a mistake of ours,
the message says so in the end.
"""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot import rights, show
from bot.context import App, Context
from bot.handlers import lists
from bot.views import letter as letter_view
from bot.views import marks, pages, press
from bot.views import quarantine as view
from bot.views.screen import Screen
from storage import letter_lines, letters, mailboxes, people
from storage.records import Mailbox, StoredLetter
from sync_engine import errors


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(listing, press.page_pattern(press.QUARANTINE)))
    application.add_handler(CallbackQueryHandler(read_again, press.page_pattern(press.READ_AGAIN)))


async def listing(update: Update, context: Context) -> None:
    if mailbox := await lists.readable(update, context, lists.number_of(context)):
        await show.answer(update, context.bot, await _screen(context, mailbox, lists.page_of(context)))


async def _screen(context: Context, mailbox: Mailbox, page: int, *, said: str = "") -> Screen:
    count = await letter_lines.quarantined_count(mailbox.id)
    page = pages.within(page, count)
    shown = await letter_lines.quarantined(mailbox.id, context.person.id, page * pages.PAGE, pages.PAGE)
    return view.listing(context.voice, mailbox, shown, page, count, said=said)


async def read_again(update: Update, context: Context) -> None:
    if not (found := await lists.letter_of(update, context)):
        return
    mailbox, stored = found
    page = lists.page_of(context)
    screen = await _screen(context, mailbox, page, said=context.voice("said-reading-again"))
    message = await show.answer(update, context.bot, screen)
    name = f"read-again-{stored.id}"
    context.chores.start(
        name,
        lambda: _try(context, mailbox, stored, page, message),
        lambda work: context.application.create_task(work, update=update, name=name),
    )


async def _try(context: Context, mailbox: Mailbox, stored: StoredLetter, page: int, message: int) -> None:
    voice = context.voice
    try:
        await context.deps.read_again(mailbox, stored.folder, stored.letter.uid)
        said = await _outcome(context, mailbox, stored)
    except (errors.MailboxPaused, errors.MailboxShut) as error:
        why, _ = marks.shut(voice, error, await mailboxes.get(mailbox.id) or mailbox, context.person)
        said = voice("said-not-read-now", why=why)
    except errors.MailError as error:
        said = voice("said-not-read-now", why=voice.trouble(error))
    except Exception:  # an edge: a mistake of ours must not leave the message trying for ever
        await _tell(context, mailbox, page, message, voice("said-not-read-now", why=voice.trouble("failed")))
        raise
    await _tell(context, mailbox, page, message, said)


async def _tell(context: Context, mailbox: Mailbox, page: int, message: int, said: str) -> None:
    """To whoever asked, unless they may not read these letters any more."""
    person, now = await people.find(context.person.telegram_id), await mailboxes.get(mailbox.id)
    if person is None or now is None or not rights.over(now, person).letters:
        return
    screen = await _screen(context, now, page, said=said)
    await show.settle(context.bot, person.telegram_id, message, screen)


async def _outcome(context: Context, mailbox: Mailbox, stored: StoredLetter) -> str:
    """What the row says now."""
    voice, now = context.voice, await letters.get(stored.id, context.person.id) or stored
    if now.letter.status == "quarantined":
        return voice("said-not-read", why=view.why(voice, now.letter.quarantine_reason))
    card = letter_view.lines(voice, mailbox.address, now.letter)
    return "\n".join((voice("said-read"), "", *card))
