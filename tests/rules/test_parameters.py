"""Types, charsets and the names of files, written by the book and otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import parameters


@pytest.mark.parametrize(
    ("written", "value", "expected"),
    [
        pytest.param(b"text/plain; charset=utf-8", "text/plain", {"charset": "utf-8"}, id="plain"),
        pytest.param(
            b'TEXT/Plain ; CHARSET = "utf-8" ;', "text/plain", {"charset": "utf-8"}, id="blanks-and-case"
        ),
        pytest.param(b'a/b; name="x; y=\\"z\\""; q=1', "a/b", {"name": 'x; y="z"', "q": "1"}, id="quoted"),
        pytest.param(b"text/html charset=utf-8", "text/html", {"charset": "utf-8"}, id="semicolon-forgotten"),
        pytest.param(b"a/b; name=two words.pdf", "a/b", {"name": "two words.pdf"}, id="quotes-forgotten"),
        pytest.param(b'a/b; name="not closed', "a/b", {"name": "not closed"}, id="quote-not-closed"),
        pytest.param(b"a/b; name=one; name=two", "a/b", {"name": "one"}, id="first-of-two"),
        pytest.param(b'm/x; boundary="=_a  b?="', "m/x", {"boundary": "=_a  b?="}, id="boundary-untouched"),
        pytest.param(b"a/b; f*=utf-8''%D0%AF%20%2B", "a/b", {"f": "Я +"}, id="encoded"),
        pytest.param(b"a/b; f*=koi8-r'ru'%F1; f=ya", "a/b", {"f": "Я"}, id="encoded-beats-plain"),
        pytest.param(b"a/b; f*1=c; f*0=ab", "a/b", {"f": "abc"}, id="continued-in-any-order"),
        pytest.param(
            b"a/b; f*0*=utf-8''%D0; f*1*=%AF; f*2=.txt",
            "a/b",
            {"f": "Я.txt"},
            id="continued-inside-a-character",
        ),
        pytest.param(b"a/b; f*0==?utf-8?B?0K8; f*1=?=", "a/b", {"f": "Я"}, id="encoded-word-continued"),
        pytest.param(
            b'a/b; name="=?utf-8?B?0K8=?=\r\n =?utf-8?B?0K8=?="', "a/b", {"name": "ЯЯ"}, id="encoded-words"
        ),
        pytest.param(b"", "", {}, id="nothing"),
    ],
)
def test_parameters(written: bytes, value: str, expected: dict[str, str]) -> None:
    read = parameters.read(written)
    assert read.value == value
    assert dict(read.parameters) == expected


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("Счёт.pdf", "Счёт.pdf", id="as-it-is"),
        pytest.param("C:\\Docs\\Счёт.pdf", "Счёт.pdf", id="windows-path"),
        pytest.param("/etc/passwd", "passwd", id="unix-path"),
        pytest.param("../../x.pdf", ".._.._x.pdf", id="way-up"),
        pytest.param("Договор 12/05.pdf", "Договор 12_05.pdf", id="slash-in-a-number"),
        pytest.param("a\r\nb\x00.pdf", "a b .pdf", id="controls"),
        pytest.param("invoice\u202efdp.exe", "invoice fdp.exe", id="turned-around"),
        pytest.param("%D0%A1%D1%87%D1%91%D1%82.pdf", "Счёт.pdf", id="the-web-s-way"),
        pytest.param("100%25.pdf", "100%25.pdf", id="per-cent-in-a-name"),
        pytest.param("x" * 300 + ".pdf", "x" * 196 + ".pdf", id="too-long"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_file_name_can_be_shown(written: str, shown: str) -> None:
    assert parameters.file_name(written) == shown


@given(st.binary(max_size=200))
def test_any_octets_are_read(octets: bytes) -> None:
    read = parameters.read(b"a/b; name=" + octets)
    for text in (parameters.read(octets).value, *read.parameters.values()):
        assert "\0" not in text
        text.encode("utf-8")
    name = parameters.file_name(read.parameters.get("name", ""))
    assert not set(name) & set("/\\\0\r\n")
    assert len(name) <= 200
