"""Many letters in one message, where they came late and all at once (rule S4)."""

from bot.views import letter, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import SummaryJob


def card(voice: Voice, job: SummaryJob) -> Screen:
    count = len(job.notice_ids)
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
    mailbox = Button(voice.label("button-mailbox"), press.to(press.OPENED, job.mailbox_id))
    return Screen("\n".join(lines).rstrip(), ((mailbox,),))
