"""Words without their endings, Russian and English in one text.

Holds always:
- a stem is made of letters and digits only, in one case: nothing in it means anything to a database;
- the same word has the same stem in a letter and in a question;
- takes time in proportion to the text.

Surnames are what people look for, and the stemmer takes "Иванов" for a plural: what is left of "Ивановым"
goes the same way, so that all of them meet.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile("[а-я]")
_LATIN = re.compile("[a-z]+")
_OF_SURNAMES = ("ов", "ев")
LONGEST = 40  # characters of a word that count


def stems(text: str, most: int) -> tuple[str, ...]:
    """Those of the first words of a text, in their order."""
    return tuple(islice(_all(text), most))


def _all(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text):
        if stem := _stem(found[0]):
            yield stem


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word[:LONGEST]).casefold().replace("ё", "е")
    plain = "".join(char for char in plain if char.isalnum())[:LONGEST]
    # A stemmer remembers its word while it works: each call has one of its own.
    if _CYRILLIC.search(plain):
        stem = str(RussianStemmer().stemWord(plain))
        return str(RussianStemmer().stemWord(stem)) if stem.endswith(_OF_SURNAMES) else stem
    if _LATIN.fullmatch(plain):
        return str(EnglishStemmer().stemWord(plain))
    return plain
