"""Headers are read in order, whole, and with their ids and dates as they were meant."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import headers


def test_repeated_fields_stay_in_order_and_folded_ones_are_whole() -> None:
    block = b"Received: one\r\nSubject: a\r\n b\r\nreceived: two\r\nTO : x@y\r\nReceived:three\r\n"
    fields, rest = headers.read(block)
    assert [name for name, _ in fields.fields] == ["received", "subject", "received", "to", "received"]
    assert list(fields.every("received")) == [b"one", b"two", b"three"]
    assert headers.text(fields.first("subject")) == "a b"
    assert "to" in fields
    assert fields.first("cc") == b""
    assert rest == b""


@pytest.mark.parametrize(
    ("block", "names", "rest"),
    [
        pytest.param(b"From x@y Mon Jan  1\nTo: a\n", ["to"], b"", id="mbox-line-above"),
        pytest.param(b"To: a\ntorn off\nCc: b\n", ["to", "cc"], b"", id="a-torn-line-between"),
        pytest.param(b"To: a\nHello there\n", ["to"], b"Hello there\n", id="text-right-below"),
        pytest.param(b"only text\nand more\n", [], b"only text\nand more\n", id="no-field-at-all"),
        pytest.param(b"Empty:\nTo: a\n", ["empty", "to"], b"", id="empty-value"),
    ],
)
def test_lines_that_are_no_fields(block: bytes, names: list[str], rest: bytes) -> None:
    fields, left = headers.read(block)
    assert [name for name, _ in fields.fields] == names
    assert left == rest


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"Pay \x1b[31mnow\x07", id="as-they-stand"),
        pytest.param(b"=?utf-8?q?Pay_=1B[31mnow=07?=", id="in-an-encoded-word"),
        pytest.param(b"=?utf-8?q?Pay_=C2=9B=1B[31mnow?=", id="of-eight-bits"),
    ],
)
def test_characters_that_a_terminal_obeys_are_no_text(value: bytes) -> None:
    assert headers.text(value) == "Pay [31mnow"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param(b"<a@b>", "<a@b>", id="by-the-book"),
        pytest.param(b" <a@b> (added by gateway)", "<a@b>", id="with-a-comment"),
        pytest.param(b"a@b", "<a@b>", id="without-brackets"),
        pytest.param(b"<a\r\n @b>", "<a@b>", id="folded-inside"),
        pytest.param(b"<a b@c >", "<ab@c>", id="blanks-inside"),
        pytest.param(b"<a@b", "<a@b>", id="bracket-not-closed"),
        pytest.param(b"<>", None, id="empty-brackets"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_a_message_id_comes_with_its_brackets(value: bytes, found: str | None) -> None:
    assert headers.message_id(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param(b"<a@b>\r\n\t<c@d> <a@b>", ("<a@b>", "<c@d>"), id="folded-and-repeated"),
        pytest.param(b"<a@b><c@d>", ("<a@b>", "<c@d>"), id="no-blank-between"),
        pytest.param(b"a@b c@d", ("<a@b>", "<c@d>"), id="without-brackets"),
        pytest.param(b'Your letter of "Monday" <a@b>', ("<a@b>",), id="prose-around"),
        pytest.param(b"Your letter of Monday", (), id="only-prose"),
    ],
)
def test_ids_of_a_conversation(value: bytes, found: tuple[str, ...]) -> None:
    assert headers.message_ids(value) == found


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        pytest.param(b"Mon, 23 Nov 2026 10:15:00 +0300", (2026, 11, 23, 7, 15), id="by-the-book"),
        pytest.param(b"23 Nov 26 07:15 GMT", (2026, 11, 23, 7, 15), id="two-digit-year-no-seconds"),
        pytest.param(b"Mon, 23 Nov 2026 10:15:00 +0300 (MSK)", (2026, 11, 23, 7, 15), id="zone-in-a-comment"),
        pytest.param(b"Mon, 23 Nov 2026 07:15:60 -0000", (2026, 11, 23, 7, 15, 59), id="leap-second"),
        pytest.param(b"2026-11-23T10:15:00+03:00", (2026, 11, 23, 7, 15), id="iso"),
        pytest.param(b"2026-11-23 07:15:00", (2026, 11, 23, 7, 15), id="iso-without-zone"),
        pytest.param(b"Mon, 23 Nov 2026 07:15:00 +9999", (2026, 11, 23, 7, 15), id="impossible-zone"),
        pytest.param(b"Thu, 01 Jan 1900 00:00:00 +0000", None, id="year-1900"),
        pytest.param(b"Thu, 01 Jan 2099 00:00:00 +0000", None, id="year-2099"),
        pytest.param(b"Mon, 32 Nov 2026 10:15:00 +0300", None, id="no-such-day"),
        pytest.param(b"Mon, 23 Nov 99999999999 10:15:00", None, id="no-such-year"),
        pytest.param(b"yesterday", None, id="prose"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_dates_are_moments_in_utc(value: bytes, moment: tuple[int, ...] | None) -> None:
    assert headers.date(value) == (datetime(*moment, tzinfo=UTC) if moment else None)  # type: ignore[arg-type,misc]


@given(st.binary(max_size=300))
def test_any_octets_are_read(octets: bytes) -> None:
    fields, _ = headers.read(octets)
    for value in (octets, *(value for _, value in fields.fields)):
        assert "\0" not in headers.text(value)
        headers.text(value).encode("utf-8")
        for each in (*headers.message_ids(value), headers.message_id(value) or ""):
            assert "\0" not in each
            each.encode("utf-8")
        moment = headers.date(value)
        assert moment is None or moment.tzinfo == UTC


@given(st.text(alphabet="0123456789:+-, JanFebмонGMTZ()T", max_size=40))
def test_any_date_is_a_moment_or_none(written: str) -> None:
    moment = headers.date(written.encode())
    assert moment is None or 1980 <= moment.year < 2080
