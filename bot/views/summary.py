"""Many letters in one message, where they came late (rule S4), thick (L1) or overnight; then all by pages."""

from collections.abc import Sequence

from bot.views import doors, letter, pages, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import LetterLine, Mailbox, StoredLetter, SummaryJob, ToldTogether


def card(voice: Voice, job: SummaryJob) -> Screen:
    count = job.count
    lines: list[str] = [voice("summary-more" if job.more else "summary", count=count)]
    first, last = voice.at(job.first_received), voice.at(job.last_received)
    if count == 1:
        lines.append(voice("letter-to", mailbox=job.mailbox, when=last))
    else:
        lines.append(voice("summary-span", mailbox=job.mailbox, first=first, last=last))
    lines.append("")
    if count > len(job.newest):
        lines.append(voice("summary-newest"))
    lines += [f"• {letter.line(voice, each)}" for each in job.newest]
    if job.answered and count > len(job.newest):
        lines.append(voice("summary-answered", count=job.answered, total=count))
    if job.burst:
        lines += ["", voice("burst-goes-on")]
    # Edited as more come, or somebody answers: a list in it would be taken from under the reader's eyes.
    below = press.to_page(press.TOLD_BELOW, job.notice_ids[0], 0)
    letters = Button(voice.label("button-told", count=count), below)
    return Screen("\n".join(lines).rstrip(), ((letters,), (_mailbox(voice, job.mailbox_id),)))


def several(voice: Voice, notice: int) -> Screen:
    """The message that was replied to told of several letters, `notice` of one of them."""
    letters = Button(voice.label("button-told-list"), press.to_page(press.TOLD_BELOW, notice, 0))
    return Screen(voice("told-several"), ((letters,),))


def listing(
    voice: Voice, mailbox: Mailbox, told: ToldTogether, shown: Sequence[LetterLine], page: int
) -> Screen:
    """One page of what a summary told of, below it."""
    parts: list[str] = [voice("told", count=len(told.notices), address=mailbox.address)]
    for number, each in pages.numbered(shown, page):
        when = voice("told-when", when=voice.at(each.received))
        parts.append(f"<b>{number}.</b> {letter.line(voice, each)}\n{when}")
    data = [press.to_page(press.TOLD_LETTER, told.notices[each.id], page) for each in shown]
    rows = pages.numbers(page, data, voice.label("button-open"))
    any_of_them = next(iter(told.notices.values()))
    rows += pages.turning(page, len(told.notices), lambda to: press.to_page(press.TOLD, any_of_them, to))
    return Screen("\n\n".join(parts), (*rows, (_mailbox(voice, mailbox.id),)))


def one(voice: Voice, mailbox: Mailbox, stored: StoredLetter, back: str, answer: str = "") -> Screen:
    """A letter of the list; `back` is what the button to its page sends, `answer` says who answered."""
    lines = letter.lines(voice, mailbox.address, stored.letter)
    if answer:
        lines.append(answer)
    return Screen(
        "\n".join(lines),
        ((doors.read(voice, stored.id),), (Button(voice.label("button-to-list"), back),)),
    )


def _mailbox(voice: Voice, mailbox_id: int) -> Button:
    return Button(voice.label("button-mailbox"), press.to(press.OPENED, mailbox_id))
