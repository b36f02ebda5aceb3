"""Attachments and originals, brought from the mail server when somebody asks for them (rule S9).

Holds always:
- the mail server is asked beside the handler, for one file a person at a time; whatever comes of it is said;
- only who may read the letter gets what hangs on it, and so it is looked up once more before it is sent;
- what is brought lies in a file of its own meanwhile, which is gone afterwards.
"""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, cast

from telegram import InputFile, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler

from bot import at_work, rights, show
from bot.context import App, Context
from bot.handlers import lists, reading
from bot.views import files as view
from bot.views import press
from bot.views import reading as reading_view
from bot.views.screen import Screen
from storage import letters, mailboxes, people
from storage.records import Attachment, Mailbox, StoredLetter
from sync_engine import errors
from sync_engine.work.files import FileTooLarge

_UPLOAD = timedelta(minutes=5)  # for all of a file, and for the answer to it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: an attachment, or the original where there is none; `data` asks for it again."""

    mailbox: Mailbox
    stored: StoredLetter
    file: Attachment | None
    data: str


def register(application: App) -> None:
    application.add_handler(CallbackQueryHandler(attachment, press.page_pattern(press.FILE)))
    application.add_handler(CallbackQueryHandler(original, press.pattern(press.EML)))


async def attachment(update: Update, context: Context) -> None:
    found = await reading.pressed(context)
    place = lists.page_of(context)
    if found is None or place >= len(found[1].letter.attachments):
        await show.send(context.bot, context.person.telegram_id, reading_view.gone(context.voice))
        return
    data = press.to_page(press.FILE, found[1].id, place)
    await _begin(update, context, Wanted(*found, found[1].letter.attachments[place], data))


async def original(update: Update, context: Context) -> None:
    if found := await reading.pressed(context):
        await _begin(update, context, Wanted(*found, None, press.to(press.EML, found[1].id)))
    else:
        await show.send(context.bot, context.person.telegram_id, reading_view.gone(context.voice))


async def _begin(update: Update, context: Context, wanted: Wanted) -> None:
    voice, chat = context.voice, context.person.telegram_id
    size = wanted.file.size if wanted.file else wanted.stored.letter.size
    if size > voice.policy.file_sent:
        await show.send(context.bot, chat, view.too_large(voice, wanted.stored, wanted.file))
        return
    name = f"file-{chat}"
    if not context.chores.start(
        name,
        lambda: _bring(context, wanted),
        lambda work: context.application.create_task(work, update=update, name=name),
    ):
        await show.send(context.bot, chat, view.busy(voice))


async def _bring(context: Context, wanted: Wanted) -> None:
    voice = context.voice
    name = view.name(voice, wanted.stored, wanted.file)
    try:
        with tempfile.TemporaryFile(prefix="postroom-") as place:
            into = cast("BinaryIO", place)
            async with at_work.shown(context, ChatAction.UPLOAD_DOCUMENT):
                limit = voice.policy.file_sent
                await context.deps.files.fetch(wanted.mailbox, wanted.stored, wanted.file, into, limit)
                if not await _may_still(context, wanted):
                    return
                await _send(context, into, name, wanted.stored.id)
    except FileTooLarge:
        said = view.too_large(voice, wanted.stored, wanted.file)
    except (errors.NotFound, errors.FolderGone):
        said = view.gone(voice)
    except (errors.MailboxPaused, errors.MailboxShut) as error:
        box = await mailboxes.get(wanted.mailbox.id) or wanted.mailbox
        said = view.shut(voice, name, error, box, context.person)
    except errors.MailError as error:
        said = view.not_now(voice, name, voice.trouble(error), wanted.data)
    except TelegramError:
        said = view.not_sent(voice, name, wanted.data)
    except Exception:  # an edge: a mistake of ours must not leave the person waiting
        await _tell(context, wanted, view.not_now(voice, name, voice.trouble("failed"), wanted.data))
        raise
    else:
        return
    await _tell(context, wanted, said)


async def _send(context: Context, into: BinaryIO, name: str, letter_id: int) -> None:
    if not into.tell():
        into.write(b"\n")  # Telegram takes no file without an octet
    into.seek(0)
    seconds = _UPLOAD.total_seconds()
    sent = await context.bot.send_document(
        context.person.telegram_id,
        InputFile(into, filename=name, read_file_handle=False),
        disable_content_type_detection=True,
        write_timeout=seconds,
        read_timeout=seconds,
    )
    await reading.shows(context, sent.message_id, letter_id)


async def _may_still(context: Context, wanted: Wanted) -> bool:
    """Whether the person may read this letter now."""
    person = await people.find(context.person.telegram_id)
    box = await mailboxes.get(wanted.mailbox.id)
    if person is None or box is None or not rights.over(box, person).letters:
        return False
    return await letters.get(wanted.stored.id, person.id) is not None


async def _tell(context: Context, wanted: Wanted, screen: Screen) -> None:
    if await _may_still(context, wanted):
        await show.send(context.bot, context.person.telegram_id, screen)
