"""The support desk: a question in, what is found for it out.

Holds always: nothing of a question is kept, run or looked up; it is only compared with examples.
"""

import functools
from dataclasses import dataclass

from bot.faq import answers, features, knowledge, match, model, reading
from bot.faq.clean import clean
from bot.faq.plausible import Plausibility
from bot.faq.ranking import Ranking
from bot.faq.typos import Typos
from storage.records import Language
from sync_engine.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What there is for one question, in plain text.

    Either `topic` with its `answer` and `next_steps`; or `line`, for a function of Postroom's own (`help` is
    its screen), a greeting or thanks; or neither. `suggestions` are other topics that may be meant, best
    first, with their titles. `confidence`: how likely the best topic is, 0 to 1.
    """

    language: Language
    topic: str | None
    answer: str | None
    next_steps: tuple[str, ...]
    suggestions: dict[str, str]
    help: str | None
    line: str | None
    confidence: float


def ask(question: str, policy: Policy, *, language: Language | None = None, usual: Language = "ru") -> Found:
    """What the desk has for a question, in the language it was asked in.

    `language` overrides that one; `usual` is spoken where nothing tells.
    """
    known = knowledge.load()
    read = reading.read(question, _plausible())
    spoken = language or read.language or usual
    text = _typos().mended(read.text, read.language) if read.language else read.text
    likely = model.load().likelihoods(features.features(text))
    likelihoods = match.mix(likely, _ranking().scores(text))
    found = match.decide(likelihoods, known) if text else match.NOTHING
    function = known.functions[found.function] if found.function else None
    return Found(
        language=spoken,
        topic=found.topic,
        answer=answers.answer(found.topic, spoken, policy) if found.topic else None,
        next_steps=known.topics[found.topic].next_steps if found.topic else (),
        suggestions={topic: known.topics[topic].title[spoken] for topic in found.suggestions},
        help=function.screen if function else None,
        line=function.line[spoken] if function else None,
        confidence=found.confidence,
    )


def of_topic(topic: str, language: Language, policy: Policy) -> Found:
    """What there is for a topic that was chosen from a menu."""
    return Found(
        language=language,
        topic=topic,
        answer=answers.answer(topic, language, policy),
        next_steps=knowledge.load().topics[topic].next_steps,
        suggestions={},
        help=None,
        line=None,
        confidence=1.0,
    )


def warm_up() -> None:
    """Reads all that a question needs, so that the first one does not wait for it."""
    model.load()
    _plausible()
    _ranking()
    _typos()


@functools.cache
def _plausible() -> Plausibility:
    return Plausibility.of_examples(list(knowledge.load().examples()))


@functools.cache
def _typos() -> Typos:
    return Typos(clean(question) for _, _, question in knowledge.load().examples())


@functools.cache
def _ranking() -> Ranking:
    return Ranking(knowledge.load().examples())
