"""Writing a letter, and how far it has come."""

from collections.abc import Sequence

from bot import rights
from bot.say import Markup
from bot.views import enclosed, home, html, marks, pages, press
from bot.views.letter import SUBJECT
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from bot.writing import Writing
from storage.records import Answer, AnswerFile, Mailbox, Person
from sync_engine import errors
from sync_engine.rules import lookalike

_TEXT = 3000  # characters of a letter that are shown before it goes
_SHORT = 300  # and afterwards
_REPLY = 100  # of what a server said that took it
_WHY = {
    "sender": "answer-why-sender",
    "recipient": "answer-why-recipient",
    "letter": "answer-why-letter",
    "too_large": "answer-why-too-large",
    "smtputf8": "answer-why-smtputf8",
    "cannot_send": "answer-why-cannot-send",
    "paused": "answer-why-paused",
    "gave_up": "answer-why-gave-up",
    # Why it came back (`sync_engine.rules.bounce`)
    "no_domain": "answer-why-no-domain",
    "no_answer": "answer-why-no-answer",
    "full": "answer-why-full",
    "rejected": "answer-why-rejected",
    "bounced": "answer-why-bounced",
}


def ask_to(voice: Voice) -> Screen:
    return Screen(voice("answer-ask-to"), (_cancel(voice),))


def ask_from(voice: Voice, to: str, boxes: Sequence[Mailbox], card: str = "", page: int = 0) -> Screen:
    """`card`: who that is, as HTML."""
    page = pages.within(page, len(boxes))
    shown = boxes[page * pages.PAGE : (page + 1) * pages.PAGE]
    rows: Rows = tuple(
        (Button(html.one_line(each.address, 60), press.to(press.WRITE_FROM, each.id)),) for each in shown
    )
    rows += pages.turning(page, len(boxes), lambda to: press.to(press.WRITE_FROM_LIST, to))
    return Screen(_below(card, voice("answer-ask-from", to=to)), (*rows, _cancel(voice)))


def ask_subject(voice: Voice, to: str, card: str = "") -> Screen:
    """`card`: who that is, as HTML."""
    return Screen(_below(card, voice("answer-ask-subject", to=to)), (_cancel(voice),))


def _below(card: str, question: str) -> str:
    return f"{card}\n\n{question}" if card else question


def ask_text(voice: Voice, to: str, mailbox: str, asked_by: str = "") -> Screen:
    """`asked_by`: the address of a sender whose letter asks for answers at `to` instead."""
    lines = [voice("answer-ask-text", to=to, mailbox=mailbox), *_doubts(voice, to, asked_by)]
    return Screen("\n\n".join(lines), (_cancel(voice),))


def _doubts(voice: Voice, to: str, asked_by: str) -> list[Markup]:
    """What its writer should know of the address before a letter goes to it."""
    doubts = [voice("answer-elsewhere", sender=html.one_line(asked_by, 320))] if asked_by else []
    if lookalike.is_lookalike(to.rpartition("@")[2]):
        doubts.append(voice("card-lookalike"))
    return doubts


def ask_cc(voice: Voice, cc: str) -> Screen:
    rows: Rows = (_cancel(voice),)
    if cc:
        rows = ((Button(voice.label("button-no-cc"), press.WRITE_NO_CC),), *rows)
    return Screen(voice("answer-ask-cc"), rows)


def refused(voice: Voice, error: errors.MailError) -> Screen:
    """What was typed is no recipient, or too many of them (rule L3)."""
    parts = filter(None, (voice.trouble(error), voice.way_out(error)))
    return Screen("\n\n".join(parts), (_cancel(voice),))


def ready(
    voice: Voice,
    writing: Writing,
    sender: str,
    signature: str,
    files: Sequence[AnswerFile] = (),
    asked_by: str = "",
) -> Screen:
    """The letter as it will go; `asked_by` as in `ask_text`."""
    lines: list[str] = [writing.note, ""] if writing.note else []
    if len(files) < writing.files:
        lines += [enclosed.gone(voice), ""]
    lines += [voice("answer-ready"), "", voice("answer-to", to=writing.to)]
    lines += _doubts(voice, writing.to, asked_by)
    if writing.cc:
        lines.append(voice("answer-cc", cc=writing.cc))
    lines.append(voice("answer-from", sender=sender))
    lines.append(subject_line(voice, writing.subject))
    lines += enclosed.lines(voice, files)
    if not writing.text:
        lines += ["", voice("enclosed-no-text")]
    else:
        text = html.escape(_cut(writing.text, _TEXT))
        if signature:
            text += html.escape(f"\n\n-- \n{_cut(signature, _SHORT)}")
        lines.append(marks.quote(text))
    change = Button(voice.label("button-write-text"), press.WRITE_TEXT)
    subject = Button(voice.label("button-write-subject"), press.WRITE_SUBJECT)
    cc = Button(voice.label("button-write-cc"), press.WRITE_CC)
    cancel = Button(voice.label("button-cancel"), press.CANCEL)
    send = Button(voice.label("button-send"), press.SEND)
    rows = enclosed.rows(voice, files)
    return Screen("\n".join(lines), (*rows, (send,), (change, subject), (cc, cancel)))


def standing(voice: Voice, answer: Answer) -> Screen:
    """How far a letter has come, with what can be done about it."""
    lines: list[str] = [_state(voice, answer), "", voice("answer-to", to=answer.to)]
    if answer.cc:
        lines.append(voice("answer-cc", cc=answer.cc))
    lines.append(subject_line(voice, answer.subject))
    if answer.preview.strip():
        lines.append(marks.quote(html.escape(_cut(answer.preview, _SHORT))))
    return Screen("\n".join(lines), _actions(voice, answer))


def _state(voice: Voice, answer: Answer) -> Markup:
    at = voice.at(answer.at or answer.made_at)
    reply = html.one_line(answer.reply or "", _SHORT)
    if answer.state == "waiting" and answer.tries == 0:
        return voice("answer-waiting")
    if answer.state == "waiting":
        return with_reply(voice, _later(voice, answer), reply)
    if answer.state == "sending":
        return voice("answer-sending")
    if answer.state == "sent":
        taken = html.one_line(answer.reply or "", _REPLY)
        return with_reply(voice, voice("answer-sent", when=at, mailbox=answer.mailbox), taken)
    if answer.state == "refused":
        said = why(voice, answer.reason, mends=rights.mends_sender(answer))
        return with_reply(voice, Markup(f"{voice('answer-refused')}\n{said}"), reply)
    if answer.state == "bounced":
        return returned(voice, answer.reason, answer.reply or "")
    if answer.state == "undone":
        return voice("answer-undone")
    return voice("answer-unknown")


def _later(voice: Voice, answer: Answer) -> Markup:
    """Without a reason it has not been tried since somebody asked for it."""
    if answer.reason is None:
        return voice("answer-again")
    asked = answer.reason in _WHY or answer.reason == errors.LetterRefused.code
    cause = voice("answer-asked-to-wait") if asked else voice.trouble(answer.reason)
    return Markup(f"{voice('answer-retry', when=voice.at(answer.due_at))}\n{cause}")


def returned(voice: Voice, reason: str | None, reply: str) -> Markup:
    """A letter did not arrive: why, in plain words and in the server's, and what to do."""
    text = Markup(f"{voice('answer-bounced')}\n{why(voice, reason)}")
    return with_reply(voice, text, html.one_line(reply, _SHORT))


def why(voice: Voice, reason: str | None, *, mends: bool = True) -> Markup:
    """`mends`: whether the reader may do something about the mailbox."""
    key = _WHY.get(reason or "")
    return voice(key, mends=_who(mends=mends)) if key else voice.trouble(reason or "failed")


def _who(*, mends: bool) -> str:
    return "you" if mends else "admin"


def with_reply(voice: Voice, text: str, reply: str) -> Markup:
    return Markup(f"{text}\n{voice('answer-reply', reply=reply)}" if reply else text)


def _actions(voice: Voice, answer: Answer) -> Rows:
    def one(key: str, action: str) -> tuple[Button, ...]:
        return (Button(voice.label(key), press.to(action, answer.id)),)

    if answer.state == "waiting" and answer.tries == 0:
        return (one("button-undo", press.UNDO),)
    if answer.state == "waiting":
        return (one("button-give-up", press.UNDO),)
    if answer.state == "unknown":
        return one("button-look", press.LOOK), one("button-resend", press.RESEND)
    if answer.state == "refused":
        return one("button-resend", press.RESEND), one("button-rewrite", press.REWRITE)
    if answer.state in ("bounced", "undone"):
        return (one("button-rewrite", press.REWRITE),)
    return ()


def looking(voice: Voice, answer: Answer) -> Screen:
    shown = standing(voice, answer)
    return Screen(f"{shown.text}\n\n{voice('answer-looking')}", shown.rows)


def cannot_send(voice: Voice, mailbox: Mailbox, viewer: Person) -> Screen:
    """Says who can mend that."""
    to = Button(voice.label("button-mailbox"), press.to(press.OPENED, mailbox.id))
    may = rights.over(mailbox, viewer)
    if mailbox.state == "paused":
        key, mends = "answer-paused", may.resume
    else:
        key, mends = "answer-reading-only", may.secret
    return Screen(voice(key, mailbox=mailbox.address, mends=_who(mends=mends)), ((to,),))


def nothing_to_send_from(voice: Voice) -> Screen:
    boxes = Button(voice.label("button-mailboxes"), press.to(press.MAILBOXES, 0))
    return Screen(voice("answer-no-mailbox"), ((boxes,), (home.home(voice),)))


def no_letter(voice: Voice) -> Screen:
    return Screen(voice("answer-no-letter"), ((home.home(voice),),))


def no_address(voice: Voice) -> Screen:
    """Mail from here cannot go where the letter came from."""
    return Screen(voice("answer-no-address"), ((home.home(voice),),))


def no_forwarding(voice: Voice) -> Screen:
    """Rule L4."""
    return Screen(voice("answer-no-forwarding"), ((home.home(voice),),))


def subject_line(voice: Voice, subject: str) -> Markup:
    line = html.one_line(subject, SUBJECT)
    return voice("letter-subject", subject=line) if line else voice("letter-no-subject")


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _cancel(voice: Voice) -> tuple[Button, ...]:
    return (Button(voice.label("button-cancel"), press.CANCEL),)
