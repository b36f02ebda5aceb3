"""What is said of attachments and originals that were asked for; their names as files."""

import re

from bot.views import html, letter, marks, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Attachment, Mailbox, Person, StoredLetter
from sync_engine import errors

_LONGEST = 120  # characters of a file's name with its ending
_LONGEST_ENDING = 12
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')


def name(voice: Voice, stored: StoredLetter, file: Attachment | None) -> str:
    """A name that no system takes for a path or for another kind of file; the original is called by its
    subject."""
    if file is None:
        return f"{_safe(stored.letter.subject, _LONGEST - 4) or 'letter'}.eml"
    safe = _safe(file.name, 10_000)
    stem, dot, ending = safe.rpartition(".")
    if dot and stem and len(ending) <= _LONGEST_ENDING:
        return f"{stem[: _LONGEST - len(ending) - 1].rstrip()}.{ending}"
    return safe[:_LONGEST].rstrip() or voice.label("file-unnamed")


def _safe(text: str, limit: int) -> str:
    line = html.one_line(_NOT_IN_NAMES.sub("_", text), limit)
    return line.strip(". _") if not line.strip("._ ") else line.lstrip(". ").rstrip(" .")


def too_large(voice: Voice, stored: StoredLetter, file: Attachment | None) -> Screen:
    size = file.size if file else stored.letter.size
    most = letter.size(voice, voice.policy.file_sent)
    shown = voice("file-too-large", name=name(voice, stored, file), size=letter.size(voice, size), most=most)
    return Screen(shown, _back(voice, stored))


def busy(voice: Voice) -> Screen:
    return Screen(voice("file-busy"))


def gone(voice: Voice) -> Screen:
    return Screen(voice("file-gone"))


def not_now(voice: Voice, file: str, why: str, data: str) -> Screen:
    """`data` asks for it again."""
    return Screen(voice("file-not-now", name=file, why=why), _again(voice, data))


def shut(
    voice: Voice,
    file: str,
    error: errors.MailboxPaused | errors.MailboxShut,
    mailbox: Mailbox,
    viewer: Person,
) -> Screen:
    """Nobody signs in to this mailbox at present."""
    why, button = marks.shut(voice, error, mailbox, viewer)
    return Screen(voice("file-not-now", name=file, why=why), ((button,),))


def not_sent(voice: Voice, file: str, data: str) -> Screen:
    return Screen(voice("file-not-sent", name=file), _again(voice, data))


def _again(voice: Voice, data: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button(voice.label("button-file-again"), data),),)


def _back(voice: Voice, stored: StoredLetter) -> tuple[tuple[Button, ...], ...]:
    return ((Button(voice.label("button-mailbox"), press.to(press.OPENED, stored.mailbox_id)),),)
