"""Monsters and accidents: whatever the octets, a letter comes out, storable and soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import letter
from tests import letters


def texts(read: letter.ParsedLetter) -> list[str]:
    """Every text that goes into the database."""
    people = [word for each in (read.sender, *read.to, *read.cc) for word in (each.name, each.address)]
    files = [word for each in read.attachments for word in (each.name, each.type, each.part)]
    ids = [read.message_id or "", read.in_reply_to or "", *read.references]
    return [read.subject, read.text, read.preview, *people, *files, *ids]


def check(read: letter.ParsedLetter) -> None:
    for text in texts(read):
        assert "\0" not in text
        text.encode("utf-8")
    assert len(read.preview) <= 400


# Letters that are cheap to send and must not be dear to read: seconds of processor time are counted.
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
HUGE = 1024 * 1024


def nested(depth: int) -> bytes:
    """The beginning of a letter whose only part is so deep."""
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(depth)
    )


@pytest.mark.parametrize(
    ("raw", "text", "files"),
    [
        pytest.param(
            MIXED + b"--b\r\nContent-Type: a/b\r\n\r\nx\r\n" * 9990, "", 9990, id="ten-thousand-parts"
        ),
        pytest.param(MIXED + b"--b\r\n" * 100_000, "", 0, id="delimiters-only"),
        pytest.param(MIXED + b"--\r\n" * (HUGE // 4), None, 0, id="dashes-only"),
        pytest.param(nested(99) + b"\r\nat the bottom", "at the bottom", 0, id="nested-a-hundred-deep"),
        pytest.param(nested(5000) + b"\r\nat the bottom", "", 1, id="nested-five-thousand-deep"),
        pytest.param(nested(2000) + b"\r\nat the bottom", "", 1, id="nested-two-thousand-deep"),
        pytest.param(
            b"Subject: " + b"=?a?q?" * (HUGE // 6) + b"\r\n\r\nx", None, 0, id="encoded-words-without-end"
        ),
        pytest.param(b"To: " + b'"(<' * (HUGE // 3) + b"\r\n\r\nx", None, 0, id="brackets-without-end"),
        pytest.param(b"To: " + b"a, " * (HUGE // 3) + b"\r\n\r\nx", None, 0, id="names-without-end"),
        pytest.param(b"References: " + b"a" * HUGE + b"\r\n\r\nx", None, 0, id="an-id-without-end"),
        pytest.param(b"A:\r\n" * (HUGE // 4) + b"\r\nx", None, 0, id="fields-without-end"),
        pytest.param(b"Message-ID: <a@b>\r\n" * 1000 + b"\r\nx", "x", 0, id="a-thousand-message-ids"),
        pytest.param(
            b"Content-Type: a/b; " + b"a" * HUGE + b"\r\n\r\nx", None, 1, id="a-parameter-without-end"
        ),
        pytest.param(b"\0" * HUGE, "", 0, id="nothing-but-nul"),
        pytest.param(
            b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + b"QUJ \r\nDQ==" * (HUGE // 10),
            "",
            1,
            id="base64-without-order",
        ),
        pytest.param(
            b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+2AA-x+AAE-" * 1000,
            "x" * 1000,
            0,
            id="lone-surrogates-and-controls",
        ),
        pytest.param(b"\r\n" + b"\xed\xa0\x80" * 1000, None, 0, id="surrogates-as-utf-8"),
        pytest.param(
            b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMII=", "", 1, id="s-mime"
        ),
        pytest.param(b"\r\n" + b"regards\r\n \r\n" * (HUGE // 12), None, 0, id="farewells-without-end"),
        pytest.param(
            b"\r\n" + b"On 12:30 a@b.c wrote:\r\n" * (HUGE // 24), None, 0, id="introductions-without-end"
        ),
        pytest.param(
            b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"x \r\n" * (HUGE // 4),
            None,
            0,
            id="one-line",
        ),
        pytest.param(
            b"Content-Type: text/html\r\n\r\n" + b"<div>" * (HUGE // 5), "", 0, id="elements-without-end"
        ),
        pytest.param(
            b"Content-Type: text/html\r\n\r\n<p" + b" a=1" * (HUGE // 4), "", 0, id="attributes-without-end"
        ),
    ],
)
def test_a_monster_is_read_in_bounded_time(raw: bytes, text: str | None, files: int) -> None:
    begun = time.thread_time()
    read = letter.parse_letter(raw)
    assert time.thread_time() - begun < 3
    assert text is None or read.text == text
    assert len(read.attachments) == files
    check(read)


@pytest.mark.parametrize("name", letters.NAMES + letters.COLLECTED)
def test_every_text_of_a_letter_can_be_stored(name: str) -> None:
    check(letter.parse_letter(letters.read(name)))


@given(st.binary(max_size=2000))
def test_any_octets_are_a_letter_or_nothing(octets: bytes) -> None:
    try:
        check(letter.parse_letter(octets))
    except letter.Unreadable:
        assert not octets.strip()
