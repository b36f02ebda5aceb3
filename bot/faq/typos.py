"""Words with a slip of the finger, put right: a letter too many, missing or wrong, or two changed places.

Holds always: a word that somebody wrote before stays as it is, in another form, too, and so does one that is
near to none of them; the first letter stays, since people seldom miss it; the work is bounded.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from storage.records import Language

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS: dict[Language, str] = {"ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя", "en": "abcdefghijklmnopqrstuvwxyz"}
_STEM = 5  # letters by which forms of a word are known
_SHORTEST = 4  # letters of a word that is looked at
_ONE_WRONG = 5  # and of one in which a letter may be another: of shorter ones too many are near
_TWICE = 2  # so often a word must have been written to be what another was meant to be
_MOST = 40  # words of a question that are put right


class Typos:
    def __init__(self, texts: Iterable[str]) -> None:
        """Learnt from clean questions."""
        self._known = Counter(word for text in texts for word in _WORD.findall(text))
        self._stems = {word[:_STEM] for word in self._known if len(word) >= _STEM}

    def mended(self, text: str, language: Language) -> str:
        """The clean question with such words put right; of several near ones, the one written most often."""
        left = _MOST

        def mend(found: re.Match[str]) -> str:
            nonlocal left
            word = found[0]
            if left <= 0 or len(word) < _SHORTEST or word in self._known or word[:_STEM] in self._stems:
                return word
            left -= 1
            near = (each for each in _slips(word, _LETTERS[language]) if self._known.get(each, 0) >= _TWICE)
            return max(near, key=lambda each: self._known[each], default=word)

        return _WORD.sub(mend, text)


def _slips(word: str, letters: str) -> Iterator[str]:
    """Words one slip away (Damerau's distance) that begin with the same letter, or with the second."""
    if len(word) > 1:
        yield f"{word[1]}{word[0]}{word[2:]}"
    for at in range(1, len(word) + 1):
        before, behind = word[:at], word[at:]
        yield from (f"{before}{letter}{behind}" for letter in letters)
        if behind:
            yield f"{before}{behind[1:]}"
            if len(word) >= _ONE_WRONG:
                yield from (f"{before}{letter}{behind[1:]}" for letter in letters)
        if len(behind) > 1:
            yield f"{before}{behind[1]}{behind[0]}{behind[2:]}"
