"""Every screen of the bot by a readable name, for tests that go over all of them.

`python -m tests.bot.screens [ru|en]` prints them as a person would read them.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from bot.site import Ways
from bot.views import (
    alert,
    aliases,
    contacts,
    home,
    html,
    importing,
    joined,
    joining,
    kept_out,
    letter,
    mailboxes,
    meanwhile,
    muting,
    pages,
    press,
    quarantine,
    search,
    settings,
    status,
    strangers,
    summary,
)
from bot.views.screen import Screen
from bot.voice import Voice
from storage.records import (
    AlertKind,
    Answered,
    Broken,
    Card,
    Chain,
    ClientMark,
    Contact,
    ContactLine,
    Language,
    LetterLine,
    Mute,
    Origin,
    QuietHours,
    StoredLetter,
)
from sync_engine import errors
from sync_engine.work.dry_run import Window
from tests.bot import admin_screens, answer_screens, make, question_screens, reading_screens, support_screens

ADMIN = make.person(2, "admin", "Ольга")
HOUR = timedelta(hours=1)
GUEST = 7_000_000_001  # a number of Telegram

LEFT = {17: 2 * make.MINUTE, 18: 40 * timedelta(seconds=1)}
IMPORTING = make.mailbox(state="importing", imported_at=None, last_check=None, stored=120, on_server=0)
OFF = make.mailbox(state="auth_failed", reason="app_password_required", provider="mailru", can_send=False)
AWAY = make.mailbox(id=18, address="b@acme.test", state="unreachable", reason="server_unreachable")
MOVED = make.mailbox(state="moved", stored=120)
ORPHAN = make.mailbox(state="paused", owner=replace(make.person(), removed=True))
BY = Answered(person_id=4, name="Boris <b>", at=make.NOW)
PAUSED = make.mailbox(id=19, address="c@acme.test", state="paused", mode="corporate")
FILES = tuple(make.attachment(f"Смета {number}.pdf", 10**number) for number in range(11))

WATCHED = make.mailbox(watched_until=make.NOW + HOUR)
KEPT: dict[Origin, int] = {"bulk": 12, "forwarded": 3, "collected": 1}
ORIGINS: tuple[Origin, ...] = ("bulk", "forwarded", "collected")
SHOP = Contact(name="", address="news@shop.test")
LISTED = tuple(
    make.line(number, origin=ORIGINS[number % 3], **({"sender": SHOP} if number % 3 else {}))
    for number in range(1, 9)
)
UNREAD = (
    make.line(1, sender=Contact(name="", address=""), subject="", size=0, quarantine_reason="not_given"),
    make.line(2, size=200_000_000, quarantine_reason="unforeseen RecursionError"),
    make.line(3, folder="sent", quarantine_reason="empty"),
)


def kept(voice: Voice, *, marked: bool = False, said: str = "") -> Screen:
    newsletter = make.letter(origin="bulk", origin_reason="list_id", client=False)
    stored = StoredLetter(
        id=5, mailbox_id=17, folder="inbox", letter=newsletter, notice=make.notice().letter.notice
    )
    return kept_out.one(voice, make.mailbox(), stored, 1, marked=marked, said=said)


def mute(**facts: Any) -> Mute:
    plain: dict[str, Any] = {
        "id": 3,
        "person_id": 1,
        "mailbox_id": 17,
        "address": "petr@client.test",
        "until": None,
    }
    return Mute(**(plain | facts))


def told_page(page: int) -> list[LetterLine]:
    return [make.line(page * pages.PAGE + number) for number in range(1, pages.PAGE + 1)]


CARD = Card(
    id=12,
    name="Пётр Иванов",
    address="petr@client.test",
    first=make.NOW - 400 * 24 * HOUR,
    last=make.NOW - HOUR,
    received=12,
    sent=7,
    chains=3,
)
FOUND = (
    make.glimpse(1),
    make.glimpse(2, direction="out", to=(Contact("", "petr@client.test"), Contact("", "b@client.test"))),
    make.glimpse(3, direction="out", to=(), subject="", preview=""),
    make.glimpse(4, origin="bulk", sender=SHOP),
    make.glimpse(5, status="quarantined", sender=Contact("", ""), subject="", preview=""),
)
LINES = (
    ContactLine(id=12, name="Пётр Иванов", address="petr@client.test", last=make.NOW),
    ContactLine(id=13, name="", address=f"{'long' * 20}@client.test", last=make.NOW),
)
NAMESAKES = (*LINES, ContactLine(id=14, name="Пётр иванов", address="ivanov@other.test", last=make.NOW))


def works_after(voice: Voice, kind: AlertKind) -> Screen:
    broken = Broken(kind=kind, worked_at=make.NOW - 20 * HOUR)
    return alert.card(voice, make.alert("works", broken=broken))


PAGE = Ways(page="https://mail.example.com/connect/code")
CONSENT = Ways(
    page=PAGE.page, consent="https://mail.example.com/connect/other", service={"ru": "Яндекс", "en": "Yandex"}
)
SCREENS: dict[str, Callable[[Voice], Screen]] = {
    "door": lambda voice: strangers.door(voice, GUEST),
    "door-invite-failed": lambda voice: strangers.door(voice, GUEST, failed_invite=True),
    "door-unknown": lambda voice: strangers.door(voice, GUEST, unknown=True),
    "door-closed": lambda voice: strangers.closed(voice, 37.5 * timedelta(minutes=1)),
    "start-first": lambda voice: home.start(voice, make.person(), []),
    "start-again": lambda voice: home.start(voice, make.person(), [make.mailbox()]),
    "start-one-is-paused": lambda voice: home.start(
        voice, make.person(), [make.mailbox(), make.mailbox(state="paused")]
    ),
    "start-some-are-locked": lambda voice: home.start(
        voice, make.person(), [make.mailbox(), *[make.mailbox(state="auth_failed")] * 3]
    ),
    "start-nothing-works": lambda voice: home.start(
        voice, make.person(), [make.mailbox(state="unreachable")]
    ),
    "help": lambda voice: home.help_(voice),
    "settings": lambda voice: settings.settings(voice, make.person()),
    "settings-quiet": lambda voice: settings.settings(
        voice, replace(make.person(), wants_notices=False, quiet=QuietHours(22, 8))
    ),
    "quiet-hours": lambda voice: settings.quiet_hours(voice, QuietHours(22, 8)),
    "quiet-hours-none": lambda voice: settings.quiet_hours(voice, None),
    "previews": lambda voice: settings.previews(
        voice, [make.mailbox(), make.mailbox(id=18, address="b@acme.test", previews=False)] * 5, 1
    ),
    "previews-none": lambda voice: settings.previews(voice, (), 0),
    "mute-what": lambda voice: muting.what(voice, make.mailbox(), make.notice().letter),
    "mute-what-nobody": lambda voice: muting.what(
        voice, make.mailbox(), make.notice(sender=Contact(name="", address="")).letter
    ),
    "mute-sender": lambda voice: muting.how_long_sender(voice, make.mailbox(), make.notice().letter),
    "mute-box": lambda voice: muting.how_long_box(voice, make.mailbox()),
    "muted-sender": lambda voice: muting.muted(voice, make.mailbox(), mute(until=make.NOW + HOUR)),
    "muted-sender-for-good": lambda voice: muting.muted(voice, make.mailbox(), mute()),
    "muted-box": lambda voice: muting.muted(
        voice, make.mailbox(), mute(address="", until=make.NOW + 20 * HOUR)
    ),
    "muted-box-for-good": lambda voice: muting.muted(voice, make.mailbox(), mute(address="")),
    "hears": lambda voice: muting.hears(voice, make.mailbox(), make.person(), (), may_set=True),
    "hears-less": lambda voice: muting.hears(
        voice,
        make.mailbox(previews=False),
        make.person(),
        (mute(address="", until=make.NOW + 60 * HOUR), *[mute(), mute(until=make.NOW + HOUR)] * 5),
        1,
        may_set=True,
    ),
    "hears-nothing": lambda voice: muting.hears(
        voice,
        make.mailbox(),
        make.person(),
        (mute(address=""),),
        said=voice("said-unmuted", what="petr@client.test"),
    ),
    "hears-off": lambda voice: muting.hears(
        voice, make.mailbox(), replace(make.person(), wants_notices=False), ()
    ),
    "mute-who": lambda voice: muting.who(voice, make.mailbox(), [make.line(1), make.line(2, sender=SHOP)]),
    "mute-nobody": lambda voice: muting.who(voice, make.mailbox(), ()),
    "free-text": lambda voice: home.free_text(voice),
    "stale": lambda voice: home.stale(voice),
    "sorry": lambda voice: home.sorry(voice),
    "cancelled": lambda voice: home.cancelled(voice),
    "cancelled-trial": lambda voice: home.cancelled_trial(voice),
    "nothing-to-cancel": lambda voice: home.nothing_to_cancel(voice),
    "left-dialogue": lambda voice: home.left_dialogue(voice),
    "connect-address": lambda voice: joining.ask_address(voice),
    "connect-idn": lambda voice: joining.refused(
        voice, errors.IdnNotSupported(), again="connect-again-address"
    ),
    "connect-server-ip": lambda voice: joining.refused(
        voice, errors.ServerIsIp(), again="connect-again-server"
    ),
    "connect-looking": lambda voice: joining.looking(voice, "a@acme.test"),
    "connect-servers": lambda voice: joining.confirm_servers(voice, "a@acme.test", make.SERVERS),
    "connect-port": lambda voice: joining.refused(
        voice, errors.ProtocolNotSupported(protocol="port"), again="connect-again-server"
    ),
    "connect-mode-guessed": lambda voice: joining.choose_mode(voice, "a@acme.test", None, make.SERVERS),
    "secret-guessed": lambda voice: joining.ask_secret(
        voice, "a@acme.test", make.PLAIN, "personal", guessed=make.SERVERS
    ),
    "connect-imap-other": lambda voice: joining.ask_server(voice, "connect-imap-other", "a@acme.test"),
    "connect-imap": lambda voice: joining.ask_server(voice, "connect-imap", "a@acme.test"),
    "connect-smtp": lambda voice: joining.ask_server(voice, "connect-smtp", "a@acme.test"),
    "connect-mode": lambda voice: joining.choose_mode(voice, "a@mail.ru", make.MAILRU),
    "secret-mailru": lambda voice: joining.ask_secret(voice, "a@mail.ru", make.MAILRU, "personal"),
    "secret-vkworkmail": lambda voice: joining.ask_secret(
        voice, "a@acme.test", replace(make.MAILRU, id="vkworkmail"), "personal"
    ),
    "secret-yandex": lambda voice: joining.ask_secret(voice, "a@yandex.ru", make.YANDEX, "corporate"),
    "secret-ordinary": lambda voice: joining.ask_secret(voice, "a@acme.test", make.PLAIN, "personal"),
    "secret-unknown": lambda voice: joining.ask_secret(voice, "a@acme.test", None, "personal"),
    "secret-new": lambda voice: joining.ask_secret(voice, "a@acme.test", None, None),
    "secret-again": lambda voice: joining.ask_secret_again(voice, "a@acme.test"),
    "secret-page": lambda voice: joining.ask_secret(voice, "a@mail.ru", make.MAILRU, "personal", PAGE),
    "secret-page-again": lambda voice: joining.ask_secret_again(voice, "a@acme.test", PAGE),
    "secret-too-many-links": lambda voice: joining.ask_secret(
        voice, "a@acme.test", None, "personal", Ways(wait=3)
    ),
    "consent": lambda voice: joining.ask_secret(voice, "a@yandex.ru", make.YANDEX, "personal", CONSENT),
    "consent-denied": lambda voice: joining.consent_denied(voice, "a@yandex.ru"),
    "secret-is-text": lambda voice: joining.secret_is_text(voice),
    "interrupted": lambda voice: joining.interrupted(voice, "a@acme.test"),
    "connect-below": lambda voice: meanwhile.below(voice, "a@acme.test"),
    "connect-gave-way": lambda voice: meanwhile.gave_way(voice, "a@acme.test"),
    "connect-waits": lambda voice: meanwhile.waits(voice, "a@acme.test"),
    "connect-refused-meanwhile": lambda voice: meanwhile.refused(voice, errors.AlreadyConnected()),
    "connect-failed-meanwhile": lambda voice: meanwhile.failed(
        voice, "a@acme.test", errors.SignInRefused(reason="credentials"), None
    ),
    "trying": lambda voice: joining.trying(voice, "a@acme.test", deleted=True),
    "trying-not-deleted": lambda voice: joining.trying(voice, "a@acme.test", deleted=False),
    "trying-again": lambda voice: joining.trying(voice, "a@acme.test", deleted=None),
    "still-trying": lambda voice: joining.still_trying(voice),
    "sent-folder": lambda voice: joining.choose_sent(voice, "a@acme.test", ("Архив", "Gesendet", "")),
    "failed-password": lambda voice: joining.failed(
        voice, "a@yandex.ru", errors.SignInRefused(reason="credentials_or_imap_off"), make.YANDEX
    ),
    "failed-app-password": lambda voice: joining.failed(
        voice, "a@mail.ru", errors.AppPasswordRequired(), make.MAILRU
    ),
    "failed-unreachable": lambda voice: joining.failed(
        voice, "a@acme.test", errors.ServerUnreachable(), None
    ),
    "failed-too-many": lambda voice: joining.failed(
        voice, "a@acme.test", errors.TooManySignIns(minutes=42), None
    ),
    "password-failed": lambda voice: joining.failed(
        voice, "a@acme.test", errors.SignInRefused(), None, connected=True
    ),
    "connected": lambda voice: joined.connected(voice, "a@acme.test", "personal", None),
    "connected-nothing-yet": lambda voice: joined.connected(
        voice, "a@acme.test", "personal", None, Window(0, 0)
    ),
    "connected-counted": lambda voice: joined.connected(
        voice, "a@acme.test", "personal", None, Window(212, 96)
    ),
    "connected-many": lambda voice: joined.connected(
        voice, "a@acme.test", "personal", None, Window(1412, 96)
    ),
    "connected-reading": lambda voice: joined.connected(
        voice, "a@acme.test", "corporate", errors.SmtpUnreachable()
    ),
    "mailboxes-none": lambda voice: mailboxes.listing(voice, (), 0),
    "mailboxes": lambda voice: mailboxes.listing(voice, (OFF, AWAY, PAUSED), 0),
    "mailboxes-pages": lambda voice: mailboxes.listing(voice, [OFF] * 20, 1),
    "mailbox": lambda voice: mailboxes.one(voice, make.mailbox(quarantined=1, backlog=3), make.person()),
    "mailbox-said": lambda voice: mailboxes.one(
        voice, make.mailbox(), make.person(), said=voice("said-checking")
    ),
    "mailbox-mended": lambda voice: mailboxes.one(
        voice, make.mailbox(), make.person(), said=voice("said-password-taken")
    ),
    "mailbox-passing": lambda voice: mailboxes.one(
        voice, make.mailbox(reason="server_unreachable", failures=1), make.person()
    ),
    "mailbox-importing": lambda voice: mailboxes.one(voice, IMPORTING, make.person()),
    "mailbox-off": lambda voice: mailboxes.one(voice, OFF, make.person()),
    "mailbox-off-of-other": lambda voice: mailboxes.one(voice, OFF, ADMIN),
    "mailbox-off-corporate": lambda voice: mailboxes.one(
        voice, replace(OFF, mode="corporate"), make.person()
    ),
    "mailbox-away": lambda voice: mailboxes.one(voice, AWAY, make.person()),
    "mailbox-of-who-is-gone": lambda voice: mailboxes.one(voice, ORPHAN, ADMIN),
    "mailbox-paused": lambda voice: mailboxes.one(voice, PAUSED, ADMIN),
    "mailbox-moved": lambda voice: mailboxes.one(voice, MOVED, make.person()),
    "mailbox-moved-of-other": lambda voice: mailboxes.one(voice, MOVED, ADMIN),
    "mailbox-consent": lambda voice: mailboxes.one(voice, make.mailbox(sign_in="yandex"), make.person()),
    "move-ask": lambda voice: joining.ask_secret(voice, "a@acme.test", make.YANDEX, "personal", moved=True),
    "move-cannot": lambda voice: joining.cannot_move(voice, errors.MicrosoftUnavailable(), 1),
    "moved": lambda voice: joined.connected(
        voice, "a@acme.test", "personal", None, Window(412, 96), replace(MOVED, stored=1, quarantined=0)
    ),
    "moved-many": lambda voice: joined.connected(
        voice, "a@acme.test", "corporate", None, Window(412, 96), replace(MOVED, stored=1234)
    ),
    "mailbox-watched": lambda voice: mailboxes.one(voice, WATCHED, make.person(), KEPT),
    "mailbox-quarantine": lambda voice: mailboxes.one(
        voice, make.mailbox(quarantined=2), make.person(), {"bulk": 1}
    ),
    "mailbox-kept-of-other": lambda voice: mailboxes.one(voice, make.mailbox(quarantined=2), ADMIN, KEPT),
    "kept-out": lambda voice: kept_out.listing(
        voice, make.mailbox(), LISTED, 0, 16, frozenset({"news@shop.test"})
    ),
    "kept-out-one": lambda voice: kept_out.listing(voice, make.mailbox(), LISTED[:1], 0, 1, frozenset()),
    "kept-out-none": lambda voice: kept_out.none_left(voice, make.mailbox()),
    "kept-letter": lambda voice: kept(voice),
    "kept-letter-client": lambda voice: kept(
        voice, marked=True, said=voice("said-client", address="petr@client.test")
    ),
    "kept-letter-no-client": lambda voice: kept(
        voice, said=voice("said-no-client", address="petr@client.test")
    ),
    "marked": lambda voice: kept_out.marks(
        voice,
        make.mailbox(),
        [ClientMark(id=4, mailbox_id=17, address="news@shop.test", by="Olga", at=make.NOW)] * 9,
        1,
    ),
    "marked-none": lambda voice: kept_out.marks(voice, make.mailbox(), (), 0),
    "quarantine": lambda voice: quarantine.listing(voice, make.mailbox(), UNREAD, 0, 3),
    "quarantine-pages": lambda voice: quarantine.listing(voice, make.mailbox(), UNREAD * 2, 1, 20),
    "quarantine-trying": lambda voice: quarantine.listing(
        voice, make.mailbox(), UNREAD[:1], 0, 1, said=voice("said-reading-again")
    ),
    "quarantine-in-vain": lambda voice: quarantine.listing(
        voice,
        make.mailbox(),
        UNREAD[:1],
        0,
        1,
        said=voice("said-not-read", why=quarantine.why(voice, "not_given")),
    ),
    "quarantine-not-now": lambda voice: quarantine.listing(
        voice,
        make.mailbox(),
        UNREAD[:1],
        0,
        1,
        said=voice("said-not-read-now", why=voice.trouble(errors.ServerUnreachable())),
    ),
    "quarantine-none": lambda voice: quarantine.listing(voice, make.mailbox(), (), 0, 0),
    "aliases-none": lambda voice: aliases.listing(voice, make.mailbox(aliases=())),
    "aliases": lambda voice: aliases.listing(
        voice,
        make.mailbox(aliases=("info@acme.test", "order@acme.test")),
        said=voice("said-alias-added", alias="order@acme.test", most=20),
    ),
    "aliases-off": lambda voice: aliases.listing(
        voice, make.mailbox(aliases=()), said=voice("said-alias-off", alias="order@acme.test")
    ),
    "aliases-many": lambda voice: aliases.listing(
        voice,
        make.mailbox(aliases=("info@acme.test",)),
        said=voice("said-aliases-many", alias="order@acme.test", most=20),
    ),
    "alias-ask": lambda voice: aliases.ask(voice, "a@acme.test"),
    "alias-own": lambda voice: aliases.ask_whether_own(voice, "petrov@client.test", 3),
    "alias-own-one": lambda voice: aliases.ask_whether_own(voice, "petrov@client.test", 1),
    "alias-left": lambda voice: aliases.listing(
        voice, make.mailbox(aliases=()), said=voice("said-alias-left", alias="petrov@client.test")
    ),
    "disconnect": lambda voice: mailboxes.disconnect(voice, make.mailbox(), 0),
    "disconnect-with-messages": lambda voice: mailboxes.disconnect(voice, make.mailbox(), 12),
    "disconnecting": lambda voice: mailboxes.disconnecting(voice, make.mailbox()),
    "disconnected": lambda voice: mailboxes.disconnected(voice, make.mailbox(), 0, 0),
    "disconnected-empty": lambda voice: mailboxes.disconnected(voice, make.mailbox(stored=0), 0, 0),
    "disconnected-with-messages": lambda voice: mailboxes.disconnected(voice, make.mailbox(), 23, 1),
    "gone": lambda voice: mailboxes.gone(voice),
    "search-ask": lambda voice: search.ask(voice),
    "search-unclear": lambda voice: search.unclear(voice, "tomorrow"),
    "search-found": lambda voice: search.found(voice, "invoice <b>", 4, FOUND, 0, 5, more=False),
    "search-found-one": lambda voice: search.found(voice, "invoice", 4, FOUND[:1], 0, 1, more=False),
    "search-found-many": lambda voice: search.found(voice, "invoice", 4, FOUND * 2, 1, 200, more=True),
    "search-none": lambda voice: search.none(voice, "invoice"),
    "search-forgotten": lambda voice: search.forgotten(voice),
    "contacts": lambda voice: contacts.listing(voice, LINES, 1, 10),
    "contacts-namesakes": lambda voice: contacts.listing(voice, NAMESAKES, 0, 3),
    "contacts-none": lambda voice: contacts.listing(voice, (), 0, 0),
    "contacts-found": lambda voice: contacts.listing(voice, LINES, 0, 2, 4, "smith"),
    "contacts-none-found": lambda voice: contacts.listing(voice, (), 0, 0, 4, "smith"),
    "contacts-ask": lambda voice: contacts.ask(voice),
    "card": lambda voice: contacts.card(voice, CARD, FOUND, 0),
    "card-single": lambda voice: contacts.card(
        voice, replace(CARD, name="", received=1, sent=0, chains=1), FOUND[:1], 0
    ),
    "card-chains": lambda voice: contacts.chains(
        voice, CARD, [Chain(last=each, letters=number) for number, each in enumerate(FOUND, 1)], 0
    ),
    "card-gone": lambda voice: contacts.gone(voice),
    "card-none": lambda voice: contacts.none(voice),
    "status": lambda voice: status.status(voice, (make.mailbox(), PAUSED, OFF, AWAY), make.person()),
    "status-left": lambda voice: status.status(
        voice, (make.mailbox(backlog=120), replace(IMPORTING, id=18)), make.person(), LEFT
    ),
    "status-many": lambda voice: status.status(voice, [make.mailbox()] * 11, make.person()),
    "import-counting": lambda voice: importing.running(voice, replace(IMPORTING, import_total=None)),
    "import-running": lambda voice: importing.running(voice, IMPORTING),
    "import-running-left": lambda voice: importing.running(voice, IMPORTING, 4 * make.MINUTE),
    "import-paused": lambda voice: importing.running(voice, PAUSED),
    "import-stopped": lambda voice: importing.running(voice, AWAY),
    "import-done": lambda voice: importing.finished(voice, make.mailbox(backlog=200), 500),
    "import-empty": lambda voice: importing.finished(voice, make.mailbox(), 0),
    "import-broken-off": lambda voice: importing.broken_off(voice),
    "alert-auth-failed": lambda voice: alert.card(voice, make.alert("auth_failed", reason="sign_in_refused")),
    "alert-app-password": lambda voice: alert.card(
        voice,
        make.alert("auth_failed", reason="app_password_required", mailbox=make.mailbox(provider="mailru")),
    ),
    "alert-auth-failed-of-other": lambda voice: alert.card(
        voice, make.alert("auth_failed", ADMIN, reason="sign_in_refused")
    ),
    "alert-unreachable": lambda voice: alert.card(
        voice, make.alert("unreachable", reason="server_unreachable")
    ),
    "alert-moved": lambda voice: alert.card(voice, make.alert("moved")),
    "alert-bounced": lambda voice: alert.card(
        voice,
        make.alert("bounced", answer=answer_screens.letter(state="bounced", reason="full", reply="552 <b>")),
    ),
    "alert-copy-bounced": lambda voice: alert.card(voice, answer_screens.copy_bounced("sent")),
    "alert-bounced-with-copy": lambda voice: alert.card(voice, answer_screens.copy_bounced("bounced")),
    "alert-asked": lambda voice: alert.card(voice, make.alert("asked", mailbox=OFF)),
    "alert-asked-in-vain": lambda voice: alert.card(voice, make.alert("asked")),
    "mailbox-of-other-off": lambda voice: mailboxes.one(voice, OFF, ADMIN),
    "start-admin": lambda voice: home.start(voice, admin_screens.OLGA, [make.mailbox()]),
    "alert-consent-ends": lambda voice: alert.card(
        voice, make.alert("consent_ends", mailbox=make.mailbox(consent_until=make.NOW + 48 * HOUR))
    ),
    "alert-works": lambda voice: works_after(voice, "unreachable"),
    "alert-works-password": lambda voice: works_after(voice, "auth_failed"),
    "alert-works-alone": lambda voice: alert.card(voice, make.alert("works")),
    "summary": lambda voice: summary.card(voice, make.summary()),
    "summary-few": lambda voice: summary.card(voice, make.summary(4)),
    "summary-more": lambda voice: summary.card(voice, make.summary(2, more=True)),
    "summary-one-more": lambda voice: summary.card(voice, make.summary(1, more=True)),
    "burst-begins": lambda voice: summary.card(voice, replace(make.summary(1, more=True), burst=True)),
    "burst": lambda voice: summary.card(voice, replace(make.summary(12, more=True), burst=True, shown=60)),
    "summary-answered": lambda voice: summary.card(
        voice, replace(make.summary(), answered=3, newest=(make.line(1, answered=BY), make.line(2)))
    ),
    "told-answered": lambda voice: summary.listing(
        voice, make.mailbox(), make.together(1), [make.line(1, answered=BY)], 0
    ),
    "told": lambda voice: summary.listing(voice, make.mailbox(), make.together(), told_page(1), 1),
    "told-one": lambda voice: summary.listing(voice, make.mailbox(), make.together(1), told_page(0)[:1], 0),
    "told-letter": lambda voice: summary.one(
        voice, make.mailbox(), make.notice().letter, press.to_page(press.TOLD, 3, 0)
    ),
    "letter": lambda voice: letter.card(voice, make.notice()),
    "letter-without-text": lambda voice: letter.card(
        voice, replace(make.notice(attachments=FILES), previews=False)
    ),
    "letter-files": lambda voice: letter.card(voice, make.notice(attachments=FILES)),
    "letter-answered-by-you": lambda voice: letter.card(voice, make.answered(1, "Анна", minutes=12)),
    "letter-answered-by": lambda voice: letter.card(voice, make.answered(2, "Boris <b>", minutes=200)),
    "letter-answered": lambda voice: letter.card(voice, make.answered(None, "", minutes=5_000)),
    "letter-bare": lambda voice: letter.card(
        voice,
        make.notice(
            subject="",
            preview="",
            sender=make.letter().sender._replace(name=""),
            received=make.NOW - 30 * HOUR,
            attachments=(make.attachment("", 0),),
        ),
    ),
    "letter-nobody": lambda voice: letter.card(
        voice,
        make.notice(
            origin="auto",
            status="quarantined",
            sender=make.letter().sender._replace(address=""),
            received=make.NOW - 400 * 24 * HOUR,
        ),
    ),
    "letter-unknown": lambda voice: letter.card(
        voice, make.notice(sender=make.letter().sender._replace(name="", address=""))
    ),
}

SCREENS |= answer_screens.ANSWERS | reading_screens.SCREENS | admin_screens.SCREENS
SCREENS |= support_screens.SCREENS | question_screens.SCREENS


def print_all(language: Language) -> None:
    for name, screen in SCREENS.items():
        shown = screen(make.voice(language))
        print(f"== {name}\n{html.plain(shown.text)}")
        for row in shown.rows:
            print("   " + "  ".join(f"[{button.label}]" for button in row))


if __name__ == "__main__":
    print_all(cast("Language", sys.argv[1] if len(sys.argv) > 1 else "ru"))
