"""Records and voices for tests of the bot, with what does not matter filled in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.voice import Voice
from storage import records
from sync_engine.policy import POLICY, Policy
from sync_engine.rules.providers import Provider, Servers
from tests import make

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 15:00 in Moscow
MOSCOW = ZoneInfo("Europe/Moscow")
MINUTE = timedelta(minutes=1)

MAILRU = Provider(
    id="mailru",
    name={"ru": "Mail.ru", "en": "Mail.ru"},
    app_password=True,
    app_password_page={"ru": "https://help.example/ru", "en": "https://help.example/en"},
)
YANDEX = Provider(
    id="yandex",
    name={"ru": "Яндекс", "en": "Yandex"},
    app_password=True,
    app_password_page={"ru": "https://id.example/ru", "en": "https://id.example/en"},
    imap_page={"ru": "https://imap.example/ru", "en": "https://imap.example/en"},
)
PLAIN = Provider(id="acme", name={"ru": "acme.test", "en": "acme.test"})
SERVERS = Servers(
    imap=records.Server(host="imap.hoster.test", port=993, security="tls"),
    smtp=records.Server(host="smtp.hoster.test", port=465, security="tls"),
    login="a@acme.test",
    smtp_login="a@acme.test",
)


def voice(language: records.Language = "ru", *, now: datetime = NOW, policy: Policy = POLICY) -> Voice:
    return Voice(language=language, policy=policy, timezone=MOSCOW, now=now)


def person(id_: int = 1, role: records.Role = "member", name: str = "Анна", **facts: Any) -> records.Person:
    language: records.Language = facts.get("language", "ru")
    return records.Person(id=id_, telegram_id=id_ + 1000, role=role, language=language, name=name)


def mailbox(**facts: Any) -> records.Mailbox:
    server = records.Server(host="imap.acme.test", port=993, security="tls")
    known: dict[str, Any] = {
        "id": 17,
        "address": "anna@acme.test",
        "aliases": (),
        "owner": person(),
        "mode": "personal",
        "provider": None,
        "login": "anna@acme.test",
        "imap": server,
        "smtp": server,
        "smtp_login": "anna@acme.test",
        "state": "ok",
        "reason": None,
        "can_send": True,
        "connected_at": NOW - timedelta(days=2),
        "window_from": NOW - timedelta(days=32),
        "imported_at": NOW - timedelta(days=2),
        "last_check": NOW - 3 * MINUTE,
        "next_check": NOW + 12 * MINUTE,
        "last_letter": None,
        "failures": 0,
        "on_server": 1284,
        "stored": 1283,
        "quarantined": 0,
        "backlog": 0,
        "import_total": 500,
    }
    return records.Mailbox(**(known | facts))


def letter(**facts: Any) -> records.Letter:
    plain: dict[str, Any] = {
        "subject": "Счёт за ноябрь",
        "sender": records.Contact(name="Пётр Иванов", address="petr@client.test"),
        "received": NOW - 2 * MINUTE,
        "preview": "Добрый день! Пришлите, пожалуйста, счёт за ноябрь.",
    }
    return make.letter(7, **(plain | facts))


def attachment(name: str, size: int) -> records.Attachment:
    return records.Attachment(name=name, type="application/pdf", size=size, part="2")


def notice(to: records.Person | None = None, *, tries: int = 0, **facts: Any) -> records.NoticeJob:
    stored = records.StoredLetter(
        id=5,
        mailbox_id=17,
        folder="inbox",
        letter=letter(**facts),
        notice=records.NoticeSummary(state="waiting"),
    )
    return records.NoticeJob(
        id=9, person=to or person(), mailbox="anna@acme.test", letter=stored, tries=tries
    )


def answered(by: int | None, name: str, *, minutes: int) -> records.NoticeJob:
    """The notice of a letter that somebody answered after so many minutes."""
    job = notice()
    at = job.letter.letter.received + timedelta(minutes=minutes)
    return replace(job, answered=records.Answered(person_id=by, name=name, at=at), message_id=7)


def line(number: int = 1, **facts: Any) -> records.LetterLine:
    plain: dict[str, Any] = {
        "id": 500 + number,
        "folder": "inbox",
        "uid": records.Uid(number),
        "sender": records.Contact(name="Пётр Иванов", address="petr@client.test"),
        "subject": "Счёт за ноябрь",
        "received": NOW - number * 5 * MINUTE,
        "size": 20_000,
        "origin": "direct",
        "quarantine_reason": None,
    }
    return records.LetterLine(**(plain | facts))


def glimpse(number: int = 1, **facts: Any) -> records.Glimpse:
    plain: dict[str, Any] = {
        "id": 500 + number,
        "mailbox": "anna@acme.test",
        "direction": "in",
        "sender": records.Contact(name="Пётр Иванов", address="petr@client.test"),
        "to": (records.Contact(name="", address="anna@acme.test"),),
        "subject": "Счёт за ноябрь",
        "preview": letter().preview,
        "received": NOW - number * 5 * MINUTE,
        "origin": "direct",
        "status": "stored",
    }
    return records.Glimpse(**(plain | facts))


def summary(count: int = 37, *, more: bool = False) -> records.SummaryJob:
    return records.SummaryJob(
        notice_ids=tuple(range(1, count + 1)),
        person=person(),
        mailbox_id=17,
        mailbox="anna@acme.test",
        newest=tuple(line(number) for number in range(1, min(count, 10) + 1)),
        first_received=NOW - 20 * 60 * MINUTE,
        last_received=NOW - 16 * MINUTE,
        more=more,
        tries=0,
    )


def together(count: int = 37) -> records.ToldTogether:
    return records.ToldTogether(
        mailbox_id=17, letter_id=501, notices={500 + number: number for number in range(1, count + 1)}
    )


def alert(kind: records.AlertKind, to: records.Person | None = None, **facts: Any) -> records.AlertJob:
    plain: dict[str, Any] = {
        "id": 3,
        "person": to or person(),
        "mailbox": mailbox(),
        "kind": kind,
        "reason": None,
        "made_at": NOW,
        "broken": None,
        "tries": 0,
    }
    return records.AlertJob(**(plain | facts))
