"""What support says in the chat, one of each kind."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.faq import desk, knowledge
from bot.faq.bearing import Bearing, What
from bot.views import strangers, support, topics
from bot.views.own import Own
from bot.views.screen import Screen
from bot.voice import Voice
from storage.records import Person
from tests.bot import make

REFUSED = Bearing(make.mailbox(state="auth_failed", reason="sign_in_refused"), "refused")
UNREACHABLE = Bearing(make.mailbox(state="unreachable", reason="server_unreachable"), "unreachable")
MOVED = Bearing(make.mailbox(state="moved", reason="moved"), "moved")
IMPORTING = Bearing(make.mailbox(state="importing", stored=120, import_total=500), "importing")
SUGGESTED = {"sync_interval": 0, "backlog_delay": 0}


def about(
    voice: Voice, topic: str, *own: Bearing, viewer: Person | None = None, more: int = 0, **known: Any
) -> Screen:
    found = desk.of_topic(topic, voice.language, voice.policy)
    pages = {"mailru": "https://help.example/"}
    told = Own(topic=topic, shown=own, more=more, **known)
    return support.answer(voice, found, told, viewer or make.person(), service_pages=pages)


def from_menu(voice: Voice, topic: str) -> Screen:
    found = desk.of_topic(topic, voice.language, voice.policy)
    back = topics.to_group(voice, topic)
    return support.answer(voice, found, Own(), make.person(), service_pages={}, back=back)


def to_stranger(voice: Voice, topic: str) -> Screen:
    found = desk.of_topic(topic, voice.language, voice.policy)
    return support.answer(voice, found, Own(), None, service_pages={})


def bearing(what: What, **facts: Any) -> Bearing:
    return Bearing(make.mailbox(**facts), what)


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
    "support-no-such-letter": lambda voice: support.unknown(
        voice, {}, trace=support.search_button(voice, 5, "Петров")
    ),
    "support-trace": lambda voice: support.unknown(
        voice, {}, trace=support.trace_button(voice, 5, "petr@client.test")
    ),
    "support-page": lambda voice: about(voice, "mailru_app_password"),
    "support-refused": lambda voice: about(voice, "auth_error", REFUSED),
    "support-refused-imap-off": lambda voice: about(
        voice, "auth_error", bearing("refused", state="auth_failed", reason="imap_disabled")
    ),
    "support-refused-mailru": lambda voice: about(
        voice,
        "mailru_app_password",
        bearing("refused", state="auth_failed", reason="app_password_required", provider="mailru"),
    ),
    "support-refused-of-team": lambda voice: about(
        voice,
        "sync_interval",
        bearing("refused", state="auth_failed", reason="sign_in_refused", mode="corporate"),
        viewer=make.person(2),
    ),
    "support-not-the-password": lambda voice: about(voice, "auth_error", UNREACHABLE),
    "support-no-microsoft-any-more": lambda voice: about(
        voice, "microsoft_unavailable", bearing("microsoft_refused", state="auth_failed")
    ),
    "support-reading-only": lambda voice: about(voice, "auth_error", bearing("reading_only", can_send=False)),
    "support-microsoft-works": lambda voice: about(
        voice, "microsoft_unavailable", bearing("microsoft_works")
    ),
    "support-moved-perhaps-to-microsoft": lambda voice: about(voice, "microsoft_unavailable", MOVED),
    "support-moved": lambda voice: about(voice, "provider_change", MOVED),
    "support-moved-late": lambda voice: about(voice, "backlog_delay", MOVED),
    "support-refused-perhaps-moved": lambda voice: about(voice, "provider_change", REFUSED),
    "support-in-place": lambda voice: about(voice, "provider_change", bearing("in_place")),
    "support-unreachable": lambda voice: about(voice, "backlog_delay", UNREACHABLE),
    "support-paused": lambda voice: about(voice, "backlog_delay", bearing("paused", state="paused")),
    "support-paused-of-team": lambda voice: about(
        voice,
        "backlog_delay",
        bearing("paused", state="paused", mode="corporate"),
        viewer=make.person(2),
    ),
    "support-stumbled": lambda voice: about(
        voice,
        "sync_interval",
        bearing("stumbled", reason="throttled", last_check=make.NOW - 25 * make.MINUTE),
    ),
    "support-counting": lambda voice: about(
        voice, "import_volume", bearing("importing", state="importing", import_total=None, stored=0)
    ),
    "support-importing": lambda voice: about(voice, "import_volume", IMPORTING),
    "support-importing-left": lambda voice: about(voice, "import_volume", IMPORTING, left={17: make.MINUTE}),
    "support-waiting": lambda voice: about(voice, "backlog_delay", bearing("waiting", backlog=120)),
    "support-waiting-left": lambda voice: about(
        voice, "backlog_delay", bearing("waiting", backlog=120), left={17: 2 * make.MINUTE}
    ),
    "support-checked": lambda voice: about(voice, "sync_interval", bearing("checked")),
    "support-checked-live": lambda voice: about(
        voice, "sync_interval", bearing("checked", watched_until=make.NOW + make.MINUTE)
    ),
    "support-checked-quarantine": lambda voice: about(
        voice, "sync_interval", bearing("checked", quarantined=2)
    ),
    "support-several": lambda voice: about(
        voice,
        "sync_interval",
        bearing("paused", id=18, address="sales@acme.test", state="paused"),
        bearing("checked"),
        bearing("checked", id=19, address="info@acme.test", mode="corporate", owner=make.person(2)),
        more=2,
    ),
    "support-none": lambda voice: about(voice, "sync_interval", missing=True),
    "support-loaded": lambda voice: about(voice, "import_volume", bearing("loaded")),
    "support-loaded-nothing": lambda voice: about(voice, "import_volume", bearing("loaded", stored=0)),
    "support-follows": lambda voice: about(voice, "folders", bearing("follows"), sent={17: "Sent Items"}),
    "support-kept-out": lambda voice: about(
        voice,
        "direct_clients",
        bearing("kept_out"),
        kept={17: {"bulk": 3, "forwarded": 2, "collected": 1}},
    ),
    "support-none-kept": lambda voice: about(voice, "direct_clients", bearing("none_kept")),
    "support-to-erase": lambda voice: about(voice, "disconnect_mailbox", bearing("to_erase")),
    "support-to-erase-nothing": lambda voice: about(
        voice, "disconnect_mailbox", bearing("to_erase", stored=0)
    ),
    "support-to-erase-of-team": lambda voice: about(
        voice, "disconnect_mailbox", bearing("to_erase", mode="corporate"), viewer=make.person(2)
    ),
}
