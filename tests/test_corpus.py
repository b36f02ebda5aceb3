"""The made-up mailbox is the same every time, reads as it says, and has the shares it promises."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from tests import corpus

LAST = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = LAST - timedelta(days=29)


@pytest.fixture(scope="module")
def letters() -> list[corpus.CorpusLetter]:
    return list(corpus.letters(1000, seed=7, first=FIRST, last=LAST))


def read(letter: corpus.CorpusLetter) -> EmailMessage:
    return email.message_from_bytes(letter.raw, policy=email.policy.default)


def test_a_seed_gives_the_same_letters_and_another_gives_others(letters: list[corpus.CorpusLetter]) -> None:
    assert list(corpus.letters(1000, seed=7, first=FIRST, last=LAST)) == letters
    other = corpus.letters(1000, seed=8, first=FIRST, last=LAST)
    assert not {letter.message_id for letter in other} & {letter.message_id for letter in letters}


def test_an_independent_parser_reads_what_the_letter_says_of_itself(
    letters: list[corpus.CorpusLetter],
) -> None:
    for letter in letters[:200]:
        message = read(letter)
        body = message.get_body(("plain",))
        assert body is not None
        assert message["Subject"] == letter.subject
        assert message["Message-ID"] == letter.message_id
        assert "\r\n".join(body.get_content().splitlines()) == "\r\n".join(letter.text.splitlines())
        other_side = message["From"] if letter.role == "inbox" else message["To"]
        assert other_side.addresses[0].addr_spec == letter.client
        assert [part.defects for part in message.walk()] == [[]] * len(list(message.walk()))


def test_letters_come_in_order_and_inside_the_time_asked_for(letters: list[corpus.CorpusLetter]) -> None:
    times = [letter.received for letter in letters]
    assert times == sorted(set(times))
    assert times[0] >= FIRST
    assert times[-1] <= LAST


def test_the_shares_are_those_of_a_sales_mailbox(letters: list[corpus.CorpusLetter]) -> None:
    shares = {
        "html": sum(b"Content-Type: text/html" in letter.raw for letter in letters),
        "attachment": sum(b"Content-Disposition: attachment" in letter.raw for letter in letters),
        "russian": sum("Добрый день!" in letter.text[:20] for letter in letters),
        "sent": sum(letter.role == "sent" for letter in letters),
        "koi8-r": sum(b"charset=koi8-r" in letter.raw for letter in letters),
        "windows-1251": sum(b"charset=windows-1251" in letter.raw for letter in letters),
    }
    promised = {
        "html": 550,
        "attachment": 220,
        "russian": 700,
        "sent": 300,
        "koi8-r": 120,
        "windows-1251": 130,
    }
    assert shares == pytest.approx(promised, abs=45)
    own_words = [len(letter.text.partition("\r\n\r\n> ")[0].split()) for letter in letters]
    assert 40 <= min(own_words) < 60
    assert 450 < max(own_words) <= 500
    assert len({letter.client.partition("@")[2] for letter in letters}) == 25
    assert 20 < sum(len(letter.raw) for letter in letters) / 1e6 < 36
