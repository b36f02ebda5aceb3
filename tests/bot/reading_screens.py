"""The screens of letters that are read, of their files, and of what became of them, by readable names."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from bot.views import files, press, reading, why
from bot.views.screen import Screen
from bot.voice import Voice
from storage.records import (
    Answered,
    Bounce,
    ChainPlace,
    ClientMark,
    Contact,
    Happened,
    Letter,
    Origin,
    StoredLetter,
    Told,
)
from sync_engine import errors
from tests.bot import make

HOUR = timedelta(hours=1)
AWAY = make.mailbox(id=18, address="b@acme.test", state="unreachable", reason="server_unreachable")
IMPORTING = make.mailbox(state="importing", imported_at=None, last_check=None, stored=120, on_server=0)
LARGE = make.attachment("a.pdf", 10**9)
ORIGINS: tuple[Origin, ...] = ("bulk", "forwarded", "collected", "own")
LISTED = tuple(make.glimpse(number, direction="out" if number % 3 else "in") for number in range(1, 9))
DEAD_ENDS = {"file-busy", "file-gone"}

LETTER = make.letter(
    text="We take it.\n\n-- \nPetr\n\n> 1 < 2",
    sender=Contact(name="", address="petr@xn--lient-0ye.test"),
    cc=tuple(Contact(name="", address=f"{number}@acme.test") for number in range(8)),
    attachments=tuple(make.attachment(f"{number}.pdf", 2048) for number in range(14)),
)
TOLD = (
    Told(name="Olga", state="sent", why=None, at=make.NOW, tries=1),
    Told(name="Boris", state="in_summary", why=None, at=make.NOW, tries=1),
    Told(name="Vera", state="waiting", why=None, at=None, tries=0),
    Told(name="Gleb", state="waiting", why=None, at=None, tries=3),
    *(
        Told(name="Ivan", state="muted", why=why_not, at=make.NOW, tries=1)
        for why_not in (
            *("telegram_refused", "sender_muted", "mailbox_muted", "notices_off"),
            *("bot_blocked", "person_removed", "else"),
        )
    ),
)
WHYS: dict[str, dict[str, Any]] = {
    "told": {"told": TOLD},
    "nobody": {},
    "old": {"new": False},
    "out": {"direction": "out"},
    "quarantined": {"status": "quarantined", "quarantine_reason": "empty"},
    "auto": {"origin": "auto"},
    "marked": {"origin": "bulk"},
    **{f"is-{origin}": {"origin": origin, "client": False} for origin in ORIGINS},
    **{f"by-{reason}": {"origin": "bulk", "origin_reason": reason, "client": False} for reason in why.SIGNS},
}


NOT_REACHED = tuple(
    Bounce(message_id="<1@acme.test>", address=f"{reason}@<b>.test", reply="550 <b>", reason=reason)
    for reason in ("full", "bounced")
)


def stored(found: Letter) -> StoredLetter:
    notice = make.notice().letter.notice
    return StoredLetter(id=5, mailbox_id=17, folder="inbox", letter=found, notice=notice)


def read(voice: Voice, found: Letter, leaf: int = 0) -> Screen:
    chain = ChainPlace(before=4, after=6, number=2, count=3)
    return reading.screen(voice, make.mailbox(), stored(found), chain, leaf)


def after(voice: Voice, *bounces: Bounce, by: Answered | None = None) -> Screen:
    """A letter of which something is known beside what it says."""
    chain = ChainPlace(before=4, after=6, number=2, count=3)
    fate = reading.fate(voice, LETTER, bounces, by, make.person())
    return reading.screen(voice, make.mailbox(), stored(LETTER), chain, 0, fate=fate)


def happened(**facts: Any) -> Happened:
    plain: dict[str, Any] = {
        **{"letter_id": 5, "mailbox_id": 17, "folder": "inbox", "direction": "in", "status": "stored"},
        **{"received": make.NOW - HOUR, "stored_at": make.NOW, "new": True},
    }
    return Happened(**(plain | facts))


def why_one(voice: Voice, told: tuple[Told, ...] = (), **facts: Any) -> Screen:
    found = make.letter(**facts)
    state = happened(told=told, direction=found.direction, status=found.status, new=found.new)
    return why.one(voice, make.mailbox(), state, stored(found))


SCREENS: dict[str, Callable[[Voice], Screen]] = {
    "read": lambda voice: read(voice, LETTER),
    "read-long": lambda voice: read(voice, make.letter(text="Word by word. " * 900), 1),
    "read-bare": lambda voice: read(voice, make.letter(text="", subject="", to=(), direction="out")),
    "read-very-long": lambda voice: read(voice, make.letter(text="<" * 262_144), 999),
    "read-bounced": lambda voice: after(
        voice, Bounce(message_id="<1@acme.test>", reply="550 5.1.1 <b>no such user", reason="recipient")
    ),
    "read-bounced-in-part": lambda voice: after(voice, *(NOT_REACHED * 3)),
    "read-answered": lambda voice: after(
        voice, by=Answered(person_id=4, name="Boris <b>", at=LETTER.received + HOUR)
    ),
    "read-gone": lambda voice: reading.gone(voice),
    "file-busy": lambda voice: files.busy(voice),
    "file-gone": lambda voice: files.gone(voice),
    "file-too-large": lambda voice: files.too_large(voice, make.notice().letter, LARGE),
    "file-not-now": lambda voice: files.not_now(
        voice, "a.pdf", voice.trouble(errors.ServerUnreachable()), press.to_page(press.FILE, 5, 0)
    ),
    "file-too-often": lambda voice: files.not_now(
        voice, "a.pdf", voice.trouble(errors.SignInsSpent(seconds=42)), press.to_page(press.FILE, 5, 0)
    ),
    "file-paused": lambda voice: files.shut(
        voice, "a.pdf", errors.MailboxPaused(), make.mailbox(state="paused"), make.person()
    ),
    "file-shut": lambda voice: files.shut(
        voice,
        "<b>.pdf",
        errors.MailboxShut(),
        make.mailbox(state="auth_failed", reason="sign_in_refused"),
        make.person(),
    ),
    "file-shut-of-all": lambda voice: files.shut(
        voice,
        "a.pdf",
        errors.MailboxShut(),
        make.mailbox(state="auth_failed", mode="corporate"),
        make.person(),
    ),
    "file-not-sent": lambda voice: files.not_sent(voice, "a.pdf", press.to(press.EML, 5)),
    **{f"why-{name}": partial(why_one, **facts) for name, facts in WHYS.items()},
    "why-of-other": lambda voice: why.one(voice, make.mailbox(), happened(told=TOLD), None),
    "why-of-other-none": lambda voice: why.one(voice, make.mailbox(), happened(), None),
    "why-list": lambda voice: why.listing(voice, LISTED, 1, 40, (AWAY,), ""),
    "why-found": lambda voice: why.listing(voice, LISTED, 0, 40, (), "x", 4),
    "why-marked-by": lambda voice: why.one(
        voice,
        make.mailbox(),
        happened(told=TOLD[:1]),
        stored(make.letter(origin="forwarded", origin_reason="gmail_forward")),
        ClientMark(id=1, mailbox_id=17, address="petr@client.test", by="Olga <b>", at=make.NOW),
    ),
    "why-times": lambda voice: why.times(
        voice, AWAY, (happened(), happened(folder="sent", direction="out")), 0, 40
    ),
    "why-times-none": lambda voice: why.times(voice, AWAY, (), 0, 0),
    "why-not-found": lambda voice: why.not_here(voice, (make.mailbox(), IMPORTING), "x"),
    "why-nothing": lambda voice: why.not_here(voice, (), ""),
}
