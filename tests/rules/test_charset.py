"""Text comes out right whatever charset a letter names, and always in a form that can be stored."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import charset
from tests import corpus_words

RUSSIAN = "Добрый день! Пришлите, пожалуйста, счёт на поставку кабеля."
SENTENCES = [*corpus_words.RUSSIAN.sentences, *corpus_words.RUSSIAN.subjects]


@pytest.mark.parametrize(
    ("text", "written_in", "declared"),
    [
        pytest.param(RUSSIAN, "utf-8", "utf-8", id="utf-8-as-declared"),
        pytest.param(RUSSIAN, "koi8-r", "KOI8-R", id="koi8-r-as-declared"),
        pytest.param(RUSSIAN, "cp1251", "windows-1251", id="windows-1251-as-declared"),
        pytest.param(RUSSIAN, "cp866", "ibm866", id="dos-as-declared"),
        pytest.param(RUSSIAN, "iso8859-5", "iso-8859-5", id="iso-8859-5-as-declared"),
        pytest.param(RUSSIAN, "utf-16", "utf-16", id="utf-16-as-declared"),
        pytest.param(RUSSIAN, "cp1251", "cp-1251", id="name-with-a-dash-too-many"),
        pytest.param(RUSSIAN, "cp1251", '"windows-1251"', id="name-in-quotes"),
        pytest.param(RUSSIAN, "cp1251", "win1251", id="name-shortened"),
        pytest.param(RUSSIAN, "cp1251", "CP1251", id="name-of-microsoft"),
        pytest.param(RUSSIAN, "koi8-r", "koi8r", id="name-without-a-dash"),
        pytest.param(RUSSIAN, "koi8-r", "x-unknown", id="x-unknown-koi8-r"),
        pytest.param(RUSSIAN, "cp1251", "unknown-8bit", id="unknown-8bit-windows-1251"),
        pytest.param(RUSSIAN, "cp1251", None, id="nothing-declared-windows-1251"),
        pytest.param(RUSSIAN, "koi8-r", None, id="nothing-declared-koi8-r"),
        pytest.param(RUSSIAN, "utf-8", None, id="nothing-declared-utf-8"),
        pytest.param(RUSSIAN, "utf-8", "windows-1251", id="declared-windows-1251-is-utf-8"),
        pytest.param(RUSSIAN, "utf-8", "us-ascii", id="declared-ascii-is-utf-8"),
        pytest.param(RUSSIAN, "cp1251", "utf-8", id="declared-utf-8-is-windows-1251"),
        pytest.param(RUSSIAN, "cp1251", "iso-8859-1", id="declared-latin-1-is-windows-1251"),
        pytest.param(RUSSIAN, "koi8-r", "windows-1251", id="declared-windows-1251-is-koi8-r"),
        pytest.param(RUSSIAN, "cp1251", "koi8-r", id="declared-koi8-r-is-windows-1251"),
        pytest.param(RUSSIAN.upper(), "cp1251", None, id="capitals-in-windows-1251"),
        pytest.param(RUSSIAN.upper(), "koi8-r", None, id="capitals-in-koi8-r"),
        pytest.param("Grüße aus München", "latin-1", "iso-8859-1", id="german-as-declared"),
        pytest.param("Grüße aus München", "latin-1", None, id="german-nothing-declared"),
        pytest.param("déjà vu à bientôt, l’été", "cp1252", "utf-8", id="french-declared-utf-8"),
        pytest.param("Žluťoučký kůň", "cp1250", "windows-1250", id="czech-as-declared"),
        pytest.param(
            "Привіт, надішліть рахунок за їжу", "cp1251", "windows-1251", id="ukrainian-as-declared"
        ),
        pytest.param("日本語のメール", "iso2022-jp-2", "ISO-2022-JP", id="japanese-in-seven-bits"),
        pytest.param("价格表请查收", "gb18030", "gb2312", id="chinese-beyond-what-is-declared"),
        pytest.param("plain", "ascii", "utf-16", id="declared-utf-16-is-ascii"),
    ],
)
def test_the_text_comes_out(text: str, written_in: str, declared: str | None) -> None:
    assert charset.decode(text.encode(written_in), declared) == text


@pytest.mark.parametrize("declared", [None, "x-unknown", "utf-8", "iso-8859-1", "windows-1251", "koi8-r"])
@pytest.mark.parametrize("written_in", ["cp1251", "koi8-r"])
def test_a_sentence_of_russian_is_told_from_the_other_charset(written_in: str, declared: str | None) -> None:
    for sentence in SENTENCES:
        octets = sentence.encode(written_in, "ignore")
        assert charset.decode(octets, declared) == octets.decode(written_in)


def test_most_single_words_are_told_from_the_other_charset() -> None:
    words = {word.strip(",.:!?«»—") for sentence in SENTENCES for word in sentence.split()}
    words = {word for word in words if word.isalpha() and not word.isascii() and len(word) > 3}
    for written_in in ("cp1251", "koi8-r"):
        right = sum(charset.decode(word.encode(written_in), None) == word for word in words)
        assert right >= 0.9 * len(words)


def test_text_cut_inside_a_character_keeps_what_came_before() -> None:
    assert charset.decode(RUSSIAN.encode()[:21], "utf-8").startswith("Добрый ден")


@pytest.mark.parametrize(
    "name", ["base64", "rot13", "zlib", "idna", "unicode_escape", "undefined", "a\0b", ""]
)
def test_a_letter_cannot_choose_codecs_that_are_no_charsets(name: str) -> None:
    assert charset.codec_of(name) is None
    assert charset.decode(b"aGVsbG8=\\u0000", name) == "aGVsbG8=\\u0000"


@pytest.mark.parametrize(
    "name",
    [
        "windows-1250",
        "windows-1258",
        "cp437",
        "ibm869",
        "iso-8859-1",
        "iso-8859-16",
        "iso-8859-8-i",
        "utf-32",
        "ks_c_5601-1987",
        "big5",
        "shift_jis",
        "euc-jp",
        "hz-gb-2312",
        "tis-620",
        "koi8-u",
        "x-mac-cyrillic",
    ],
)
def test_names_that_letters_use_are_known(name: str) -> None:
    codec = charset.codec_of(name)
    assert codec
    assert codecs.lookup(codec)


@given(
    st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["utf-7", "utf-16"]))
)
def test_any_octets_give_text_that_can_be_stored(octets: bytes, declared: str | None) -> None:
    text = charset.decode(octets, declared)
    assert "\0" not in text
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_utf8_comes_out_as_it_went_in(text: str) -> None:
    assert charset.decode(text.encode(), "utf-8") == text
