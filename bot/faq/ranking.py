"""BM25 over words: how well a question's words fit all that was asked about a class.

The classifier weighs what tells classes apart; this looks at how much of the question is at home in a class.
"""

import math
from collections import Counter
from collections.abc import Iterable

from bot.faq import features
from bot.faq.clean import clean
from storage.records import Language

_SATURATION = 1.2
_LENGTH = 0.75  # how much a class with many words has to make up for


class Ranking:
    """One document a class, made of its examples."""

    def __init__(self, examples: Iterable[tuple[str, Language, str]]) -> None:
        documents: dict[str, Counter[str]] = {}
        for name, _, question in examples:
            documents.setdefault(name, Counter()).update(features.stems(clean(question)))
        spread = Counter(stem for document in documents.values() for stem in document)
        count, lengths = len(documents), {name: each.total() for name, each in documents.items()}
        usual = sum(lengths.values()) / count
        self._classes = tuple(documents)
        self._worth: dict[str, dict[str, float]] = {}  # of a stem, by class
        for name, document in documents.items():
            slack = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[name] / usual)
            for stem, times in document.items():
                rarity = math.log(1 + (count - spread[stem] + 0.5) / (spread[stem] + 0.5))
                worth = rarity * times * (_SATURATION + 1) / (times + slack)
                self._worth.setdefault(stem, {})[name] = worth

    def scores(self, text: str) -> dict[str, float]:
        """The score of every class for a clean question."""
        found = dict.fromkeys(self._classes, 0.0)
        for stem in set(features.stems(text)):
            for name, worth in self._worth.get(stem, {}).items():
                found[name] += worth
        return found
