"""Answers as people read them: the topic's pattern with the numbers in force.

Holds always: plain text, for a terminal as for a chat, where it has to be escaped; a number comes from the
policy and never from the text; a placeholder that is no fact is an error here.
"""

import functools
import textwrap

from fluent.runtime import FluentBundle, FluentResource

from bot.faq import knowledge
from storage.records import Language
from sync_engine.policy import Policy


def facts(policy: Policy) -> dict[str, int | str]:
    """What an answer may name."""
    return {
        **policy.facts(),
        "catch_up_letters": policy.catch_up_letters,
        "idle": "on" if policy.idle else "off",
    }


def answer(topic: str, language: Language, policy: Policy) -> str:
    """The answer of a topic. Raises LookupError for a topic or fact that is missing."""
    bundle = _bundle(language)
    if not bundle.has_message(f"answer-{topic}"):
        raise LookupError(f"no topic {topic!r}")
    pattern = bundle.get_message(f"answer-{topic}").value
    assert pattern is not None
    text, troubles = bundle.format_pattern(pattern, facts(policy))
    if troubles:
        raise LookupError(f"answer to {topic!r} in {language!r}: {troubles[0]}")
    return "\n".join(line.rstrip() for line in str(text).splitlines())


def source(topic: str, language: Language) -> str:
    """The answer's pattern as a Fluent message."""
    pattern = knowledge.load().topics[topic].answer[language]
    return f"answer-{topic} =\n{textwrap.indent(pattern, '    ')}\n"


@functools.cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    phrases = knowledge.HERE / f"phrases.{language}.ftl"
    bundle.add_resource(FluentResource(phrases.read_text(encoding="utf-8")))
    bundle.add_resource(FluentResource("".join(source(topic, language) for topic in knowledge.load().topics)))
    return bundle
