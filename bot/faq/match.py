"""Which topic a question is about: an answer, up to three suggestions, or an honest nothing. Pure.

Holds always: a topic is either the answer or a suggestion; what is nobody's business brings no topic near.
"""

import math
from dataclasses import dataclass

from bot.faq.knowledge import Knowledge

# Chosen on bench/questions/development.toml; `python -m bench.faq` shows what they give.
RANKED = 0.15  # what a point of the ranking weighs beside the logarithm of a likelihood
SURE = 0.25  # from here on a topic is the answer
CLEAR = 2.5  # and it must be so many times likelier than its being nobody's business or another function
POINTED = 0.3  # from here on a function gets its pointer, a greeting its word
NEAR = 0.06  # from here on a topic is worth suggesting
NEAR_AN_ANSWER = 0.03  # and beside an answer
SUGGESTED = 3
COURTESIES = (
    "greeting",
    "thanks",
)  # only where nothing else is said: "hello, where is my mail" is a question


@dataclass(frozen=True, slots=True)
class Match:
    """`confidence`: how likely the best topic is."""

    topic: str | None
    function: str | None
    suggestions: tuple[str, ...]
    confidence: float


NOTHING = Match(None, None, (), 0.0)


def mix(likelihoods: dict[str, float], scores: dict[str, float]) -> dict[str, float]:
    """The likelihoods with the ranking's scores as further evidence; they sum to one."""
    evidence = {
        name: math.log(likely + 1e-9) + RANKED * scores.get(name, 0.0) for name, likely in likelihoods.items()
    }
    best = max(evidence.values())
    powers = {name: math.exp(each - best) for name, each in evidence.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


def decide(likelihoods: dict[str, float], known: Knowledge) -> Match:
    """What to make of the likelihoods of all classes, which sum to one."""
    ranked = sorted(known.topics, key=lambda topic: -likelihoods.get(topic, 0.0))
    best, confidence = ranked[0], likelihoods.get(ranked[0], 0.0)
    functions = {name: likelihoods.get(name, 0.0) for name in known.functions}
    function = max(functions, key=lambda name: functions[name])
    rival = max(likelihoods[name] for name in likelihoods if name not in known.topics)
    if confidence >= SURE and confidence >= CLEAR * rival:
        others = [topic for topic in ranked[1:] if likelihoods.get(topic, 0.0) >= NEAR_AN_ANSWER]
        return Match(best, None, tuple(others[:SUGGESTED]), confidence)
    near = [topic for topic in ranked if likelihoods.get(topic, 0.0) >= NEAR]
    pointed = function if functions[function] >= POINTED and functions[function] == rival else None
    if pointed in COURTESIES and near:
        pointed = None
    return Match(None, pointed, tuple(near[:SUGGESTED]), confidence)
