"""A question as a bag of features: what the classifier and the ranking look at.

Words are taken by their beginnings and by runs of letters, so a wrong ending, a typo or a compound still
shares most of them with the right spelling.
"""

import re
from itertools import pairwise

from bot.faq import marks

_WORD = re.compile(r"[^\W_]+")
_STEM = 5
_SIGNS = str.maketrans("", "", "ьъ")


def words(text: str) -> list[str]:
    """The words, without the soft and hard signs that many leave out and Latin letters cannot show."""
    return _WORD.findall(text.translate(_SIGNS))


def stems(text: str) -> list[str]:
    """The beginnings of the words, in order."""
    return [word[:_STEM] for word in words(text)]


def features(text: str) -> dict[str, float]:
    """Weights of the features of a clean question; their squares sum to one."""
    bag: dict[str, float] = {}
    found = words(text)
    for word in found:
        framed = f" {word} "
        for size, weight in ((3, 0.5), (4, 0.5), (5, 0.5)):
            for start in range(len(framed) - size + 1):
                bag[framed[start : start + size]] = weight
        bag[f"s:{word[:_STEM]}"] = 1.0
        bag[f"w:{word}"] = 0.6
    for one, two in pairwise(word[:_STEM] for word in found):
        bag[f"b:{one} {two}"] = 0.8
    for mark in marks.marks(text):
        bag[mark] = 2.0
    for idea in marks.concepts(text):
        bag[f"c:{idea}"] = 1.2
    bag["l:short" if len(found) < 3 else "l:long" if len(found) > 20 else "l:middle"] = 0.5
    length = sum(weight * weight for weight in bag.values()) ** 0.5
    return {feature: weight / length for feature, weight in bag.items()}
