"""The demo mailboxes hold what a sales team's mailbox holds, good letters and sloppy ones."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache

import pytest

from bot.sandbox import cast, letters
from bot.sandbox.letters import Letter

BORN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def correspondence() -> tuple[Letter, ...]:
    return letters.correspondence(cast.SALES, born=BORN, count=300, seed=1)


@cache
def read(letter: Letter) -> EmailMessage:
    return message_from_bytes(letter.raw, policy=policy.default)


def test_the_same_seed_and_start_give_the_same_letters(correspondence: tuple[Letter, ...]) -> None:
    assert letters.correspondence(cast.SALES, born=BORN, count=300, seed=1) == correspondence


def test_about_a_third_lies_in_sent(correspondence: tuple[Letter, ...]) -> None:
    folders = Counter(letter.folder for letter in correspondence)
    followed = folders[letters.INBOX] + folders[letters.SENT]
    assert 280 <= followed <= 330
    assert 0.25 <= folders[letters.SENT] / followed <= 0.35
    assert set(folders) == {letters.INBOX, letters.SENT, *letters.OTHER_FOLDERS}


def test_dates_reach_out_of_the_window_and_never_into_the_future(correspondence: tuple[Letter, ...]) -> None:
    ages = [BORN - letter.received for letter in correspondence]
    assert ages == sorted(ages, reverse=True)
    assert ages[-1] > timedelta()
    assert timedelta(days=30) < ages[0] < timedelta(days=37)
    assert 5 <= sum(age > timedelta(days=30) for age in ages) <= 60


def test_both_languages_and_the_old_charsets_are_there(correspondence: tuple[Letter, ...]) -> None:
    charsets: Counter[str] = Counter()
    for letter in correspondence:
        body = read(letter).get_body(("plain", "html"))
        assert body is not None
        charsets[str(body.get_content_charset())] += 1
    assert min(charsets["koi8-r"], charsets["windows-1251"]) >= 5
    russian = sum(bool(re.search("[а-я]", text(letter))) for letter in correspondence)
    assert 0.4 < russian / len(correspondence) < 0.8


def text(letter: Letter) -> str:
    body = read(letter).get_body(("plain", "html"))
    assert body is not None
    return str(body.get_content())


def test_every_text_is_finished(correspondence: tuple[Letter, ...]) -> None:
    for letter in correspondence:
        unfinished = re.findall(r"\[\[|\]\]|\{\w+\}|\?\?|\ufffd", text(letter))
        assert unfinished == [], text(letter)


def test_letters_are_well_formed_but_for_the_sloppy_robot(correspondence: tuple[Letter, ...]) -> None:
    broken = {
        str(read(letter)["x-mailer"])
        for letter in correspondence
        if not letter.raw.isascii() and raw_headers(letter)
    }
    assert broken == {"SeverMail 1.2"}
    for letter in correspondence:
        message = read(letter)
        assert message.defects == []
        assert b"\n" not in letter.raw.replace(b"\r\n", b"")
        assert message["from"].addresses[0].addr_spec
        assert message["message-id"]
        assert abs(message["date"].datetime - letter.received) < timedelta(minutes=1)


def raw_headers(letter: Letter) -> bool:
    return not letter.raw.partition(b"\r\n\r\n")[0].isascii()


def test_answers_refer_to_letters_that_are_there(correspondence: tuple[Letter, ...]) -> None:
    ids = {str(read(letter)["message-id"]) for letter in correspondence}
    assert len(ids) == len(correspondence)
    answers = [read(letter) for letter in correspondence if read(letter)["in-reply-to"]]
    assert len(answers) > 100
    assert all(str(answer["in-reply-to"]) in ids for answer in answers)
    assert all(str(answer["subject"]).startswith("Re: ") for answer in answers)


def test_attachments_have_readable_names_and_open(correspondence: tuple[Letter, ...]) -> None:
    parts = [part for letter in correspondence for part in read(letter).iter_attachments()]
    assert len(parts) > 30
    assert all(part.get_content().startswith(b"%PDF-") for part in parts)
    names = {str(part.get_filename()) for part in parts}
    assert any(re.search("[а-я]", name) for name in names)
    assert all(name.endswith(".pdf") and "=?" not in name for name in names)


def test_machines_say_that_they_are_machines(correspondence: tuple[Letter, ...]) -> None:
    bulk = [letter for letter in correspondence if read(letter)["list-unsubscribe"]]
    auto = [
        str(read(letter)["auto-submitted"]) for letter in correspondence if read(letter)["auto-submitted"]
    ]
    assert len(bulk) >= 8
    assert {"auto-generated", "auto-replied"} == set(auto)
    assert all(letter.folder == letters.INBOX for letter in bulk)
