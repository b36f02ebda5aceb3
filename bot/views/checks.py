"""What happened in the checks of a mailbox, in people's words: states and times, nothing of its letters."""

from collections.abc import Sequence

from bot.views import marks, pages, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import CheckEntry, Mailbox, Person


def listing(
    voice: Voice, mailbox: Mailbox, viewer: Person, entries: Sequence[CheckEntry], page: int, count: int
) -> Screen:
    """One page, newest first, of `count` entries in all."""
    lines: list[str] = [marks.heading(voice, mailbox, viewer)]
    if mailbox.last_check:
        lines.append(voice("checked", ago=voice.ago(mailbox.last_check)))
    lines.append("")
    lines += [_line(voice, each) for each in entries]
    if not entries:
        lines.append(voice("checks-none"))
    turning = pages.turning(page, count, lambda to: press.to_page(press.CHECKS, mailbox.id, to))
    refresh = Button(voice.label("button-refresh"), press.to_page(press.CHECKS, mailbox.id, 0))
    back = Button(voice.label("button-mailbox-back"), press.to(press.MAILBOX, mailbox.id))
    return Screen("\n".join(lines), (*turning, (refresh, back)))


def _line(voice: Voice, entry: CheckEntry) -> str:
    what = _said(voice, entry)
    began, last = voice.at(entry.began_at), voice.at(entry.last_at)
    if began == last:
        return voice("checks-line", at=last, what=what)
    if voice.day(entry.began_at) == voice.day(entry.last_at):
        last = f"{entry.last_at.astimezone(voice.timezone):%H:%M}"
    else:
        began, last = f"{began} ", f" {last}"
    return voice("checks-line-span", began=began, last=last, what=what)


def _said(voice: Voice, entry: CheckEntry) -> str:
    by = entry.by or voice.label("checks-somebody")
    match entry.what:
        case "failed":
            trouble = voice.trouble(entry.reason or "failed")
            if entry.times == 1:
                return voice("checks-failed", what=trouble)
            return voice("checks-failed-often", what=trouble, count=entry.times)
        case "imported":
            return voice("checks-imported", count=entry.letters)
        case "letters":
            return voice("checks-letters", count=entry.letters)
        case "works":
            return voice("checks-works")
        case "paused":
            return voice("checks-paused", by=by)
        case "resumed":
            return voice("checks-resumed", by=by)
        case "asked":
            return voice("checks-asked", by=by)
