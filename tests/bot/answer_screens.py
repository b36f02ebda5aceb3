"""The screens of letters that people write here, by name (see `tests.bot.screens`)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.views import answer, contacts, drafts, enclosed, sender_name, signature, summary
from bot.views.screen import Screen
from bot.voice import Voice
from bot.writing import Writing
from storage.records import AlertJob, Answer, AnswerFile, AnswerState, Bounce, ContactLine
from sync_engine import errors
from sync_engine.rules import enclosing
from tests.bot import make

WRITING = Writing(
    letter=5, mailbox=17, to="p@client.test", cc="v@client.test", subject="Re: <b>", text="Hello <i>" * 900
)

NEIGHBOURS = tuple(
    ContactLine(id=number, name=name, address=f"{number}@client.test", last=make.NOW)
    for number, name in enumerate(("Petr <Ivanov>", "", "Olga"))
)
NARROW = enclosed.Limits(enclosing.Room(7_000_000, narrow=True), 4_900_000, "anna@acme.test")
FILES = (
    AnswerFile(id=1, name="<b>" * 60 + ".pdf", type="application/pdf", size=2_400_000),
    AnswerFile(id=2, name="photo.jpg", type="image/jpeg", size=90_000),
)


def letter(**changes: Any) -> Answer:
    facts: dict[str, Any] = {
        "id": 3,
        "mailbox_id": 17,
        "mailbox": "a@acme.test",
        "mode": "personal",
        "person": make.person(),
        "letter_id": 5,
        "message_id": "<1@acme.test>",
        "sender": "a@acme.test",
        "to": "p@client.test",
        "cc": None,
        "subject": "Re: <b>",
        "preview": "Hello <i>",
        "state": "waiting",
        "reason": None,
        "reply": None,
        "tries": 0,
        "made_at": make.NOW,
        "due_at": make.NOW + timedelta(minutes=5),
        "at": make.NOW,
        "message": 9,
        "shown": "",
    }
    return Answer(**(facts | changes))


def standing(**changes: Any) -> Callable[[Voice], Screen]:
    return lambda voice: answer.standing(voice, letter(**changes))


def copy_bounced(state: AnswerState) -> AlertJob:
    """Of the letter nothing is known, or that it is lost, too."""
    found = letter(state=state, reason="full", reply="552 <b>", cc="v@client.test")
    addresses = ("v@client.test", "other@<b>.test", *([found.to] if state == "bounced" else []))
    bounces = tuple(
        Bounce(message_id=found.message_id, address=each, reply="550 <no>", reason="recipient")
        for each in addresses
    )
    return replace(make.alert("copy_bounced", answer=found), bounces=bounces)


RETURNED = ("recipient", "no_domain", "no_answer", "full", "too_large", "rejected", "bounced")
REASONS = ("sender", "recipient", "letter", "too_large", "smtputf8", "cannot_send", "paused", "gave_up")
ANSWERS: dict[str, Callable[[Voice], Screen]] = (
    {
        "answer-to": answer.ask_to,
        "answer-from": lambda voice: answer.ask_from(voice, "p@client.test", [make.mailbox()]),
        "answer-from-many": lambda voice: answer.ask_from(
            voice, "p@client.test", [make.mailbox()] * 150, page=2
        ),
        "answer-subject": lambda voice: answer.ask_subject(voice, "p@client.test"),
        "answer-subject-new-contact": lambda voice: answer.ask_subject(
            voice, "p@client.test", contacts.new(voice, "p@client.test", (), 0)
        ),
        "answer-subject-neighbours": lambda voice: answer.ask_subject(
            voice, "p@client.test", contacts.new(voice, "p@client.test", NEIGHBOURS, 12)
        ),
        "answer-subject-lookalike": lambda voice: answer.ask_subject(
            voice, "p@xn--lient-0ye.test", contacts.new(voice, "p@xn--lient-0ye.test", (), 0)
        ),
        "answer-text": lambda voice: answer.ask_text(voice, "p@client.test", "a@acme.test"),
        "answer-cc": lambda voice: answer.ask_cc(voice, ""),
        "answer-cc-again": lambda voice: answer.ask_cc(voice, "v@client.test"),
        "draft-aside": lambda voice: drafts.put_aside(voice, replace(WRITING, draft=12)),
        "draft-outdated": lambda voice: drafts.outdated(voice, replace(WRITING, draft=12)),
        "draft-gone": drafts.gone,
        "told-several": lambda voice: summary.several(voice, 90),
        "answer-no-address": lambda voice: answer.refused(voice, errors.RecipientInvalid()),
        "answer-too-many": lambda voice: answer.refused(voice, errors.TooManyRecipients()),
        "answer-text-elsewhere": lambda voice: answer.ask_text(
            voice, "p@client.test", "a@acme.test", "noreply@<site>.test"
        ),
        "answer-ready-elsewhere": lambda voice: answer.ready(
            voice, WRITING, "a@acme.test", "", (), "noreply@<site>.test"
        ),
        "answer-ready-lookalike": lambda voice: answer.ready(
            voice, replace(WRITING, to="p@xn--lient-0ye.test"), "a@acme.test", "", (), "p@client.test"
        ),
        "answer-ready": lambda voice: answer.ready(voice, WRITING, "a@acme.test", "Anna\nAcme"),
        "answer-waiting": standing(),
        "answer-sending": standing(state="sending", tries=1, cc="v@client.test"),
        "answer-sent": standing(state="sent", reply="250 OK"),
        "answer-retry": standing(tries=1, reason="letter", reply="451 Later"),
        "answer-retry-away": standing(tries=1, reason="smtp_unreachable"),
        "answer-again": standing(tries=1),
        "answer-bounced": standing(state="bounced", reply="550 <no> such user"),
        "answer-unknown": standing(state="unknown", reason="unanswered"),
        "answer-looking": lambda voice: answer.looking(voice, letter(state="unknown")),
        "answer-undone": standing(state="undone"),
        "answer-sign-in": standing(state="refused", reason="smtp_sign_in_refused", subject="", preview=""),
        "answer-reading-only": lambda voice: answer.cannot_send(
            voice, make.mailbox(can_send=False), make.person()
        ),
        "answer-paused": lambda voice: answer.cannot_send(voice, make.mailbox(state="paused"), make.person()),
        "answer-reading-only-member": lambda voice: answer.cannot_send(
            voice, make.mailbox(can_send=False, mode="corporate"), make.person(role="member")
        ),
        "answer-paused-member": lambda voice: answer.cannot_send(
            voice, make.mailbox(state="paused", mode="corporate"), make.person(role="member")
        ),
        "answer-no-mailbox": answer.nothing_to_send_from,
        "answer-no-letter": answer.no_letter,
        "answer-not-to-them": answer.no_address,
        "answer-files": lambda voice: answer.ready(
            voice, replace(WRITING, files=3), "a@acme.test", "", FILES
        ),
        "answer-files-alone": lambda voice: answer.ready(
            voice, replace(WRITING, text="", note=enclosed.too_many(voice)), "a@acme.test", "", FILES[:1]
        ),
        "answer-file-noted": lambda voice: enclosed.noted(
            voice, answer.ask_subject(voice, "p@client.test"), enclosed.not_this(voice), FILES
        ),
        "answer-file-too-large": lambda voice: enclosed.noted(
            voice,
            answer.ask_subject(voice, "p@client.test"),
            enclosed.too_large(voice, "a.iso", 9_000_000, NARROW),
            (),
        ),
        "answer-file-no-room": lambda voice: enclosed.noted(
            voice, answer.ask_subject(voice, "p@client.test"), enclosed.no_room(voice, "a.iso", NARROW), FILES
        ),
        "answer-file-later": enclosed.later,
        "answer-no-forwarding": answer.no_forwarding,
        "signature-none": lambda voice: signature.ask(voice, make.mailbox()),
        "sender-name-none": lambda voice: sender_name.ask(voice, make.mailbox()),
        "sender-name": lambda voice: sender_name.ask(voice, make.mailbox(sender_name="Anna <a>")),
        "signature": lambda voice: signature.ask(voice, make.mailbox(signature="Anna <a>")),
    }
    | {
        f"answer-bounced-{reason}": standing(state="bounced", reason=reason, reply="550 No")
        for reason in RETURNED
    }
    | {
        f"answer-refused-{reason}": standing(state="refused", reason=reason, reply="550 No")
        for reason in REASONS
    }
    | {
        f"answer-refused-member-{reason}": standing(
            state="refused", reason=reason, mode="corporate", person=make.person(role="member")
        )
        for reason in ("cannot_send", "paused")
    }
)
PASSING = {"answer-sending", "answer-sent"}  # nothing is to be done about them
