"""How a person's mailboxes stand, in one message (rule H2)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.views import home, html, mailboxes, marks, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mailbox, Person

SHOWN = 8  # mailboxes in full; the rest is in the list


def status(
    voice: Voice, boxes: Sequence[Mailbox], viewer: Person, left: Mapping[int, timedelta] | None = None
) -> Screen:
    """Those in trouble come first, with a button that leads to mending.

    `left`: until what is still to come is here, by the id of the mailbox.
    """
    if not boxes:
        return mailboxes.none_yet(voice)
    ordered = sorted(boxes, key=lambda box: (box.state not in marks.TROUBLED, box.state != "paused"))
    shown, rest = ordered[:SHOWN], ordered[SHOWN:]
    blocks = ["\n".join(marks.lines(voice, box, viewer, (left or {}).get(box.id))) for box in shown]
    if rest:
        blocks.append(voice("status-rest", count=len(rest)))
    refresh = Button(voice.label("button-refresh"), press.STATUS)
    listing = Button(voice.label("button-mailboxes"), press.to(press.MAILBOXES, 0))
    rows: Rows = (*_mending(voice, shown, viewer), (refresh, listing), (home.home(voice),))
    return Screen("\n\n".join(blocks), rows)


def _mending(voice: Voice, boxes: Sequence[Mailbox], viewer: Person) -> Rows:
    rows: list[tuple[Button, ...]] = []
    for box in boxes:
        if action := marks.mending(box, viewer):
            label = voice.label(
                f"{marks.mending_key(action, box)}-of", address=html.one_line(box.address, 40)
            )
            rows.append((Button(label, press.to(action, box.id)),))
    return tuple(rows)
