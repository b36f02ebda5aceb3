"""The notice about one new letter (rule L1)."""

from bot.views import doors, html, marks, muting, press, writing
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Answered, Attachment, Letter, LetterLine, NoticeJob, Person

NAME = 100  # characters of a name that are shown
SUBJECT = 300
LINE = 70  # characters of a name or a subject in a list
FILES = 8  # attachments that are named
_STEPS = ("size-bytes", "size-kilobytes", "size-megabytes")


def card(voice: Voice, job: NoticeJob) -> Screen:
    letter = job.letter
    mailbox = Button(voice.label("button-mailbox"), press.to(press.OPENED, letter.mailbox_id))
    shown = lines(voice, job.mailbox, letter.letter, bare=not job.previews)
    if job.answered:
        shown.append(answered(voice, letter.letter, job.answered, job.person))
    rows = (
        (doors.answer(voice, letter.id), doors.read(voice, letter.id)),
        (doors.card(voice, letter.id), *muting.row(voice, job)),
        (mailbox,),
    )
    return Screen("\n".join(shown), rows)


def lines(voice: Voice, mailbox: str, letter: Letter, *, bare: bool = False) -> list[str]:
    """All that is shown of a letter to this address, as HTML; `bare`: no more than sender and subject."""
    shown: list[str] = [
        _sender(voice, letter),
        voice("letter-to", mailbox=mailbox, when=voice.at(letter.received)),
        *_labels(voice, letter),
        _subject(voice, letter),
    ]
    if bare:
        return shown
    if preview := letter.preview.strip():
        shown.append(marks.quote(html.escape(preview)))
    return shown + _attachments(voice, letter.attachments)


def answered(voice: Voice, letter: Letter, found: Answered, reader: Person) -> str:
    """Who answered, and how long the client waited."""
    waited = voice.span(found.at - letter.received)
    if found.person_id == reader.id:
        return voice("letter-answered-by-you", waited=waited)
    if name := html.one_line(found.name, NAME):
        return voice("letter-answered-by", name=name, waited=waited)
    return voice("letter-answered", waited=waited)


def line(voice: Voice, letter: LetterLine) -> str:
    """The sender and the subject as HTML, for a list; and who answered."""
    sender = writing.shown(letter.sender.name or letter.sender.address, LINE)
    subject = writing.shown(letter.subject, LINE)
    shown = voice(
        "letter-line",
        sender=sender or voice.label("letter-line-unknown"),
        subject=subject or voice.label("letter-line-bare"),
    )
    if letter.answered is None:
        return shown
    return f"{shown} ↩️ {html.escape(html.one_line(letter.answered.name, LINE // 2))}".rstrip()


def head(voice: Voice, letter: Letter) -> list[str]:
    """Who wrote and about what, as HTML."""
    return [_sender(voice, letter), *_labels(voice, letter), _subject(voice, letter)]


def _sender(voice: Voice, letter: Letter) -> str:
    address = html.one_line(letter.sender.address, 320)
    name = writing.shown(letter.sender.name, NAME)
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
    subject = writing.shown(letter.subject, SUBJECT)
    return voice("letter-subject", subject=subject) if subject else voice("letter-no-subject")


def _attachments(voice: Voice, files: tuple[Attachment, ...]) -> list[str]:
    shown: list[str] = []
    for each in files[:FILES]:
        name = html.one_line(each.name, NAME) or voice.label("file-unnamed")
        shown.append(voice("letter-file", name=name, size=size(voice, each.size)))
    if len(files) > FILES:
        shown.append(voice("letter-more-files", count=len(files) - FILES))
    return shown


def size(voice: Voice, octets: int) -> str:
    """Octets in the unit a person would use; whole numbers."""
    amount, step = float(octets), 0
    while round(amount) >= 1024 and step < len(_STEPS) - 1:
        amount, step = amount / 1024, step + 1
    return voice.label(_STEPS[step], count=max(1, round(amount)) if octets else 0)
