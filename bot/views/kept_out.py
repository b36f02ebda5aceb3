"""Letters kept out of contact cards (rule S7): how many, which, why; senders who are clients after all."""

from collections.abc import Mapping, Sequence

from bot.say import Markup
from bot.views import doors, html, letter, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import ClientMark, LetterLine, Mailbox, Origin, StoredLetter

_COUNTS = {"bulk": "kept-bulk", "forwarded": "kept-forwarded", "collected": "kept-collected"}
_WHY = {"bulk": "why-bulk", "forwarded": "why-forwarded", "collected": "why-collected"}


def counts(voice: Voice, kept: Mapping[Origin, int]) -> str:
    """How many there are of each kind, in a line."""
    return f"{voice('kept-out-line')} {kinds(voice, kept)}"


def kinds(voice: Voice, kept: Mapping[Origin, int]) -> Markup:
    return Markup(" · ".join(voice(_COUNTS[origin], count=count) for origin, count in kept.items()))


def why(voice: Voice, origin: Origin) -> str:
    """The reason as plain text; empty where a letter of this origin is not kept out."""
    return voice.label(_WHY[origin]) if origin in _WHY else ""


def listing(
    voice: Voice,
    mailbox: Mailbox,
    shown: Sequence[LetterLine],
    page: int,
    count: int,
    marked: frozenset[str],
) -> Screen:
    """One page; `marked` are the senders of this mailbox that were marked as clients, in lower case."""
    parts: list[str] = [voice("kept-out", address=mailbox.address)]
    parts += [_item(voice, number, each, marked) for number, each in pages.numbered(shown, page)]
    rows = pages.numbers(page, [press.to_page(press.KEPT_LETTER, each.id, page) for each in shown])
    rows += pages.turning(page, count, lambda to: press.to_page(press.KEPT_OUT, mailbox.id, to))
    if marked:
        label = voice.label("button-marked", count=len(marked))
        rows += ((Button(label, press.to_page(press.MARKED, mailbox.id, 0)),),)
    return Screen("\n\n".join(parts), (*rows, (_to_mailbox(voice, mailbox),)))


def _item(voice: Voice, number: int, each: LetterLine, marked: frozenset[str]) -> str:
    reason = why(voice, each.origin)
    if each.sender.address.lower() in marked:
        reason = voice.label("why-marked", why=reason)
    when = voice("kept-out-when", when=voice.at(each.received), why=reason)
    return f"<b>{number}.</b> {letter.line(voice, each)}\n{when}"


def none_left(voice: Voice, mailbox: Mailbox) -> Screen:
    return Screen(voice("kept-out-none", address=mailbox.address), ((_to_mailbox(voice, mailbox),),))


def one(
    voice: Voice, mailbox: Mailbox, stored: StoredLetter, page: int, *, marked: bool, said: str = ""
) -> Screen:
    """A letter that was kept out; `marked`: its sender counts as a client; `said` is what was just done."""
    found = stored.letter
    lines = letter.lines(voice, mailbox.address, found)
    if found.origin in _WHY:
        lines += ["", voice("kept-out-why", why=voice.label(_WHY[found.origin]))]
    if said:
        lines += ["", said]
    rows: list[tuple[Button, ...]] = [(doors.read(voice, stored.id),)]
    if found.sender.address:
        key, action = ("button-no-client", press.NO_CLIENT) if marked else ("button-client", press.CLIENT)
        rows.append((Button(voice.label(key), press.to_page(action, stored.id, page)),))
    back = Button(voice.label("button-to-list"), press.to_page(press.KEPT_OUT, mailbox.id, page))
    return Screen("\n".join(lines), (*rows, (back,)))


def marks(voice: Voice, mailbox: Mailbox, found: Sequence[ClientMark], page: int) -> Screen:
    """The senders that were marked as clients; a press takes a mark back."""
    page = pages.within(page, len(found))
    shown = found[page * pages.PAGE : (page + 1) * pages.PAGE]
    rows: Rows = tuple(
        (Button(f"✕ {html.one_line(mark.address, 56)}", press.to_page(press.UNMARK, mark.id, page)),)
        for mark in shown
    )
    rows += pages.turning(page, len(found), lambda to: press.to_page(press.MARKED, mailbox.id, to))
    back = Button(voice.label("button-to-list"), press.to_page(press.KEPT_OUT, mailbox.id, 0))
    text = voice("marked" if found else "marked-none", address=mailbox.address)
    return Screen(text, (*rows, (back,)))


def _to_mailbox(voice: Voice, mailbox: Mailbox) -> Button:
    return Button(voice.label("button-to-mailbox"), press.to(press.MAILBOX, mailbox.id))
