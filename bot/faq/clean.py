"""What a person sent, made fit to be looked at: short, in one spelling, without what cannot be read.

Holds always: whatever comes in, what goes out has at most `LONGEST` characters, no control characters, no
lone surrogates, small letters and single blanks.
"""

import re
import unicodedata

LONGEST = 700  # characters; a story makes its point before that, and work grows with length
_LOOKED_AT = 4 * LONGEST  # characters cleaned at all
_LINK = re.compile(r"https?://\S*")
_REPEATED = re.compile(r"(.)\1{3,}")
# Latin letters that stand for Cyrillic ones in a word that has both
_TWINS = str.maketrans("aceopxykmhtb", "асеорхукмнтв")
_MIXED = re.compile(r"\w+")
_CYRILLIC = re.compile(r"[а-я]")
_LATIN = re.compile(r"[a-z]")


def clean(text: str) -> str:
    """The question in small letters, links left out; `ё` is `е`, marks over other letters stay."""
    plain = unicodedata.normalize("NFKC", text[:_LOOKED_AT]).lower().replace("ё", "е")
    readable = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in plain)
    words = " ".join(_LINK.sub(" ", readable).split())
    short = _REPEATED.sub(r"\1\1\1", words)
    return _MIXED.sub(_one_alphabet, short[:LONGEST])


def _one_alphabet(word: re.Match[str]) -> str:
    both = _CYRILLIC.search(word[0]) and _LATIN.search(word[0])
    return word[0].translate(_TWINS) if both else word[0]
