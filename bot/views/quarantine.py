"""Letters that could not be read: what is known of each, why, and another try (invariant 6)."""

from collections.abc import Sequence

from bot.views import letter, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import LetterLine, Mailbox

_WHY = {"not_given": "why-not-given", "empty": "why-empty"}


def listing(
    voice: Voice, mailbox: Mailbox, shown: Sequence[LetterLine], page: int, count: int, *, said: str = ""
) -> Screen:
    """One page; `said` is HTML about a try."""
    head = "quarantine" if count else "quarantine-none"
    parts: list[str] = [voice(head, address=mailbox.address)]
    numbered = pages.numbered(shown, page)
    parts += [_item(voice, number, each) for number, each in numbered]
    if said:
        parts.append(said)
    rows: Rows = tuple(
        (
            Button(
                voice.label("button-read-again", number=number) if count > 1 else voice.label("button-retry"),
                press.to_page(press.READ_AGAIN, each.id, page),
            ),
        )
        for number, each in numbered
    )
    rows += pages.turning(page, count, lambda to: press.to_page(press.QUARANTINE, mailbox.id, to))
    back = Button(voice.label("button-to-mailbox"), press.to(press.MAILBOX, mailbox.id))
    return Screen("\n\n".join(parts), (*rows, (back,)))


def _item(voice: Voice, number: int, each: LetterLine) -> str:
    known = each.sender.name or each.sender.address or each.subject
    line = letter.line(voice, each) if known else voice("quarantine-nothing-known")
    key = "quarantine-came" if each.folder == "inbox" else "quarantine-went"
    size = f", {letter.size(voice, each.size)}" if each.size else ""  # 0 where the server did not say
    when = voice(key, when=voice.at(each.received), size=size)
    return f"<b>{number}.</b> {line}\n{when}\n{why(voice, each.quarantine_reason)}"


def why(voice: Voice, reason: str | None) -> str:
    """Why a letter could not be read, in a sentence; `reason` is a code as its card keeps it."""
    return voice(_WHY.get(reason or "", "why-unreadable"))
