"""What a person does not want to be told of: from a notice, and on the screen of a mailbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.views import html, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import LetterLine, Mailbox, Mute, NoticeJob, Person, StoredLetter

SPANS = ("button-mute-hour", "button-mute-hours", "button-mute-morning", "button-mute-for-good")
_SHOWN = 56  # characters of an address on a button


def row(voice: Voice, job: NoticeJob) -> tuple[Button, ...]:
    """What a notice offers."""
    return (Button(voice.label("button-mute"), press.to(press.MUTE, job.letter.id)),)


def entry(voice: Voice, mailbox: Mailbox) -> tuple[Button, ...]:
    """What the screen of a mailbox offers."""
    return (Button(voice.label("button-hears"), press.to_page(press.HEARS, mailbox.id, 0)),)


def what(voice: Voice, mailbox: Mailbox, stored: StoredLetter) -> Screen:
    """The sender of a letter, or the whole mailbox?"""
    rows: list[tuple[Button, ...]] = []
    if can_be_muted(stored.letter.sender.address):
        address = html.one_line(stored.letter.sender.address, _SHOWN)
        rows.append((Button(address, press.to(press.MUTE_SENDER, stored.id)),))
    label = voice.label("button-mute-box-of", address=html.one_line(mailbox.address, _SHOWN))
    rows += [(Button(label, press.to(press.MUTE_BOX, mailbox.id)),), (_to_mailbox(voice, mailbox.id),)]
    return Screen(voice("mute-what"), tuple(rows))


def can_be_muted(address: str) -> bool:
    return 0 < len(address) <= 320  # as many as a mute keeps


def how_long_sender(voice: Voice, mailbox: Mailbox, stored: StoredLetter) -> Screen:
    return _how_long(voice, mailbox, stored.letter.sender.address, press.MUTE_SENDER_FOR, stored.id)


def how_long_box(voice: Voice, mailbox: Mailbox) -> Screen:
    return _how_long(voice, mailbox, mailbox.address, press.MUTE_BOX_FOR, mailbox.id)


def _how_long(voice: Voice, mailbox: Mailbox, whom: str, action: str, what: int) -> Screen:
    hour, hours, morning, for_good = (
        Button(voice.label(key), press.to_page(action, what, place)) for place, key in enumerate(SPANS)
    )
    back = Button(voice.label("button-mute-back"), press.to_page(press.HEARS, mailbox.id, 0))
    return Screen(
        voice("mute-how-long", whom=html.one_line(whom, 320)), ((hour, hours), (morning, for_good), (back,))
    )


def muted(voice: Voice, mailbox: Mailbox, mute: Mute) -> Screen:
    """It is done; one press takes it back."""
    rows: Rows = ((_unmute(voice.label("button-unmute"), mute),), (_to_mailbox(voice, mailbox.id),))
    facts = {"address": mute.address or mailbox.address}
    if mute.until is None:
        key = "said-muted-sender-for-good" if mute.address else "said-muted-box-for-good"
        return Screen(voice(key, **facts), rows)
    key = "said-muted-sender" if mute.address else "said-muted-box"
    return Screen(voice(key, until=until(voice, mute.until), **facts), rows)


def hears(
    voice: Voice,
    mailbox: Mailbox,
    viewer: Person,
    mutes: Sequence[Mute],
    page: int = 0,
    *,
    may_set: bool = False,
    said: str = "",
) -> Screen:
    """What this person is told of a mailbox; `may_set`: they say what its notices show everybody."""
    whole = next((each for each in mutes if not each.address), None)
    senders = [each for each in mutes if each.address]
    page = pages.within(page, len(senders))
    lines: list[str] = [voice("hears", address=mailbox.address), "", _state(voice, viewer, whole)]
    lines.append(voice("hears-text" if mailbox.previews else "hears-subject"))
    if senders:
        lines.append(voice("hears-senders"))
    if said:
        lines += ["", said]
    rows: list[tuple[Button, ...]] = [
        (_unmute(voice.label("button-unmute-box"), whole),)
        if whole
        else (Button(voice.label("button-mute-box"), press.to(press.MUTE_BOX, mailbox.id)),)
    ]
    for each in senders[page * pages.PAGE : (page + 1) * pages.PAGE]:
        address = html.one_line(each.address, _SHOWN)
        label = voice.label("button-unmute-of", address=address, until=_of(voice, each))
        rows.append((_unmute(label, each),))
    rows += pages.turning(page, len(senders), lambda to: press.to_page(press.HEARS, mailbox.id, to))
    rows.append((Button(voice.label("button-mute-sender"), press.to(press.MUTE_WHO, mailbox.id)),))
    if may_set:
        show, hide = ("button-show-text", press.SHOW_TEXT), ("button-hide-text", press.HIDE_TEXT)
        key, action = hide if mailbox.previews else show
        rows.append((Button(voice.label(key), press.to(action, mailbox.id)),))
    return Screen("\n".join(lines), (*rows, (_to_mailbox(voice, mailbox.id),)))


def _state(voice: Voice, viewer: Person, whole: Mute | None) -> str:
    if not viewer.wants_notices:
        return voice("hears-off")
    if whole is None:
        return voice("hears-all")
    if whole.until is None:
        return voice("hears-nothing-for-good")
    return voice("hears-nothing", until=until(voice, whole.until))


def who(voice: Voice, mailbox: Mailbox, senders: Sequence[LetterLine]) -> Screen:
    """Clients who wrote lately, each with the letter that names them."""
    rows: Rows = tuple(
        (Button(html.one_line(each.sender.address, _SHOWN), press.to(press.MUTE_SENDER, each.id)),)
        for each in senders
    )
    back = Button(voice.label("button-mute-back"), press.to_page(press.HEARS, mailbox.id, 0))
    return Screen(voice("mute-who" if senders else "mute-nobody", address=mailbox.address), (*rows, (back,)))


def until(voice: Voice, moment: datetime) -> str:
    """ "до 18:00", "до завтра, 8:00" or with the date."""
    there, today = moment.astimezone(voice.timezone), voice.now.astimezone(voice.timezone).date()
    clock = f"{there:%H:%M}"
    if there.date() == today:
        return voice.label("until-today", clock=clock)
    if there.date() == today + timedelta(days=1):
        return voice.label("until-tomorrow", clock=clock)
    return voice.label("until-date", day=voice.day(moment), clock=clock)


def _of(voice: Voice, mute: Mute) -> str:
    return until(voice, mute.until) if mute.until else voice.label("until-for-good")


def _unmute(label: str, mute: Mute) -> Button:
    return Button(label, press.to_page(press.UNMUTE, mute.id, mute.mailbox_id))


def _to_mailbox(voice: Voice, mailbox_id: int) -> Button:
    return Button(voice.label("button-to-mailbox"), press.to(press.MAILBOX, mailbox_id))
