"""One letter in a list of letters of several mailboxes: which way it went, with whom, what about, when."""

from bot.say import Markup
from bot.views import html, kept_out, letter
from bot.voice import Voice
from storage.records import Contact, Glimpse

ARROWS = {"in": "←", "out": "→"}
_PREVIEW = 90  # characters


def with_whom(voice: Voice, each: Glimpse) -> str:
    """Two lines: whom it is from or went to, with its subject; then when and by which mailbox."""
    return f"{ARROWS[each.direction]} {who_and_what(voice, each)}\n{when(voice, each)}"


def who_and_what(voice: Voice, each: Glimpse) -> Markup:
    nobody = "letter-line-unknown" if each.direction == "in" else "glimpse-to-nobody"
    who = html.one_line(_whom(voice, each), letter.LINE) or voice.label(nobody)
    return voice("letter-line", sender=who, subject=subject(voice, each))


def alone(voice: Voice, each: Glimpse) -> str:
    """The same where it is clear with whom."""
    return f"{ARROWS[each.direction]} {html.escape(subject(voice, each))}\n{when(voice, each)}"


def last_line(each: Glimpse) -> str:
    """How the letter begins, as HTML; empty where it has no text."""
    preview = html.one_line(each.preview, _PREVIEW)
    return f"{ARROWS[each.direction]} {html.escape(preview)}" if preview else ""


def subject(voice: Voice, each: Glimpse) -> str:
    """As plain text."""
    return html.one_line(each.subject, letter.LINE) or voice.label("letter-line-bare")


def when(voice: Voice, each: Glimpse) -> Markup:
    """Letters that were kept out of the cards say why (rule S7)."""
    said = "glimpse-in" if each.direction == "in" else "glimpse-out"
    line = voice(said, when=voice.at(each.received), mailbox=each.mailbox)
    why = kept_out.why(voice, each.origin)
    return voice("glimpse-why", line=line, why=why) if why and each.direction == "in" else line


def _whom(voice: Voice, each: Glimpse) -> str:
    if each.direction == "in":
        return _name(each.sender)
    if len(each.to) > 1:
        return voice.label("glimpse-several", name=_name(each.to[0]), count=len(each.to) - 1)
    return _name(each.to[0]) if each.to else ""


def _name(who: Contact) -> str:
    return who.name or who.address
