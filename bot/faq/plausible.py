"""How much a word looks like Russian or English: by the pairs of letters of words people wrote."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.faq.clean import clean
from storage.records import Language

_WORDS: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(r"[а-я]{2,}"),
    "en": re.compile(r"[a-z]{2,}"),
}
_LETTERS = {"ru": 32, "en": 26}
_BEGINNING = 4  # letters that two words must share to be called the same here
_KNOWN = -1.2  # a word that somebody wrote before, per letter: better than any made of likely pairs


class Plausibility:
    """Log-likelihood of words, per pair of letters; learnt from texts in one pass."""

    def __init__(self, texts: dict[Language, Iterable[str]]) -> None:
        self._pairs: dict[Language, Counter[str]] = {}
        self._firsts: dict[Language, Counter[str]] = {}
        self._known: dict[Language, set[str]] = {}
        self._beginnings: set[str] = set()
        for language, lines in texts.items():
            words = [word for line in lines for word in _WORDS[language].findall(line)]
            framed = [f" {word} " for word in words]
            self._pairs[language] = Counter(each[i : i + 2] for each in framed for i in range(len(each) - 1))
            self._firsts[language] = Counter(letter for each in framed for letter in each[:-1])
            self._known[language] = set(words)
            self._beginnings |= {word[:_BEGINNING] for word in words if len(word) >= _BEGINNING}

    @classmethod
    def of_examples(cls, examples: Sequence[tuple[str, Language, str]]) -> "Plausibility":
        """Learnt from example questions with their languages."""
        return cls(
            {
                language: [clean(question) for _, spoken, question in examples if spoken == language]
                for language in _WORDS
            }
        )

    def of(self, word: str, language: Language) -> float:
        """How likely `word` is, summed over its letters; 0 for a word without letters of the language."""
        total = 0.0
        for part in _WORDS[language].findall(word):
            if part in self._known[language]:
                total += _KNOWN * (len(part) + 1)
                continue
            framed = f" {part} "
            pairs, firsts = self._pairs[language], self._firsts[language]
            total += sum(
                math.log((pairs[framed[i : i + 2]] + 0.1) / (firsts[framed[i]] + 0.1 * _LETTERS[language]))
                for i in range(len(framed) - 1)
            )
        return total

    def knows_one_of(self, words: Iterable[str]) -> bool:
        """Whether somebody wrote a word with the beginning of one of these."""
        return any(word[:_BEGINNING] in self._beginnings for word in words)
