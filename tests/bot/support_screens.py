"""What support says in the chat, one of each kind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.faq import desk, knowledge
from bot.faq.bearing import Bearing
from bot.views import strangers, support, topics
from bot.views.screen import Screen
from bot.voice import Voice
from tests.bot import make

SUGGESTED = {"sync_interval": 0, "backlog_delay": 0}


def about(voice: Voice, topic: str, *own: Bearing, left: timedelta | None = None) -> Screen:
    found = desk.of_topic(topic, voice.language, voice.policy)
    pages = {"mailru": "https://help.example/"}
    known = {each.mailbox.id: left for each in own if left}
    return support.answer(voice, found, own, make.person(), service_pages=pages, left=known)


def from_menu(voice: Voice, topic: str) -> Screen:
    found = desk.of_topic(topic, voice.language, voice.policy)
    back = topics.to_group(voice, topic)
    return support.answer(voice, found, (), make.person(), service_pages={}, back=back)


def to_stranger(voice: Voice, topic: str) -> Screen:
    found = desk.of_topic(topic, voice.language, voice.policy)
    return support.answer(voice, found, (), None, service_pages={})


def bearing(what: str, **facts: object) -> Bearing:
    box = replace(make.mailbox(), last_check=make.NOW - timedelta(minutes=3), **facts)  # type: ignore[arg-type]
    return Bearing(box, what)  # type: ignore[arg-type]


def titles(voice: Voice) -> dict[str, str]:
    known = knowledge.load().topics
    return {topic: known[topic].title[voice.language] for topic in SUGGESTED}


SCREENS: dict[str, Callable[[Voice], Screen]] = {
    "topics": topics.menu,
    **{f"topics-{place}": partial(topics.group, place=place) for place in range(len(topics.GROUPS))},
    "topics-answer": lambda voice: from_menu(voice, "multiple_cc"),
    "door-did-you-mean": lambda voice: strangers.did_you_mean(voice, titles(voice)),
    "door-answer": lambda voice: to_stranger(voice, "sync_interval"),
    "support-unknown": lambda voice: support.unknown(voice, {}),
    "support-did-you-mean": lambda voice: support.unknown(voice, titles(voice)),
    "support-trace": lambda voice: support.unknown(
        voice, {}, trace=support.trace_button(voice, 5, "petr@client.test")
    ),
    "support-page": lambda voice: about(voice, "mailru_app_password"),
    "support-refused": lambda voice: about(voice, "auth_error", bearing("refused", state="auth_failed")),
    "support-moved": lambda voice: about(voice, "provider_change", bearing("moved", state="moved")),
    "support-unreachable": lambda voice: about(
        voice, "backlog_delay", bearing("unreachable", state="unreachable")
    ),
    "support-paused": lambda voice: about(voice, "backlog_delay", bearing("paused", state="paused")),
    "support-importing": lambda voice: about(
        voice, "import_volume", bearing("importing", state="importing", import_total=500)
    ),
    "support-waiting": lambda voice: about(voice, "backlog_delay", bearing("waiting", backlog=120)),
    "support-waiting-left": lambda voice: about(
        voice, "backlog_delay", bearing("waiting", backlog=120), left=2 * make.MINUTE
    ),
    "support-importing-left": lambda voice: about(
        voice, "import_volume", bearing("importing", state="importing", import_total=500), left=make.MINUTE
    ),
    "support-checked": lambda voice: about(voice, "sync_interval", bearing("checked")),
}
