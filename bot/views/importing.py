"""The one message that shows the first import (rule S1)."""

from datetime import timedelta

from bot.views import marks, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import Mailbox

BAR = 12  # squares


def running(voice: Voice, mailbox: Mailbox, left: timedelta | None = None) -> Screen:
    """While it runs, or while something keeps it from running; `left`: until it is done."""
    title = voice("import-title", address=mailbox.address)
    if mailbox.state == "paused":
        return Screen(f"{title}\n{voice('import-paused')}")
    if mailbox.state in marks.TROUBLED:
        trouble = voice("import-stopped", what=voice.trouble(mailbox.reason or "failed"))
        button = Button(voice.label("button-mailbox"), press.to(press.OPENED, mailbox.id))
        return Screen(f"{title}\n{trouble}", ((button,),))
    if mailbox.import_total is None:
        return Screen(f"{title}\n{voice('import-counting')}")
    done = _done(mailbox)
    progress = voice("import-progress", done=done, total=mailbox.import_total, left=voice.left(left))
    return Screen(f"{title}\n{bar(done, mailbox.import_total)}\n{progress}")


def finished(voice: Voice, mailbox: Mailbox, letters: int) -> Screen:
    """`letters`: how many came with the first import."""
    lines = [
        voice("import-title", address=mailbox.address),
        voice("import-done", count=letters) if letters else voice("import-done-empty"),
    ]
    if mailbox.backlog:
        lines.append(voice("import-rest", count=mailbox.backlog))
    lines.append(voice("import-next"))
    button = Button(voice.label("button-mailbox"), press.to(press.OPENED, mailbox.id))
    return Screen("\n".join(lines), ((button,),))


def broken_off(voice: Voice) -> Screen:
    """The mailbox was disconnected meanwhile."""
    return Screen(voice("import-broken-off"))


def bar(done: int, total: int) -> str:
    filled = BAR * done // total if total else BAR
    return "▰" * filled + "▱" * (BAR - filled)


def _done(mailbox: Mailbox) -> int:
    assert mailbox.import_total is not None
    return min(mailbox.stored + mailbox.quarantined, mailbox.import_total)
