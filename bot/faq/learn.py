"""Learns the classifier anew from the examples: `python -m bot.faq.learn`, after any change to them.

Logistic regression by gradient descent, in plain Python: it takes a minute, once, where the knowledge is
edited, and no numeric library has to be installed for it. The same examples give the same file.
"""

import hashlib
import math
import random
import sys
from array import array
from collections.abc import Sequence

from bot.faq import features, knowledge, model, reading
from bot.faq.model import BUCKETS, Model
from bot.faq.plausible import Plausibility
from storage.records import Language

Example = tuple[str, Language, str]  # class, language, question

ROUNDS = 20
_FIRST_STEP, _LAST_STEP = 6.0, 0.6
_SHRINK = 2e-5  # of every weight, a step: keeps rare features from being learnt by heart
_NEGLIGIBLE = 0.002  # an error of a class so small that learning from it is not worth the time
_SOURCES = (
    "clean.py",
    "spelling.py",
    "plausible.py",
    "reading.py",
    "marks.py",
    "features.py",
    "concepts.toml",
)


def learn(examples: Sequence[Example]) -> Model:
    bags = _bags(examples)
    rarity = _rarity(bags)
    rows = [model.buckets(bag, rarity) for bag in bags]
    classes = tuple(sorted({name for name, _, _ in examples}))
    truths = [classes.index(name) for name, _, _ in examples]
    bias, weights = _descend(rows, truths, len(classes))
    scale = max(max(map(abs, row), default=0.0) for row in weights) / 127
    return Model(
        classes=classes,
        bias=tuple(bias),
        scale=scale,
        rarity=rarity,
        weights=array("b", (round(each / scale) for row in weights for each in row)),
        learnt_from=fingerprint(examples),
    )


def fingerprint(examples: Sequence[Example]) -> str:
    """Of what a model would be learnt from: the examples as bags of features, and how it is done."""
    digest = hashlib.sha256(repr((BUCKETS, ROUNDS, _FIRST_STEP, _LAST_STEP, _SHRINK, _NEGLIGIBLE)).encode())
    for (name, _, _), bag in zip(examples, _bags(examples), strict=True):
        digest.update(
            repr((name, sorted((feature, round(worth, 6)) for feature, worth in bag.items()))).encode()
        )
    return digest.hexdigest()[:16]


def _bags(examples: Sequence[Example]) -> list[dict[str, float]]:
    plausible = Plausibility.of_examples(examples)
    return [features.features(reading.read(question, plausible).text) for _, _, question in examples]


def _rarity(bags: Sequence[dict[str, float]]) -> "array[float]":
    """ln of how many examples there are for one that has something in the bucket, and one more."""
    seen = [0] * BUCKETS
    flat = array("f", [1.0]) * BUCKETS
    for bag in bags:
        for bucket in model.buckets(bag, flat):
            seen[bucket] += 1
    exact = (math.log((1 + len(bags)) / (1 + count)) + 1 for count in seen)
    return array("f", (round(each * 16) / 16 for each in exact))


def _descend(
    rows: Sequence[dict[int, float]], truths: Sequence[int], width: int
) -> tuple[list[float], list[list[float]]]:
    """Stochastic gradient descent; a common factor does the shrinking, so that a step touches few weights."""
    dice = random.Random(0)  # noqa: S311 - an order, not a secret
    weights = [[0.0] * width for _ in range(BUCKETS)]
    bias = [0.0] * width
    factor, order = 1.0, list(range(len(rows)))
    for turn in range(ROUNDS):
        dice.shuffle(order)
        step = _FIRST_STEP * (_LAST_STEP / _FIRST_STEP) ** (turn / (ROUNDS - 1))
        for at in order:
            row = rows[at]
            sums = [0.0] * width
            for bucket, worth in row.items():
                sums = [total + worth * each for total, each in zip(sums, weights[bucket], strict=True)]
            scores = [constant + factor * total for constant, total in zip(bias, sums, strict=True)]
            best = max(scores)
            powers = [math.exp(score - best) for score in scores]
            total = sum(powers)
            factor *= 1 - step * _SHRINK
            for each, power in enumerate(powers):
                error = power / total - (each == truths[at])
                if abs(error) < _NEGLIGIBLE:
                    continue
                bias[each] -= 0.05 * step * error
                move = step * error / factor
                for bucket, worth in row.items():
                    weights[bucket][each] -= move * worth
    return bias, [[factor * each for each in row] for row in weights]


def main() -> int:
    learnt = learn(list(knowledge.load().examples()))
    model.save(learnt)
    print(f"{len(learnt.classes)} classes, {model.PATH.stat().st_size // 1024} KiB: {model.PATH}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
