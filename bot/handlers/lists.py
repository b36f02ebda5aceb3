"""What the buttons of a list of letters lead to.

Holds always: only who may read the letters of a mailbox gets to see any of them (rule C3).
"""

from telegram import Update

from bot.context import Context
from bot.handlers import boxes
from storage import letters
from storage.records import Mailbox, StoredLetter


def number_of(context: Context) -> int:
    """The id in the data of a button made by `press.to_page`."""
    assert context.match is not None
    return int(context.match[1])


def page_of(context: Context) -> int:
    assert context.match is not None
    return int(context.match[2])


async def readable(update: Update, context: Context, mailbox_id: int | None) -> Mailbox | None:
    """A mailbox whose letters this person may read; None after showing what there is to see instead."""
    if not (found := await boxes.entitled(update, context, mailbox_id)):
        return None
    mailbox, may = found
    if may.letters:
        return mailbox
    await boxes.show_again(update, context, mailbox.id)
    return None


async def letter_of(update: Update, context: Context) -> tuple[Mailbox, StoredLetter] | None:
    """The letter of a button, with its mailbox; None after showing what there is to see instead."""
    stored = await letters.get(number_of(context), context.person.id)
    mailbox = await readable(update, context, stored.mailbox_id if stored else None)
    return (mailbox, stored) if mailbox and stored else None
