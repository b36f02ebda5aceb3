"""How a person's mailboxes stand, in one message (rule H2)."""

from collections.abc import Sequence

from bot import rights
from bot.views import home, html, mailboxes, marks, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mailbox, Person

SHOWN = 8  # mailboxes in full; the rest is in the list


def status(voice: Voice, boxes: Sequence[Mailbox], viewer: Person) -> Screen:
    """Those in trouble come first, with a button that leads to mending."""
    if not boxes:
        return mailboxes.none_yet(voice)
    ordered = sorted(boxes, key=lambda box: (box.state not in marks.TROUBLED, box.state != "paused"))
    shown, rest = ordered[:SHOWN], ordered[SHOWN:]
    blocks = ["\n".join(marks.lines(voice, box, viewer)) for box in shown]
    if rest:
        blocks.append(voice("status-rest", count=len(rest)))
    refresh = Button(voice.label("button-refresh"), press.STATUS)
    listing = Button(voice.label("button-mailboxes"), press.to(press.MAILBOXES, 0))
    rows: Rows = (*_mending(voice, shown, viewer), (refresh, listing), (home.home(voice),))
    return Screen("\n\n".join(blocks), rows)


def _mending(voice: Voice, boxes: Sequence[Mailbox], viewer: Person) -> Rows:
    rows: list[tuple[Button, ...]] = []
    for box in boxes:
        may = rights.over(box, viewer)
        address = html.one_line(box.address, 40)
        if box.state == "auth_failed" and may.secret:
            label = voice.label("button-password-of", address=address)
            rows.append((Button(label, press.to(press.PASSWORD, box.id)),))
        elif box.state in marks.TROUBLED and may.check:
            label = voice.label("button-check-of", address=address)
            rows.append((Button(label, press.to(press.CHECK, box.id)),))
        elif box.state == "paused" and may.manage:
            label = voice.label("button-resume-of", address=address)
            rows.append((Button(label, press.to(press.RESUME, box.id)),))
    return tuple(rows)
