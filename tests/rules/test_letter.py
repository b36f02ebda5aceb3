"""Letters of every shape come out as people should see them, and none stops the show."""

from datetime import UTC, datetime, timedelta

import pytest

from sync_engine.policy import Policy
from sync_engine.rules import letter
from tests import corpus, letters

LAST = datetime(2026, 11, 20, 12, tzinfo=UTC)
CORPUS = tuple(corpus.letters(60, seed=11, first=LAST - timedelta(days=29), last=LAST))

EXPECTED: dict[str, dict[str, object]] = {
    "koi8-r-8bit": {
        "subject": "Счёт на оплату",
        "sender": ("Ольга Седых", "olga@romashka.test"),
        "to": ["anna@acme.test"],
        "message_id": "<20261116.1@romashka.test>",
        "date": "2026-11-16T09:11:58+00:00",
        "text": "Добрый день!\n\nПришлите, пожалуйста, счёт на кабель ВВГ.\n\n"
        '-- \nОльга Седых\nООО "Ромашка"',
        "preview": "Добрый день! Пришлите, пожалуйста, счёт на кабель ВВГ.",
    },
    "windows-1251-raw-headers": {
        "subject": "Запрос цен на трубу",
        "sender": ("Иван Петров", "ivan@zavod.test"),
        "text": "Здравствуйте. Нужна труба 57х3,5 — две тонны.",
    },
    "encoded-words-cut": {
        "subject": "Техническое задание на поставку",
        "sender": ("Мария Лунина", "maria@bank.test"),
        "date": "2026-11-18T07:00:00+00:00",
    },
    "gmail-answer": {
        "subject": "Re: КП № 17",
        "to": ["anna@acme.test"],
        "cc": ["sklad@acme.test", "boss@acme.test"],
        "in_reply_to": "<kp17@acme.test>",
        "references": ["<first@acme.test>", "<kp17@acme.test>"],
        "preview": "Анна, добрый день! Цена подходит, выставляйте счёт.",
    },
    "outlook-html-only": {
        "subject": "HA: Поставка",
        "sender": ("Smirnov, Oleg", "o.smirnov@stroy.test"),
        "text": "Анна, подтверждаем отгрузку 25 ноября.\n\n"
        "Адрес склада — схема проезда (https://stroy.test/sklad).\n\n- паллеты: 4\n- вес: 1 200 кг\n\n"
        "С уважением,\nОлег Смирнов\n\nОт: Анна Полёвкина <anna@acme.test>\n"
        "Отправлено: 18 ноября 2026 г. 17:40\nКому: Смирнов Олег\nТема: Поставка\n\nОлег, когда забираете?",
        "preview": "Анна, подтверждаем отгрузку 25 ноября. Адрес склада — схема проезда "
        "(https://stroy.test/sklad). - паллеты: 4 - вес: 1 200 кг",
    },
    "attachments": {
        "subject": "Документы",
        "to": [],
        "text": "Документы во вложении.",
        "attachments": [
            ("1.2.2", "image/png", "image.png", 99),
            ("2", "application/pdf", "Счёт № 15 final.pdf", 1280),
            ("3", "application/msword", "Договор поставки.doc", 300),
            ("4", "text/csv", "Прайс.csv", 19),
            ("5", "image/jpeg", "image.jpg", 10),
        ],
    },
    "forwarded-inside": {"text": "see below", "attachments": [("2", "message/rfc822", "Заявка.eml", 146)]},
    "delivery-report": {
        "sender": ("Mail Delivery System", "mailer-daemon@mx.acme.test"),
        "text": "Your letter could not be delivered to nobody@far.test.",
        "attachments": [("3", "text/rfc822-headers", "text.txt", 35)],
    },
    "signed": {"text": "Подписанный договор.", "attachments": []},
    "encrypted": {
        "text": "",
        "attachments": [("2", "application/octet-stream", "encrypted.asc", 61)],
    },
    "tnef": {
        "text": "See the attachment.",
        "attachments": [("2", "application/ms-tnef", "winmail.dat", 50)],
    },
    "invitation": {
        "text": "Meeting on Monday at 10.",
        "attachments": [("4", "text/calendar", "invite.ics", 30)],
    },
    "flowed": {
        "text": "This sentence was broken for the wire by a program.\n\n"
        ">> deep quote that goes on\n> answered\nFrom the start\n-- \nWriter",
        "preview": "This sentence was broken for the wire by a program. From the start",
    },
    "charset-unknown": {
        "subject": "Отчёт о продажах",
        "text": "Продажи за неделю выросли на десять процентов.",
    },
    "charset-wrong": {"subject": "Заявка с сайта", "text": "Имя: Сергей. Телефон: 123."},
    "cut-short": {
        "text": "Текст перед обрывом.",
        "attachments": [("2", "application/zip", "archive.zip", 291)],
    },
    "delimiter-missing": {"text": "There is only text here.", "attachments": []},
    "header-torn": {
        "subject": "first line of the subject",
        "text": "Заявка",
        "message_id": "<torn@site.test>",
    },
    "body-at-once": {"text": "The text begins right here.\n\nAnd goes on."},
    "boundary-twice": {"text": "plain", "attachments": [("2", "application/pdf", "a.pdf", 4)]},
    "newsletter": {"sender": ("Шop", "news@shop.test"), "text": "Скидки до пятницы  -20%"},
    "nothing-but-headers": {"subject": "only a subject", "text": "", "preview": "", "attachments": []},
    "strange-octets": {"sender": ("ab", "zero@far.test"), "message_id": "<spacesin@far.test>", "date": None},
}


def shown(read: letter.ParsedLetter) -> dict[str, object]:
    """A letter in the shape of EXPECTED."""
    return {
        "subject": read.subject,
        "sender": (read.sender.name, read.sender.address),
        "to": [contact.address for contact in read.to],
        "cc": [contact.address for contact in read.cc],
        "message_id": read.message_id,
        "in_reply_to": read.in_reply_to,
        "references": list(read.references),
        "date": read.date.isoformat() if read.date else None,
        "text": read.text,
        "preview": read.preview,
        "attachments": [(each.part, each.type, each.name, each.size) for each in read.attachments],
    }


def test_every_letter_of_the_folder_is_expected_to_be_something() -> None:
    assert set(EXPECTED) == set(letters.NAMES)


@pytest.mark.parametrize("name", letters.NAMES)
def test_a_letter_is_read_as_people_should_see_it(name: str) -> None:
    read = shown(letter.parse_letter(letters.read(name)))
    assert {key: read[key] for key in EXPECTED[name]} == EXPECTED[name]


def test_the_made_up_mailbox_is_read_word_for_word() -> None:
    for made in CORPUS:
        read = letter.parse_letter(made.raw)
        assert (read.subject, read.message_id) == (made.subject, made.message_id)
        assert read.text.splitlines() == made.text.rstrip().splitlines()
        assert made.client in (read.sender.address, *(contact.address for contact in read.to))
        assert read.preview
        assert "\n> " not in read.preview


@pytest.mark.parametrize("octets", [b"", b"\r\n", b"\n\n\n"], ids=["empty", "a-line-end", "line-ends"])
def test_where_there_is_nothing_there_is_no_letter(octets: bytes) -> None:
    with pytest.raises(letter.Unreadable):
        letter.parse_letter(octets)


def test_text_without_any_header_is_still_a_letter() -> None:
    assert letter.parse_letter(b"just words\r\nand more").text == "just words\nand more"


def test_an_alternative_without_plain_words_shows_its_page() -> None:
    raw = (
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n \r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>page</p>\r\n--b--\r\n"
    )
    assert letter.parse_letter(raw).text == "page"


def test_texts_beside_each_other_are_all_shown_and_files_among_them_listed() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nabove\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>below</p>\r\n"
        b"--b\r\nContent-Type: text/plain; name=notes.txt\r\n\r\nnotes\r\n--b--\r\n"
    )
    read = letter.parse_letter(raw)
    assert read.text == "above\n\nbelow"
    assert [each.name for each in read.attachments] == ["notes.txt"]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_no_more_text_is_kept_than_the_policy_says(kind: str) -> None:
    raw = b"Content-Type: text/%s; charset=utf-8\r\n\r\n" % kind.encode() + "слово ".encode() * 5000
    read = letter.parse_letter(raw, Policy(text_kept=1000, preview_kept=50))
    assert 990 <= len(read.text) <= 1000
    assert len(read.preview) <= 50


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("Reply-To: Ivan <Ivan@client.test>", "ivan@client.test"),
        ("Reply-To: ivan@client.test, boss@client.test", "ivan@client.test"),
        ("Reply-To: =?utf-8?b?0JjQstCw0L0=?= <ivan@client.test>", "ivan@client.test"),
        ("Reply-To: Site <noreply@site.test>", None),  # as in From
        ("Reply-To: Site <noreply@Site.test.>", None),
        ("Reply-To: ivan@client.test.", "ivan@client.test"),
        ("Reply-To: ivan@\u0441lient.test", "ivan@xn--lient-0ye.test"),
        ("Reply-To: nobody", None),
        ("Reply-To: a@b@client.test", None),
        ("Reply-To: <ivan@client>", None),
        (f"Reply-To: {'x' * 300}@client.test", None),
        ("Reply-To:", None),
        ("X-Reply-To: ivan@client.test", None),
    ],
)
def test_where_answers_are_asked_to(field: str, found: str | None) -> None:
    raw = f"From: Site <noreply@site.test>\r\nTo: anna@acme.test\r\n{field}\r\n\r\nHello\r\n"
    assert letter.parse_letter(raw.encode()).reply_to == found
