"""What is told of a mailbox that stopped working or works again, and of a letter that came back."""

from dataclasses import replace

from bot.views import bounced, marks, press
from bot.views.screen import Button, Screen
from bot.voice import Voice
from storage.records import AlertJob, Broken, State

_BROKE: dict[State, str] = {
    "auth_failed": "alert-auth-failed",
    "unreachable": "alert-unreachable",
    "moved": "alert-moved",
}


def card(voice: Voice, job: AlertJob) -> Screen:
    if job.kind == "works":
        return _works(voice, job)
    if job.kind == "asked":
        return _asked(voice, job)
    if job.kind == "bounced" or job.kind == "copy_bounced":
        assert job.answer is not None
        return bounced.card(voice, job.answer, job.bounces)
    return _ends(voice, job) if job.kind == "consent_ends" else _broke(voice, job, job.kind)


def _broke(voice: Voice, job: AlertJob, kind: State) -> Screen:
    """What happened, and the one button that mends it, as `/status` has it."""
    then = replace(job.mailbox, state=kind, reason=job.reason)
    lines = [voice(_BROKE[kind], address=then.address), "", *marks.trouble(voice, then, job.person)]
    action = marks.mending(then, job.person) or press.MAILBOX
    button = Button(voice.label(marks.mending_key(action, then)), press.to(action, then.id))
    return Screen("\n".join(lines), ((button,),))


def _asked(voice: Voice, job: AlertJob) -> Screen:
    """An administrator asks the owner to let us in again."""
    box = job.mailbox
    lines = [voice("alert-asked", address=box.address), "", *marks.trouble(voice, box, job.person)]
    action = marks.mending(box, job.person) or press.MAILBOX
    button = Button(voice.label(marks.mending_key(action, box)), press.to(action, box.id))
    return Screen("\n".join(lines).strip(), ((button,),))


def _ends(voice: Voice, job: AlertJob) -> Screen:
    until = job.mailbox.consent_until or job.made_at
    text = voice("alert-consent-ends", address=job.mailbox.address, day=voice.day(until))
    key = marks.mending_key(press.PASSWORD, job.mailbox)
    renew = Button(voice.label(key), press.to(press.PASSWORD, job.mailbox.id))
    return Screen(text, ((renew,),))


def _works(voice: Voice, job: AlertJob) -> Screen:
    lines: list[str] = [voice("alert-works", address=job.mailbox.address)]
    if job.broken is not None:
        lines.append(_away(voice, job.broken, voice.at(job.made_at)))
    lines.append(voice("alert-caught-up"))
    mailbox = Button(voice.label("button-mailbox"), press.to(press.OPENED, job.mailbox.id))
    return Screen("\n".join(lines), ((mailbox,),))


def _away(voice: Voice, broken: Broken, until: str) -> str:
    key = "alert-no-connection" if broken.kind == "unreachable" else "alert-no-access"
    return voice(key, before=voice.at(broken.worked_at), after=until)
