"""Which folders are the Inbox and Sent, on servers of many languages and habits."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient import imap_utf7

from sync_engine.rules import folders
from sync_engine.rules.folders import ListedFolder


def folder(name: str, *flags: str, delimiter: str | None = "/") -> ListedFolder:
    return folders.listed([f"\\{flag}".encode() for flag in flags], delimiter, imap_utf7.encode(name))


def sent_of(*listed: ListedFolder) -> str | None:
    choice = folders.choose([folder("INBOX"), *listed])
    return choice.sent.name if choice.sent else None


YANDEX = [
    folder("INBOX", "Unmarked", "NoInferiors", delimiter="|"),
    folder("Исходящие", "Outbox", delimiter="|"),
    folder("Отправленные", "Sent", "HasNoChildren", delimiter="|"),
    folder("Спам", "Junk", delimiter="|"),
    folder("Удалённые", "Trash", delimiter="|"),
    folder("Черновики", "Drafts", delimiter="|"),
]
GMAIL = [
    folder("INBOX"),
    folder("[Gmail]", "Noselect"),
    folder("[Gmail]/Вся почта", "All"),
    folder("[Gmail]/Отправленные", "Sent"),
    folder("[Gmail]/Помеченные", "Flagged"),
]
HOSTER = [
    folder("INBOX", delimiter="."),
    folder("INBOX.Drafts", delimiter="."),
    folder("INBOX.Sent", delimiter="."),
    folder("INBOX.Клиенты", delimiter="."),
]


@pytest.mark.parametrize(
    ("listed", "sent"),
    [
        pytest.param(YANDEX, "Отправленные", id="yandex"),
        pytest.param(GMAIL, "[Gmail]/Отправленные", id="gmail"),
        pytest.param(HOSTER, "INBOX.Sent", id="hoster-with-everything-below-the-inbox"),
    ],
)
def test_services_people_have(listed: list[ListedFolder], sent: str) -> None:
    choice = folders.choose(listed)
    assert choice.inbox == listed[0]
    assert choice.sent
    assert choice.sent.name == sent


@pytest.mark.parametrize(
    "name",
    [
        *("Отправленные", "Отправленное", "Отправлено", "Отправленные письма", "ОТПРАВЛЕННЫЕ"),
        *(
            "Sent",
            "SENT",
            "Sent Items",
            "Sent Messages",
            "Sent Mail",
            "SentBox",
            "Надіслані",
            "Надіслані листи",
        ),
        *(
            "Адпраўленыя",
            "Жіберілген",
            "Gesendet",
            "Gesendete Objekte",
            "Éléments envoyés",
            "Messages envoyés",
        ),
        *(
            "Enviados",
            "Elementos enviados",
            "Posta inviata",
            "Wysłane",
            "Elementy wysłane",
            "Gönderilmiş Öğeler",
        ),
    ],
)
@pytest.mark.parametrize("above", ["", "INBOX/"])
def test_a_name_is_enough_in_many_languages(above: str, name: str) -> None:
    others = [folder("Черновики"), folder("Trash"), folder("Клиенты")]
    assert sent_of(*others, folder(above + name)) == above + name


def test_an_accent_written_as_a_letter_of_its_own_makes_no_difference() -> None:
    assert sent_of(folder("E\u0301le\u0301ments envoye\u0301s")) is not None


@pytest.mark.parametrize(
    ("listed", "sent"),
    [
        pytest.param(
            [folder("Архив 2020", "Sent"), folder("Sent")], "Архив 2020", id="the-flag-beats-a-name"
        ),
        pytest.param([folder("Исходящие")], None, id="outbox-is-not-sent"),
        pytest.param([folder("Outbox")], None, id="outbox-in-english"),
        pytest.param([folder("Исходящие", "Sent")], "Исходящие", id="unless-the-server-says-so"),
        pytest.param(
            [folder("Sent", "Noselect"), folder("Отправленные")], "Отправленные", id="not-a-closed-one"
        ),
        pytest.param([folder("Sent", "Sent", "NonExistent")], None, id="nor-one-that-is-not-there"),
        pytest.param([folder("Sent", "Trash")], None, id="nor-one-that-is-the-trash"),
        pytest.param([folder("Корзина/Sent")], None, id="nor-one-inside-the-trash"),
        pytest.param([folder("Проект/Sent"), folder("Sent")], "Sent", id="the-top-one-of-two"),
        pytest.param(
            [folder("Sent", "Sent"), folder("Sent Messages", "Sent")], "Sent", id="debian-flags-two"
        ),
        pytest.param([folder("Sent", "sENT"), folder("Отправленные")], "Sent", id="flags-in-any-case"),
    ],
)
def test_which_one_it_is(listed: list[ListedFolder], sent: str | None) -> None:
    assert sent_of(*listed) == sent


@pytest.mark.parametrize(
    ("listed", "candidates"),
    [
        pytest.param(
            [folder("Клиенты"), folder("Sent"), folder("Отправленные")],
            ["Sent", "Отправленные", "Клиенты"],
            id="two-names-likeliest-first",
        ),
        pytest.param(
            [folder("Posted", "Sent"), folder("Sent Messages", "Sent")],
            ["Posted", "Sent Messages"],
            id="two-flags",
        ),
        pytest.param(
            [
                folder("Ушедшее"),
                folder("Drafts"),
                folder("Спам"),
                folder("Удалённые"),
                folder("X", "Archive"),
            ],
            ["Ушедшее"],
            id="nothing-known-leaves-out-what-is-surely-something-else",
        ),
        pytest.param([], [], id="inbox-only"),
    ],
)
def test_in_doubt_the_person_is_asked(listed: list[ListedFolder], candidates: list[str]) -> None:
    choice = folders.choose([folder("INBOX"), *listed])
    assert choice.sent is None
    assert [candidate.name for candidate in choice.candidates] == candidates


@pytest.mark.parametrize("name", ["INBOX", "Inbox", "inbox"])
def test_the_inbox_is_found_in_any_case(name: str) -> None:
    choice = folders.choose([folder("Sent"), folder(name)])
    assert choice.inbox
    assert choice.inbox.name == name


def test_a_mailbox_without_an_inbox_has_none() -> None:
    assert folders.choose([folder("Sent")]).inbox is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param("Клиенты/Отправленные", "Клиенты/Отправленные", id="whole-name"),
        pytest.param("ушедшее", "Ушедшее", id="other-case"),
        pytest.param("Отчёты", "Архив/Отчеты", id="last-part-and-yo"),
        pytest.param("Отправленные", None, id="two-of-them"),
        pytest.param("Нет такой", None, id="not-there"),
        pytest.param("[Gmail]", None, id="closed"),
    ],
)
def test_the_folder_a_person_names(wanted: str, found: str | None) -> None:
    listed = [
        folder("Клиенты/Отправленные"),
        folder("Архив/Отправленные"),
        folder("Ушедшее"),
        folder("Архив/Отчеты"),
        folder("[Gmail]", "Noselect"),
    ]
    picked = folders.pick(listed, wanted)
    assert (picked.name if picked else None) == found


# -- names on the wire -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param(b"&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "Отправленные", id="cyrillic"),
        pytest.param(b"[Gmail]/&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "[Gmail]/Отправленные", id="half-latin"),
        pytest.param(b"R&-D", "R&D", id="ampersand"),
        pytest.param(b"&BBAEMQQyACYEMwQ0BDU-", "Абв&где", id="yandex-packs-the-ampersand-too"),
        pytest.param(b"R&D", "R&D", id="bare-ampersand"),
        pytest.param(b"Q&As-2020", "Q&As-2020", id="bare-ampersand-before-a-dash"),
        pytest.param(b"&BB4", "&BB4", id="unfinished"),
        pytest.param(b"&2D0-", "&2D0-", id="half-a-character"),
        pytest.param("Отправленные".encode(), "Отправленные", id="utf-8"),
        pytest.param(b"\xcf\xf0\xe8", "\ufffd" * 3, id="some-other-eight-bits"),
    ],
)
def test_a_name_is_decoded_for_people(raw: bytes, name: str) -> None:
    assert folders.decode_name(raw) == name


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_every_name_survives_modified_utf_7(name: str) -> None:
    assert folders.decode_name(imap_utf7.encode(name)) == name


@given(st.binary(max_size=30) | st.binary(max_size=12).map(lambda raw: b"&" + base64.b64encode(raw) + b"-"))
def test_whatever_a_server_sends_it_gets_its_own_octets_back(raw: bytes) -> None:
    listed = folders.listed([], None, raw)
    assert listed.wire_name.encode("latin-1") == raw
    assert folders.shown_name(listed.wire_name) == listed.name
