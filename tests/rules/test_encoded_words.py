"""Subjects and names read as they were meant, however their encoded words were written."""

import base64
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import encoded_words


def word(octets: bytes, charset: str = "utf-8", *, padding: bool = True) -> bytes:
    text = base64.b64encode(octets)
    return b"=?%s?B?%s?=" % (charset.encode(), text if padding else text.rstrip(b"="))


WHOLE = "Счёт на оплату".encode()
NUMBER = "Договор №".encode("cp1251")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param(b"plain words", "plain words", id="no-encoded-word"),
        pytest.param(word(WHOLE), "Счёт на оплату", id="base64"),
        pytest.param(b"=?utf-8?Q?=D0=A1=D1=87=D1=91=D1=82_=E2=84=96=205?=", "Счёт № 5", id="quoted"),
        pytest.param(b"=?koi8-r?q?=F3=DE=A3=D4?=", "Счёт", id="lower-case-q"),
        pytest.param(word(WHOLE[:8]) + b" " + word(WHOLE[8:]), "Счёт на оплату", id="blank-between-words"),
        pytest.param(word(WHOLE[:7]) + b" " + word(WHOLE[7:]), "Счёт на оплату", id="cut-inside-a-character"),
        pytest.param(word(WHOLE[:7]) + word(WHOLE[7:]), "Счёт на оплату", id="no-blank-between-words"),
        pytest.param(b"=?utf-8?q?=D0?= =?utf-8?q?=A1=D1=87?=", "Сч", id="quoted-word-cut-inside-a-character"),
        pytest.param(word(WHOLE, padding=False), "Счёт на оплату", id="padding-missing"),
        pytest.param(
            word(WHOLE[:8], padding=False) + b" " + word(WHOLE[8:]),
            "Счёт на оплату",
            id="padding-missing-inside",
        ),
        pytest.param(
            b"=?utf-8?B?"
            + base64.b64encode(WHOLE)[:10]
            + b"?= =?utf-8?B?"
            + base64.b64encode(WHOLE)[10:]
            + b"?=",
            "Счёт на оплату",
            id="one-run-of-base64-in-two-words",
        ),
        pytest.param(b"Re: " + word(WHOLE) + b" (2)", "Re: Счёт на оплату (2)", id="words-around"),
        pytest.param(
            word(NUMBER, "windows-1251") + b" " + word(WHOLE), "Договор №Счёт на оплату", id="two-charsets"
        ),
        pytest.param(b"=?utf-8?Q?=D0=A1=D1=87=D1=91=D1=82 5?=", "Счёт 5", id="blank-inside-a-word"),
        pytest.param(b"=?utf-8?Q?=D0=9A=D0=B0=D0=BA??=", "Как?", id="question-mark-inside-a-word"),
        pytest.param(
            b"=?utf-8*ru?B?" + base64.b64encode(WHOLE) + b"?=", "Счёт на оплату", id="with-a-language"
        ),
        pytest.param(b"=?utf-8?B?!!!?=", "", id="no-base64-at-all"),
        pytest.param(b"=?utf-8?X?abc?= =?utf-8?B?", "=?utf-8?X?abc?= =?utf-8?B?", id="not-encoded-words"),
    ],
)
def test_the_words_are_read(written: bytes, read: str) -> None:
    assert encoded_words.decode(written, None) == read


def test_raw_octets_are_read_by_the_charset_of_the_letter() -> None:
    raw = "Привет, ".encode("koi8-r") + word("мир".encode("koi8-r"), "koi8-r")
    assert encoded_words.decode(raw, "koi8-r") == "Привет, мир"


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=120))
def test_what_another_program_encodes_is_read_back(text: str) -> None:
    if "=?" in text:
        return
    line = Header(text, "utf-8", maxlinelen=60).encode(linesep="").encode()
    assert encoded_words.decode(line, None) == text


@given(st.binary(max_size=300))
def test_any_octets_give_text_that_can_be_stored(octets: bytes) -> None:
    for pattern in (octets, b"=?utf-8?B?" + octets + b"?=", b"=?" + octets + b"?q?=00=ED=A0=80?="):
        text = encoded_words.decode(pattern, None)
        assert "\0" not in text
        text.encode("utf-8")
