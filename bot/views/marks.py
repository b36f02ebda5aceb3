"""How a mailbox stands, in a mark and a few lines; parts of several screens."""

from datetime import timedelta

from bot import rights
from bot.say import Markup
from bot.views import press
from bot.views.screen import Button
from bot.voice import Voice
from storage.records import PASSWORD, Mailbox, Person
from sync_engine import errors

MARKS = {
    "importing": "⏳",
    "ok": "✅",
    "paused": "⏸",
    "auth_failed": "🔑",
    "unreachable": "📡",
    "moved": "🚚",
}
MENDING = {
    press.PASSWORD: "button-password",
    press.MOVE: "button-move",
    press.CHECK: "button-check",
    press.RESUME: "button-resume",
    press.MAILBOX: "button-mailbox",
}
TROUBLED = frozenset({"auth_failed", "unreachable", "moved"})


def lines(voice: Voice, mailbox: Mailbox, viewer: Person, left: timedelta | None = None) -> list[str]:
    """Its heading, state, counts, and what is wrong; `left`: until what is still to come is here."""
    return [
        heading(voice, mailbox, viewer),
        *_state(voice, mailbox),
        *_counts(voice, mailbox, left),
        *trouble(voice, mailbox, viewer),
    ]


def heading(voice: Voice, mailbox: Mailbox, viewer: Person) -> str:
    mode = voice(f"mode-{mailbox.mode}")
    if mailbox.mode == "personal" and mailbox.owner.id != viewer.id:
        mode = voice("mode-of-other", owner=mailbox.owner.name or str(mailbox.owner.telegram_id))
    return voice("mailbox-heading", mark=MARKS[mailbox.state], address=mailbox.address, mode=mode)


def _state(voice: Voice, mailbox: Mailbox) -> list[str]:
    state: list[str] = [voice(f"state-{mailbox.state.replace('_', '-')}")]
    if mailbox.mode == "personal" and mailbox.owner.removed:
        state = [voice("state-owner-removed", days=voice.policy.erased_after_removal.days)]
    if mailbox.last_check:
        state.append(voice("checked", ago=voice.ago(mailbox.last_check)))
    if mailbox.watching(voice.now):
        state.append(voice("watching"))
    elif mailbox.state in {"ok", "unreachable"} and mailbox.next_check and mailbox.next_check > voice.now:
        state.append(voice("next-check", at=voice.at(mailbox.next_check)))
    if not mailbox.can_send:
        state.append(voice("reading-only"))
    return state


def _counts(voice: Voice, mailbox: Mailbox, left: timedelta | None) -> list[str]:
    if mailbox.state == "importing" and mailbox.import_total is not None:
        done = min(mailbox.stored + mailbox.quarantined, mailbox.import_total)
        return [voice("counts-import", done=done, total=mailbox.import_total, left=voice.left(left))]
    if mailbox.last_check is None:
        return []
    since = voice.day(mailbox.window_from)
    counts: list[str] = [voice("counts", since=since, server=mailbox.on_server, here=mailbox.stored)]
    if mailbox.quarantined:
        counts.append(voice("counts-quarantined", count=mailbox.quarantined))
    if mailbox.backlog:
        counts.append(voice("counts-backlog", count=mailbox.backlog, left=voice.left(left)))
    return counts


def trouble(voice: Voice, mailbox: Mailbox, viewer: Person) -> list[str]:
    """What is wrong, and what this person can do about it."""
    if mailbox.state == "moved":
        return [voice("trouble-moved"), *who_mends(voice, mailbox, viewer)]
    if mailbox.reason is None or mailbox.state == "paused":
        return []
    if mailbox.state not in TROUBLED:
        return [voice("trouble-passing", what=voice.trouble(mailbox.reason))]
    told: list[str] = [voice("trouble", what=voice.trouble(mailbox.reason))]
    if mailbox.state == "auth_failed" and (others := who_mends(voice, mailbox, viewer)):
        return [*told, *others]
    if mailbox.state == "unreachable":
        return [*told, voice("trouble-comes-back")]
    if mailbox.reason == errors.SignInRefused.code:
        # It was right once: no word about the keyboard, as there is for one that was just typed.
        told.append(voice("trouble-mend", how=voice("trouble-new-password")))
    elif way_out := voice.way_out(mailbox.reason, mailbox.provider):
        told.append(voice("trouble-mend", how=way_out))
    return told


def shut(
    voice: Voice, error: errors.MailboxPaused | errors.MailboxShut, mailbox: Mailbox, viewer: Person
) -> tuple[Markup, Button]:
    """Why nobody signs in to it at present, and who mends that, in few words; the button for this person."""
    refused = mailbox.reason if isinstance(error, errors.MailboxShut) else None
    others = who_mends(voice, mailbox, viewer)
    action = None if others else mending(mailbox, viewer)
    label = voice.label(mending_key(action or press.MAILBOX, mailbox))
    button = Button(label, press.to(action or press.OPENED, mailbox.id))
    return Markup(" ".join((voice.trouble(refused or error), *others))), button


def who_mends(voice: Voice, mailbox: Mailbox, viewer: Person) -> list[str]:
    """Empty where it is this person."""
    if rights.over(mailbox, viewer).secret:
        return []
    return [voice("trouble-owner-mends" if mailbox.mode == "personal" else "trouble-admin-mends")]


def mending(mailbox: Mailbox, viewer: Person) -> str | None:
    """The action (`press`) by which this person can mend it; None where nothing is to be mended by them."""
    may = rights.over(mailbox, viewer)
    if mailbox.state == "moved":
        return press.MOVE if may.secret else press.MAILBOX
    if mailbox.state == "auth_failed" and may.secret:
        # One that only has to be switched on again wants no new password
        return press.CHECK if mailbox.reason == errors.ImapDisabled.code else press.PASSWORD
    if mailbox.state in TROUBLED and may.check:
        return press.CHECK
    if mailbox.state == "paused" and may.resume:
        return press.RESUME
    return None


def mending_key(action: str, mailbox: Mailbox) -> str:
    """The label of the button that mends it by this action."""
    if action == press.PASSWORD and mailbox.sign_in != PASSWORD:
        return "button-consent-again"
    return MENDING[action]


def quote(text: str) -> Markup:
    """A quote that opens when it is tapped; `text` is HTML already."""
    return Markup(f"<blockquote expandable>{text}</blockquote>")
