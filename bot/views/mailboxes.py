"""The list of mailboxes, the screen of one, and the question before it is disconnected."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot import rights
from bot.rights import Rights
from bot.views import home, html, kept_out, marks, muting, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Mailbox, Origin, Person


def listing(voice: Voice, mailboxes: Sequence[Mailbox], page: int) -> Screen:
    """`page` counts from 0; one that is not there (any more) becomes the last."""
    if not mailboxes:
        return none_yet(voice)
    page = pages.within(page, len(mailboxes))
    shown = mailboxes[page * pages.PAGE : (page + 1) * pages.PAGE]
    rows: Rows = tuple((_open(mailbox),) for mailbox in shown)
    rows += pages.turning(page, len(mailboxes), lambda to: press.to(press.MAILBOXES, to))
    connect = Button(voice.label("button-connect"), press.CONNECT)
    return Screen(voice("mailboxes", count=len(mailboxes)), (*rows, (connect,), (home.home(voice),)))


def none_yet(voice: Voice) -> Screen:
    connect = Button(voice.label("button-connect"), press.CONNECT)
    return Screen(voice("mailboxes-none"), ((connect,), (home.home(voice),)))


def _open(mailbox: Mailbox) -> Button:
    label = f"{marks.MARKS[mailbox.state]} {html.one_line(mailbox.address, 56)}"
    return Button(label, press.to(press.MAILBOX, mailbox.id))


def one(
    voice: Voice,
    mailbox: Mailbox,
    viewer: Person,
    kept: Mapping[Origin, int] | None = None,
    *,
    said: str = "",
    left: timedelta | None = None,
) -> Screen:
    """The screen of a mailbox; `said` is HTML about what was just done with it.

    `kept`: how many letters were kept out of contact cards, by origin (rule S7). `left`: until what is still
    to come is here.
    """
    kept = kept or {}
    lines = marks.lines(voice, mailbox, viewer, left)
    if kept:
        lines.append(kept_out.counts(voice, kept))
    if said:
        lines += ["", said]
    return Screen("\n".join(lines), _actions(voice, mailbox, viewer, sum(kept.values())))


def _actions(voice: Voice, mailbox: Mailbox, viewer: Person, kept: int) -> Rows:
    may = rights.over(mailbox, viewer)
    rows: list[tuple[Button, ...]] = []
    if may.secret and mailbox.state == "moved":
        rows.append((_action(voice, "button-move", press.MOVE, mailbox),))
    if may.letters:
        rows += ((each,) for each in _lists(voice, mailbox, kept))  # side by side a phone cuts them
        rows.append(muting.entry(voice, mailbox))
    if may.check and mailbox.state not in {"paused", "importing"}:
        rows.append((_action(voice, "button-check", press.CHECK, mailbox),))
    if may.ask:
        rows.append((_action(voice, "button-ask-owner", press.ASK_OWNER, mailbox),))
    checks = Button(voice.label("button-checks"), press.to_page(press.CHECKS, mailbox.id, 0))
    rows.append((checks,))
    if may.secret:
        aliases = _action(voice, "button-aliases", press.ALIASES, mailbox)
        secret = marks.mending_key(press.PASSWORD, mailbox)
        rows.append((_action(voice, secret, press.PASSWORD, mailbox), aliases))
        rows.append((_action(voice, "button-signature", press.SIGNATURE, mailbox),))
        rows.append((_action(voice, "button-sender-name", press.SENDER_NAME, mailbox),))
    if may.manage:
        rows.append(
            (*_turn(voice, mailbox, may), _action(voice, "button-disconnect", press.DISCONNECT, mailbox))
        )
    refresh = _action(voice, "button-refresh", press.MAILBOX, mailbox)
    back = Button(voice.label("button-to-mailboxes"), press.to(press.MAILBOXES, 0))
    return (*rows, (refresh, back))


def _turn(voice: Voice, mailbox: Mailbox, may: Rights) -> tuple[Button, ...]:
    """Pause or resume, where that may be done."""
    if mailbox.state != "paused":
        return (_action(voice, "button-pause", press.PAUSE, mailbox),)
    return (_action(voice, "button-resume", press.RESUME, mailbox),) if may.resume else ()


def _lists(voice: Voice, mailbox: Mailbox, kept: int) -> tuple[Button, ...]:
    """What leads to letters that came and were not told of as others are."""
    found = (
        ("button-kept-out", press.KEPT_OUT, kept),
        ("button-quarantine", press.QUARANTINE, mailbox.quarantined),
    )
    return tuple(
        Button(voice.label(key, count=count), press.to_page(action, mailbox.id, 0))
        for key, action, count in found
        if count
    )


def _action(voice: Voice, key: str, action: str, mailbox: Mailbox) -> Button:
    return Button(voice.label(key), press.to(action, mailbox.id))


def disconnect(voice: Voice, mailbox: Mailbox, messages: int) -> Screen:
    """What is erased and what stays, before it is done (rule C9); `messages` of ours could go, too."""
    rows: Rows = ((_action(voice, "button-erase", press.ERASE, mailbox),),)
    if messages:
        label = voice.label("button-erase-too", count=messages)
        rows += ((Button(label, press.to(press.ERASE_TOO, mailbox.id)),),)
    rows += ((_action(voice, "button-keep", press.MAILBOX, mailbox),),)
    return Screen(voice("disconnect", address=mailbox.address, letters=_letters(mailbox)), rows)


def disconnecting(voice: Voice, mailbox: Mailbox) -> Screen:
    return Screen(voice("disconnecting", address=mailbox.address), (_to_mailboxes(voice),))


def disconnected(voice: Voice, mailbox: Mailbox, messages: int, left: int) -> Screen:
    """What was erased; `left` are messages of ours that Telegram would not delete."""
    parts = [voice("disconnected", address=mailbox.address, letters=_letters(mailbox))]
    if messages:
        parts.append(voice("disconnected-messages", count=messages))
    if left:
        parts.append(voice("disconnected-messages-left", count=left))
    return Screen("\n\n".join(parts), (_to_mailboxes(voice),))


def gone(voice: Voice) -> Screen:
    """The mailbox of a button is not there any more, or not for this person."""
    return Screen(voice("mailbox-gone"), (_to_mailboxes(voice),))


def _letters(mailbox: Mailbox) -> int:
    return mailbox.stored + mailbox.quarantined


def _to_mailboxes(voice: Voice) -> tuple[Button, ...]:
    return (Button(voice.label("button-to-mailboxes"), press.to(press.MAILBOXES, 0)),)
