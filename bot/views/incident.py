"""What administrators are told of one cause that keeps mailboxes, or all of Postroom, from working."""

from collections.abc import Sequence
from datetime import timedelta

from bot.say import Fact
from bot.views import admin, html, letter, press
from bot.views.screen import Button, Rows, Screen
from bot.voice import Voice
from storage.records import Incident, Mailbox, State
from sync_engine.policy import MIB

SHOWN = 5  # addresses in the message
_STATES: dict[str, State] = {"auth_failed": "auth_failed", "unreachable": "unreachable", "moved": "moved"}


def card(voice: Voice, incident: Incident, service: str, boxes: Sequence[Mailbox]) -> Screen:
    """`service`: its name for people; `boxes`: the first of those it keeps from working."""
    if incident.over_at is not None:
        return over(voice, incident, service)
    count = len(incident.mailboxes)
    key = f"incident-{incident.kind.replace('_', '-')}"
    lines: list[str] = [voice(key, **_facts(voice, incident, service, count))]
    if boxes:
        lines.append("")
        lines += [f"• {html.escape(box.address)}" for box in boxes[:SHOWN]]
        if count > SHOWN:
            lines.append(voice("incident-more", count=count - SHOWN))
    return Screen("\n".join(lines), _way_on(voice, incident, boxes))


def over(voice: Voice, incident: Incident, service: str) -> Screen:
    """What is left of it, and what was over before it could be told of."""
    key = f"incident-{incident.kind.replace('_', '-')}-over"
    if _given_up(voice, incident):
        key = "incident-worker-missed"
    return Screen(voice(key, **_facts(voice, incident, service, incident.ever)), (_to_admin(voice),))


def ended(voice: Voice, incident: Incident, service: str) -> Screen | None:
    """Said once below: the message above it was edited, which makes no sound. None: nothing works again."""
    if _given_up(voice, incident):
        return None
    name = service or voice.label(f"incident-{incident.kind.replace('_', '-')}-name")
    return Screen(voice("incident-works", what=name))


def _given_up(voice: Voice, incident: Incident) -> bool:
    """Whether it is over because nobody waits any longer for the process that is missing."""
    over_at = incident.over_at
    if incident.kind != "worker" or over_at is None:
        return False
    return over_at - incident.since >= voice.policy.worker_missed


def _facts(voice: Voice, incident: Incident, service: str, count: int) -> dict[str, Fact]:
    until = incident.over_at or voice.now
    return {
        "service": service,
        "count": count,
        "of": max(incident.of, count),
        "working": incident.number,
        "missing": max(incident.of - incident.number, 0),
        "since": voice.at(incident.since),
        "until": voice.at(until),
        "free": letter.size(voice, incident.number * MIB),
        "way": "ahead" if incident.number > 0 else "back",
        "minutes": timedelta(seconds=abs(incident.number)) // timedelta(minutes=1),
    }


def _way_on(voice: Voice, incident: Incident, boxes: Sequence[Mailbox]) -> Rows:
    if len(incident.mailboxes) == 1 and boxes:
        return ((Button(voice.label("button-mailbox"), press.to(press.MAILBOX, boxes[0].id)),),)
    if incident.kind in _STATES:
        place = admin.STATES.index(_STATES[incident.kind])
        label = voice.label("button-incident-mailboxes")
        return ((Button(label, press.to_page(press.ADMIN_STATE, place, 0)),), _to_admin(voice))
    return (_to_admin(voice),)


def _to_admin(voice: Voice) -> tuple[Button, ...]:
    return (Button(voice.label("button-to-admin"), press.ADMIN),)
