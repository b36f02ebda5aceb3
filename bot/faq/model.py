"""The classifier: how likely each class is for a question. Learnt by `bot.faq.learn`, kept in `model.json`.

A softmax over sums of weights, one for each feature and class. Features have no names here: each falls by its
checksum into one of `BUCKETS`, so that the file stays small and a word nobody wrote before needs no place.
"""

import base64
import functools
import json
import math
import zlib
from array import array
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).parent / "model.json"
BUCKETS = 1 << 15


def buckets(bag: dict[str, float], rarity: "array[float]") -> dict[int, float]:
    """A bag of features by bucket, each worth more the rarer it is; the squares sum to one."""
    found: dict[int, float] = {}
    for feature, weight in bag.items():
        bucket = zlib.crc32(feature.encode()) % BUCKETS
        found[bucket] = found.get(bucket, 0.0) + weight * rarity[bucket]
    length = math.sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {bucket: weight / length for bucket, weight in found.items()}


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` holds a row of signed octets for each bucket, one a class; times `scale` they are weights."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    rarity: "array[float]"
    weights: "array[int]"
    learnt_from: str  # the fingerprint of the examples and of what they are taken apart into

    def likelihoods(self, bag: dict[str, float]) -> dict[str, float]:
        """How likely each class is; they sum to one."""
        width = len(self.classes)
        scores = list(self.bias)
        for bucket, weight in buckets(bag, self.rarity).items():
            row = self.weights[bucket * width : (bucket + 1) * width]
            worth = weight * self.scale
            scores = [score + worth * each for score, each in zip(scores, row, strict=True)]
        best = max(scores)
        powers = [math.exp(score - best) for score in scores]
        total = sum(powers)
        return {name: power / total for name, power in zip(self.classes, powers, strict=True)}


@functools.cache
def load() -> Model:
    kept = json.loads(PATH.read_text(encoding="ascii"))
    rarity = array("f")
    rarity.extend(octet / 16 for octet in _unpacked(kept["rarity"]))
    weights = array("b")
    weights.frombytes(_unpacked(kept["weights"]))
    return Model(
        classes=tuple(kept["classes"]),
        bias=tuple(kept["bias"]),
        scale=kept["scale"],
        rarity=rarity,
        weights=weights,
        learnt_from=kept["learnt_from"],
    )


def save(model: Model) -> None:
    kept = {
        "learnt_from": model.learnt_from,
        "classes": model.classes,
        "bias": [round(each, 4) for each in model.bias],
        "scale": model.scale,
        "rarity": _packed(bytes(round(each * 16) for each in model.rarity)),
        "weights": _packed(model.weights.tobytes()),
    }
    PATH.write_text(json.dumps(kept, indent=1) + "\n", encoding="ascii")


def _packed(octets: bytes) -> str:
    return base64.b64encode(zlib.compress(octets, 9)).decode("ascii")


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))
