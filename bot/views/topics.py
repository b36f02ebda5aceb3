"""The menu of topics: a few headings, and under each what people ask about it. Nothing has to be typed."""

from bot.faq import knowledge
from bot.views import home, press
from bot.views.screen import Button, Screen
from bot.voice import Voice

# The headings with their topics, what is asked most first: all of it fits a phone without turning pages.
GROUPS: dict[str, tuple[str, ...]] = {
    "topics-connecting": (
        *("connect_mailbox", "microsoft_unavailable", "idn_domain", "protocols", "server_ip"),
    ),
    "topics-signing-in": ("auth_error", "mailru_app_password"),
    "topics-when": ("sync_interval", "backlog_delay", "import_volume"),
    "topics-which": ("folders", "filters", "direct_clients", "sent_in_contact_card"),
    "topics-writing": ("multiple_recipients", "multiple_cc", "forwarding"),
    "topics-team": ("mailbox_modes", "provider_change", "disconnect_mailbox"),
}


def menu(voice: Voice) -> Screen:
    rows = [
        (Button(voice.label(heading), press.to(press.TOPIC_GROUP, place)),)
        for place, heading in enumerate(GROUPS)
    ]
    return Screen(voice("topics"), (*rows, (home.home(voice),)))


def group(voice: Voice, place: int) -> Screen:
    """The topics under a heading; the menu where there is no such heading (any more)."""
    if place >= len(GROUPS):
        return menu(voice)
    heading, inside = list(GROUPS.items())[place]
    known = knowledge.load().topics
    rows = [
        (Button(known[each].title[voice.language], press.to(press.MENU_TOPIC, number(each))),)
        for each in inside
    ]
    return Screen(voice("topics-of", heading=voice.label(heading)), (*rows, (button(voice, back=True),)))


def button(voice: Voice, *, back: bool = False) -> Button:
    """Leads to the menu."""
    return Button(voice.label("button-topics-back" if back else "button-topics"), press.to(press.TOPICS, 0))


def to_group(voice: Voice, topic: str) -> Button:
    """From the answer back to the heading it stands under."""
    place, heading = next(
        (place, heading) for place, (heading, inside) in enumerate(GROUPS.items()) if topic in inside
    )
    label = voice.label("button-topics-group", heading=voice.label(heading))
    return Button(label, press.to(press.TOPIC_GROUP, place))


def number(topic: str) -> int:
    """A topic as a button sends it."""
    return list(knowledge.load().topics).index(topic)


def topic(place: int) -> str | None:
    known = list(knowledge.load().topics)
    return known[place] if place < len(known) else None
