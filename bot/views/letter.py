"""The notice about one new letter (rule L1)."""

from bot.views import html, marks, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Attachment, Letter, NoticeJob

NAME = 100  # characters of a name that are shown
SUBJECT = 300
FILES = 8  # attachments that are named
_STEPS = ("size-bytes", "size-kilobytes", "size-megabytes")


def card(voice: Voice, job: NoticeJob) -> Screen:
    letter = job.letter.letter
    lines = [
        _sender(voice, letter),
        voice("letter-to", mailbox=job.mailbox, when=voice.at(letter.received)),
        *_labels(voice, letter),
        _subject(voice, letter),
    ]
    if preview := letter.preview.strip():
        lines.append(marks.quote(html.escape(preview)))
    lines += _attachments(voice, letter.attachments)
    mailbox = Button(voice.label("button-mailbox"), press.to(press.OPENED, job.letter.mailbox_id))
    return Screen("\n".join(lines), ((mailbox,),))


def _sender(voice: Voice, letter: Letter) -> str:
    address = html.one_line(letter.sender.address, 320)
    name = html.one_line(letter.sender.name, NAME)
    if not address:
        return voice("letter-from-nobody", name=name) if name else voice("letter-from-unknown")
    if not name or name == address:
        return voice("letter-from-address", address=address)
    return voice("letter-from", name=name, address=address)


def _labels(voice: Voice, letter: Letter) -> list[str]:
    labels: list[str] = []
    if letter.origin == "auto":
        labels.append(voice("letter-auto"))
    if letter.status == "quarantined":
        labels.append(voice("letter-quarantined"))
    return labels


def _subject(voice: Voice, letter: Letter) -> str:
    subject = html.one_line(letter.subject, SUBJECT)
    return voice("letter-subject", subject=subject) if subject else voice("letter-no-subject")


def _attachments(voice: Voice, files: tuple[Attachment, ...]) -> list[str]:
    lines: list[str] = []
    for each in files[:FILES]:
        name = html.one_line(each.name, NAME) or voice.label("file-unnamed")
        lines.append(voice("letter-file", name=name, size=size(voice, each.size)))
    if len(files) > FILES:
        lines.append(voice("letter-more-files", count=len(files) - FILES))
    return lines


def size(voice: Voice, octets: int) -> str:
    """Octets in the unit a person would use; whole numbers."""
    amount, step = float(octets), 0
    while round(amount) >= 1024 and step < len(_STEPS) - 1:
        amount, step = amount / 1024, step + 1
    return voice.label(_STEPS[step], count=max(1, round(amount)) if octets else 0)
