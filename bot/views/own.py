"""What is said of the asker's own mailboxes before an answer (rule H1), and the buttons that mend them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot import rights
from bot.faq.bearing import Bearing, What
from bot.say import Markup
from bot.views import html, kept_out, marks, press
from bot.views.screen import Button
from bot.voice import Voice
from storage.records import PASSWORD, Mailbox, Origin, Person
from sync_engine.rules import folders

_SAID: dict[What, str] = {
    "refused": "support-own-refused",
    "microsoft_refused": "support-own-microsoft-refused",
    "moved": "support-own-moved",
    "unreachable": "support-own-unreachable",
    "paused": "support-own-paused",
    "stumbled": "support-own-stumbled",
    "importing": "support-own-importing",
    "waiting": "support-own-waiting",
    "kept_out": "support-own-kept-out",
    "reading_only": "support-own-reading-only",
    "checked": "support-own-checked",
    "loaded": "support-own-loaded",
    "follows": "support-own-follows",
    "none_kept": "support-own-none-kept",
    "in_place": "support-own-in-place",
    "microsoft_works": "support-own-microsoft-works",
    "to_erase": "support-own-to-erase",
}
# Behind these the screen of a mailbox says why, and what to do.
_EXPLAINED = frozenset({"refused", "moved", "unreachable", "stumbled", "importing"})
_CHECKED = frozenset({"checked", "waiting", "stumbled", "follows", "none_kept"})
_SIGNING_IN = frozenset({"auth_error", "mailru_app_password", "microsoft_unavailable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Which of them bear on the topic; `more` are left out, `missing`: there is none at all.

    By the id of the mailbox, `left`: until what is still to come is here; `kept`: letters kept out of the
    notices; `sent`: the folder of sent letters, as the server writes it.
    """

    topic: str = ""
    shown: tuple[Bearing, ...] = ()
    more: int = 0
    missing: bool = False
    left: Mapping[int, timedelta] = field(default_factory=dict)
    kept: Mapping[int, Mapping[Origin, int]] = field(default_factory=dict)
    sent: Mapping[int, str] = field(default_factory=dict)


def parts(voice: Voice, own: Own, viewer: Person) -> list[str]:
    """HTML, a part a mailbox."""
    if own.missing:
        return [voice("support-own-none")]
    said = ["\n".join(_lines(voice, own, each, viewer)) for each in own.shown]
    return [*said, voice("support-own-more", count=own.more)] if own.more else said


def _lines(voice: Voice, own: Own, bearing: Bearing, viewer: Person) -> list[str]:
    box, what = bearing.mailbox, bearing.what
    lines: list[str] = [_state(voice, own, bearing)]
    if what == "unreachable" and own.topic in _SIGNING_IN:
        lines.append(voice("support-own-not-the-password"))
    if what == "moved" and own.topic == "provider_change":
        lines += marks.who_mends(voice, box, viewer)  # what it means is the answer itself
    elif what in _EXPLAINED:
        lines += marks.trouble(voice, box, viewer)
    if what == "moved" and own.topic == "microsoft_unavailable":
        lines.append(voice("support-own-moved-microsoft"))
    if what == "refused" and own.topic == "provider_change":
        lines.append(voice("support-own-refused-moved"))
    if what == "checked" and own.topic == "sync_interval":
        lines[0] = " ".join([lines[0], *_next(voice, box)])
    if what in ("checked", "loaded") and box.quarantined:
        lines.append(voice("counts-quarantined", count=box.quarantined))
    if what == "reading_only":
        lines += (
            [voice("support-own-send-again")]
            if _by_password(box, viewer)
            else marks.who_mends(voice, box, viewer)
        )
    if what in ("paused", "to_erase") and not rights.over(box, viewer).manage:
        lines.append(voice("trouble-admin-mends" if what == "paused" else "support-own-admin-disconnects"))
    return lines


def _state(voice: Voice, own: Own, bearing: Bearing) -> Markup:
    box = bearing.mailbox
    kinds = kept_out.kinds(voice, own.kept.get(box.id, {}))
    return voice(
        _SAID[bearing.what],
        address=box.address,
        ago=voice.ago(box.last_check) if box.last_check else "",
        count=sum(own.kept.get(box.id, {}).values()) if bearing.what == "kept_out" else box.backlog,
        kinds=kinds,
        letters=box.stored + box.quarantined,
        held=box.quarantined,
        since=voice.day(box.window_from),
        done=min(box.stored + box.quarantined, box.import_total or 0),
        total=box.import_total or 0,
        left=voice.left(own.left.get(box.id)),
        sent=folders.shown_name(own.sent.get(box.id, "")),
    )


def _by_password(box: Mailbox, viewer: Person) -> bool:
    """Whether this person may try once more, with a password, whether letters can be sent."""
    return rights.over(box, viewer).secret and box.sign_in == PASSWORD


def _next(voice: Voice, box: Mailbox) -> list[str]:
    if box.watching(voice.now):
        return [voice("watching")]
    if box.next_check and box.next_check > voice.now:
        return [voice("support-own-next", at=voice.at(box.next_check))]
    return []


def buttons(voice: Voice, own: Own, viewer: Person) -> list[Button]:
    """What mends each, or leads to it."""
    if own.missing:
        return [Button(voice.label("button-connect"), press.CONNECT)]
    found = [button for each in own.shown for button in _doors(voice, own, each, viewer)]
    if own.more:
        found.append(Button(voice.label("button-mailboxes"), press.to(press.MAILBOXES, 0)))
    return list({button.data: button for button in found}.values())


def _doors(voice: Voice, own: Own, bearing: Bearing, viewer: Person) -> list[Button]:
    box, what, may = bearing.mailbox, bearing.what, rights.over(bearing.mailbox, viewer)
    address = html.one_line(box.address, 40)
    open_it = Button(voice.label("button-mailbox-of", address=address), press.to(press.MAILBOX, box.id))
    if what == "kept_out":
        label = voice.label("button-kept-out-of", address=address)
        return [Button(label, press.to_page(press.KEPT_OUT, box.id, 0))]
    if what == "to_erase":
        label = voice.label("button-disconnect-of", address=address)
        return [Button(label, press.to(press.DISCONNECT, box.id))] if may.manage else []
    if what == "microsoft_refused":
        return [open_it]
    found = []
    if action := marks.mending(box, viewer):
        label = voice.label(f"{marks.mending_key(action, box)}-of", address=address)
        found.append(Button(label, press.to(action, box.id)))
    elif what in _CHECKED and may.check:
        label = voice.label("button-check-of", address=address)
        found.append(Button(label, press.to(press.CHECK, box.id)))
    if what == "reading_only" and _by_password(box, viewer):
        label = voice.label("button-password-of", address=address)
        found.append(Button(label, press.to(press.PASSWORD, box.id)))
    if what == "refused" and own.topic == "provider_change" and may.manage:
        found.append(open_it)
    if what in ("checked", "loaded") and box.quarantined:
        label = voice.label("button-quarantine-of", address=address)
        found.append(Button(label, press.to_page(press.QUARANTINE, box.id, 0)))
    return found
