"""Octets of a letter become text, whatever the letter says its charset is.

Holds always:
- never raises; what comes out has no NUL and no surrogate, so SQLite and PostgreSQL can store it;
- a charset is looked up in a list of our own: a letter cannot choose any codec Python happens to have;
- what was declared is believed unless the octets plainly say otherwise: they are valid UTF-8, or Russian in
  another of its charsets.
"""

import re
from functools import lru_cache

from sync_engine.rules import russian

# Names no rule below makes out of what is written; the values are Python's names of codecs.
_CODECS = {
    "utf8": "utf-8", "utf8mb4": "utf-8", "unicode11utf8": "utf-8", "cputf8": "utf-8", "cp65001": "utf-8",
    "utf7": "utf-7", "unicode11utf7": "utf-7",
    "utf16": "utf-16", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf32": "utf-32",
    "koi8": "koi8-r", "koi8r": "koi8-r", "cskoi8r": "koi8-r", "koi8ru": "koi8-u", "koi8u": "koi8-u",
    "maccyrillic": "mac-cyrillic", "macintosh": "mac-roman", "macroman": "mac-roman",
    "ibm866": "cp866", "dos866": "cp866", "866": "cp866", "alt": "cp866",
    "1251": "cp1251", "1252": "cp1252", "ansi": "cp1252",
    "latin1": "cp1252", "l1": "cp1252", "iso88591": "cp1252",  # what programs mean by it
    "latin2": "iso8859-2", "latin5": "iso8859-9", "latin9": "iso8859-15",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030", "hzgb2312": "hz",
    "big5": "big5hkscs", "big5hkscs": "big5hkscs", "cp950": "big5hkscs",
    "shiftjis": "cp932", "sjis": "cp932", "mskanji": "cp932", "cp932": "cp932", "windows31j": "cp932",
    "eucjp": "euc-jp", "iso2022jp": "iso2022-jp-2", "iso2022jp2": "iso2022-jp-2",
    "euckr": "cp949", "ksc56011987": "cp949", "ksc5601": "cp949", "cp949": "cp949", "iso2022kr": "iso2022-kr",
    "tis620": "cp874", "windows874": "cp874", "viscii": "cp1258",
}  # fmt: skip
_FAMILIES = (
    (re.compile(r"(?:windows|win|cp|ansi|ms|mswindows|microsoftcp)(125[0-8])"), "cp"),
    (re.compile(r"(?:ibm|cp|dos)(437|775|85[0258]|86[0-69])"), "cp"),
    (re.compile(r"(?:iso)?8859([1-9]|1[013-6])[ie]?"), "iso8859-"),
)
_SEVEN_BIT = frozenset({"utf-7", "hz", "iso2022-jp-2", "iso2022-kr"})
_WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32"})
_CYRILLIC = frozenset({"cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"})
_WESTERN = frozenset({"cp1252", "iso8859-15", "mac-roman", "cp850", "cp437"})
_RUSSIAN = ("cp1251", "koi8-r")  # charsets that Russian letters are in when nothing says which

_SAMPLE = 200  # octets; a few lines tell
_GOOD = 1.5  # the score of a few words of Russian
_PLAIN_EVIDENCE = 3  # multi-octet sequences of valid UTF-8 that are no accident

_CONTROLS = bytes((*range(1, 9), 11, 12, *range(14, 32), 127))  # all but NUL and white space
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(octets: bytes, declared: str | None) -> str:
    """The text of the octets; `declared` is the charset as a letter writes it, right or wrong."""
    codec = codec_of(declared) if declared else None
    if codec in _SEVEN_BIT or (codec in _WIDE and b"\0" in octets):
        return storable(octets.decode(codec, "replace"))
    text = octets.decode("ascii") if octets.isascii() else _decode_high(octets, codec)
    return text.replace("\0", "") if "\0" in text else text  # only UTF-7 has surrogates


def may_have_controls(octets: bytes, declared: str | None) -> bool:
    """Whether there may be control characters in the text of the octets; False is quickly found, and sure."""
    # Only UTF-7 has a way of writing them in other octets.
    return len(octets.translate(None, _CONTROLS)) != len(octets) or (
        declared is not None and codec_of(declared) == "utf-7"
    )


def fits(octets: bytes, declared: str) -> bool:
    """Whether all of the octets mean something in the declared charset; True if nobody knows it."""
    codec = codec_of(declared)
    return codec is None or _strictly(octets, codec) is not None


def storable(text: str) -> str:
    """The text without NULs and lone surrogates, which no database takes."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else _SURROGATE.sub("", text)


@lru_cache(maxsize=256)
def codec_of(declared: str) -> str | None:
    """Python's name of a declared charset; None for one nobody knows (`x-unknown`, `unknown-8bit`, ...)."""
    name = re.sub(r"[^a-z0-9]", "", declared[:100].lower())
    if name.startswith(("xcp", "xwin", "xmac", "xsjis", "xeuc", "xgbk")):
        name = name[1:]
    if name in _CODECS:
        return _CODECS[name]
    for family, prefix in _FAMILIES:
        if found := family.fullmatch(name):
            return prefix + found[1]
    return None


def _decode_high(octets: bytes, codec: str | None) -> str:
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(octets, codec)
    if codec in (None, "utf-8") or len(octets) - len(text) >= _PLAIN_EVIDENCE:
        return text
    # One or two pairs of octets may be UTF-8 by accident: whoever reads better is right.
    other = _strictly(octets, codec)
    if other is None or russian.likeness(text) > russian.likeness(other):
        return text
    return other


def _not_utf8(octets: bytes, codec: str | None) -> str:
    if codec is None:
        return _guess(octets)
    if codec in _CYRILLIC or codec in _WESTERN:
        text = _strictly(octets, codec)
        return _guess(octets, codec) if text is None or _is_wrong(octets, text, codec) else text
    text = octets.decode(codec, "replace")
    broken = text.count("\ufffd")
    # A letter cut short, or with a quote from elsewhere, has a few broken characters; a lie has little else.
    return text if broken * 4 <= len(text) - len(text.encode("ascii", "ignore")) else _guess(octets)


def _is_wrong(octets: bytes, text: str, codec: str) -> bool:
    """Whether a declared one-octet charset gives plain nonsense where another gives Russian."""
    sample = _sample(octets)
    if codec in _WESTERN:
        return not _is_western(sample) and _best(sample)[0] > 0.8
    if len(sample) < 8:
        return False
    score = russian.likeness(_sample_text(sample, codec), _GOOD)
    return score < _GOOD and _best(sample)[0] > score + 0.7


def _guess(octets: bytes, declared: str | None = None) -> str:
    """Russian if it reads like it, else a Western text, in which every octet means something."""
    sample = _sample(octets)
    score, codec = _best(sample)
    if _is_western(sample) or score < -1.0:
        codec = declared if declared in _WESTERN else "cp1252"
    text = octets.decode(codec, "replace")
    return text if "\ufffd" not in text else _patched(octets, codec)


def _patched(octets: bytes, codec: str) -> str:
    """The few octets without a meaning in the charset as Latin-1 has them."""
    return octets.decode("latin-1").translate(_meanings(codec))


@lru_cache(maxsize=8)
def _meanings(codec: str) -> dict[int, str]:
    return {octet: _strictly(bytes((octet,)), codec) or chr(octet) for octet in range(128, 256)}


def _strictly(octets: bytes, codec: str) -> str | None:
    try:
        return octets.decode(codec)
    except UnicodeDecodeError:
        return None


def _sample(octets: bytes) -> bytes:
    first = _HIGH.search(octets)
    start = max(0, first.start() - 40) if first else 0
    return octets[start : start + _SAMPLE]


def _sample_text(sample: bytes, codec: str) -> str:
    return sample.decode(codec, "replace")


def _best(sample: bytes) -> tuple[float, str]:
    return max((russian.likeness(_sample_text(sample, codec)), codec) for codec in _RUSSIAN)


def _is_western(sample: bytes) -> bool:
    """Whether letters beyond ASCII stand among ASCII ones, as accents do, rather than make words."""
    words = _HIGH_WORD.findall(sample)
    mixed = sum(1 for word in words if re.search(rb"[A-Za-z]", word))
    return mixed * 2 > len(words)
