"""What happened to a letter, from the mail server to the notice (rule H3); and which letters there are."""

from collections.abc import Sequence

from bot.views import doors, glimpse, html, letter, marks, pages, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import ClientMark, Glimpse, Happened, Letter, Mailbox, StoredLetter, Told

_BOXES = 8  # mailboxes that are named or have a button
_WORDS = 60  # characters of what was looked for
# Why a letter is no client's, by its origin
_ORIGINS = {
    "own": "why-is-own",
    "forwarded": "why-is-forwarded",
    "collected": "why-is-collected",
    "bulk": "why-is-bulk",
    "auto": "why-is-auto",
    "direct": "why-is-direct",
}
# What in the letter says so, by the code of the judgement (`sync_engine.rules.origin`)
SIGNS = {
    "delivery_report": "why-by-delivery-report",
    "read_receipt": "why-by-read-receipt",
    "team_sender": "why-by-team-sender",
    "resent_by_team": "why-by-resent-by-team",
    "list_unsubscribe": "why-by-list-unsubscribe",
    "list_id": "why-by-list-id",
    "precedence": "why-by-precedence",
    "gmail_collector": "why-by-gmail-collector",
    "yandex_collector": "why-by-yandex-collector",
    "pop3_collector": "why-by-pop3-collector",
    "resent": "why-by-resent",
    "gmail_forward": "why-by-gmail-forward",
    "mailru_forward": "why-by-mailru-forward",
    "exchange_rule": "why-by-exchange-rule",
    "yandex_forward": "why-by-yandex-forward",
    "srs": "why-by-srs",
    "delivered_to": "why-by-delivered-to",
    "auto_submitted": "why-by-auto-submitted",
    "auto_reply": "why-by-auto-reply",
    "null_return_path": "why-by-null-return-path",
    "no_reply": "why-by-no-reply",
}
_QUARANTINE = {"not_given": "why-not-given", "empty": "why-empty"}
_TOLD = {"sent": "why-told", "in_summary": "why-told-in-summary", "waiting": "why-waits"}
_NOT_TOLD = {
    "telegram_refused": "why-telegram-refused",
    "sender_muted": "why-sender-muted",
    "mailbox_muted": "why-mailbox-muted",
    "notices_off": "why-notices-off",
    "bot_blocked": "why-bot-blocked",
    "person_removed": "why-person-removed",
}


def one(
    voice: Voice,
    mailbox: Mailbox,
    found: Happened,
    stored: StoredLetter | None,
    mark: ClientMark | None = None,
) -> Screen:
    """`stored`: the letter itself, for those who may read it; others get states and times.

    `mark`: that somebody said its sender is a client.
    """
    title = _title(voice, mailbox, stored) if stored else voice("why-some-letter")
    lines: list[str] = [
        voice("why-title", letter=title),
        voice("why-mailbox", mailbox=mailbox.address),
        "",
        voice("why-left" if found.direction == "out" else "why-arrived", when=voice.at(found.received)),
        voice("why-stored", when=voice.at(found.stored_at)),
    ]
    if found.status == "quarantined":
        reason = stored.letter.quarantine_reason if stored else None
        lines.append(voice("why-quarantined"))
        if stored:
            lines.append(voice(_QUARANTINE.get(reason or "", "why-unreadable")))
    elif stored and found.direction == "in":
        lines += _origin(voice, stored.letter, mark)
    lines += _telling(voice, found, stored)
    rows: Rows = ()
    if stored:
        rows = ((doors.read(voice, found.letter_id),),)
        if stored.letter.client or found.direction == "out":
            rows += ((doors.card(voice, found.letter_id),),)
    return Screen("\n".join(lines), (*rows, (_list_button(voice, mailbox.id if not stored else 0),)))


def _origin(voice: Voice, found: Letter, mark: ClientMark | None) -> list[str]:
    """Whose the letter was taken for, by which sign, and whether a person knew better."""
    said: list[str] = [voice(_ORIGINS[found.origin])]
    if sign := SIGNS.get(found.origin_reason or ""):
        said.append(voice("why-by", sign=voice(sign)))
    if found.client and found.origin in {"forwarded", "collected", "bulk"}:
        if mark is not None and mark.by:
            by = html.one_line(mark.by, letter.LINE)
            said.append(voice("why-marked-client-by", by=by, when=voice.at(mark.at)))
        else:
            said.append(voice("why-marked-client"))
    return said


def _title(voice: Voice, mailbox: Mailbox, stored: StoredLetter) -> str:
    """With whom, and about what: a letter that was sent is known by whom it went to."""
    found = stored.letter
    seen = Glimpse(
        id=stored.id,
        mailbox=mailbox.address,
        direction=found.direction,
        sender=found.sender,
        to=found.to,
        subject=found.subject,
        preview=found.preview,
        received=found.received,
        origin=found.origin,
        status=found.status,
    )
    return glimpse.who_and_what(voice, seen)


def _telling(voice: Voice, found: Happened, stored: StoredLetter | None) -> list[str]:
    """Who was told, or why nobody was."""
    if found.told:
        return [_told(voice, each) for each in found.told]
    if found.direction == "out":
        return [voice("why-none-outgoing")]
    if not found.new:
        return [voice("why-none-imported")]
    if stored is None:
        return [voice("why-none")]
    return [voice("why-none-nobody" if stored.letter.client else "why-none-no-client")]


def _told(voice: Voice, told: Told) -> str:
    name = html.one_line(told.name, letter.LINE)
    if key := _TOLD.get(told.state):
        when = voice.at(told.at) if told.at else ""
        return voice(key, name=name, when=when, tries=told.tries)
    return voice(_NOT_TOLD.get(told.why or "", "why-muted"), name=name)


def listing(
    voice: Voice,
    shown: Sequence[Glimpse],
    page: int,
    count: int,
    others: Sequence[Mailbox],
    words: str = "",
    number: int = 0,
) -> Screen:
    """The latest letters a person may read, or those with `words`, which `number` is remembered by.

    `others` are mailboxes of which an administrator sees states and times.
    """
    title = (
        voice("why-found", words=html.one_line(words, _WORDS), count=count) if words else voice("why-list")
    )
    parts: list[str] = [title]
    parts += [f"<b>{at}.</b> {glimpse.with_whom(voice, each)}" for at, each in pages.numbered(shown, page)]
    rows = pages.numbers(page, [press.to(press.WHY, each.id) for each in shown])
    action = press.WHY_FOUND if words else press.WHY_LIST
    rows += pages.turning(page, count, lambda to: press.to_page(action, number, to))
    if words:
        return Screen("\n\n".join(parts), (*rows, (_list_button(voice, 0),)))
    return Screen("\n\n".join(parts), (*rows, *_others(voice, others)))


def _others(voice: Voice, others: Sequence[Mailbox]) -> Rows:
    found = [
        (Button(voice.label("button-why-of", address=html.one_line(box.address, 40)), _list(box.id)),)
        for box in others[:_BOXES]
    ]
    return (*found, (Button(voice.label("button-mailboxes"), press.to(press.MAILBOXES, 0)),))


def times(voice: Voice, mailbox: Mailbox, shown: Sequence[Happened], page: int, count: int) -> Screen:
    """Letters of a mailbox of somebody else's: when they came, and nothing of what they are."""
    parts: list[str] = [voice("why-times", address=mailbox.address)]
    for number, each in pages.numbered(shown, page):
        key = "why-went" if each.folder == "sent" else "why-came"
        parts.append(f"<b>{number}.</b> {voice(key, when=voice.at(each.received))}")
    if not shown:
        parts.append(voice("why-nothing"))
    rows = pages.numbers(page, [press.to(press.WHY, each.letter_id) for each in shown])
    rows += pages.turning(page, count, lambda to: press.to_page(press.WHY_LIST, mailbox.id, to))
    return Screen("\n\n".join(parts), (*rows, (_list_button(voice, 0),)))


def not_here(voice: Voice, boxes: Sequence[Mailbox], words: str) -> Screen:
    """No such letter: what may be the reason, and how the mailboxes stand."""
    looked = voice("why-not-found", words=html.one_line(words, _WORDS)) if words else voice("why-nothing")
    checks = [_check(voice, box) for box in boxes[:_BOXES]]
    parts = [looked, voice("why-reasons", days=voice.policy.import_days), "\n".join(checks)]
    return Screen("\n\n".join(filter(None, parts)), _others(voice, ()))


def _check(voice: Voice, box: Mailbox) -> str:
    mark, address = marks.MARKS[box.state], html.one_line(box.address, 100)
    if box.last_check is None:
        return voice("why-never-checked", mark=mark, address=address)
    return voice("why-checked", mark=mark, address=address, ago=voice.ago(box.last_check))


def gone(voice: Voice) -> Screen:
    return Screen(voice("letter-gone"), ((_list_button(voice, 0),),))


def _list(mailbox_id: int) -> str:
    return press.to_page(press.WHY_LIST, mailbox_id, 0)


def _list_button(voice: Voice, mailbox_id: int) -> Button:
    return Button(voice.label("button-why-list"), _list(mailbox_id))
