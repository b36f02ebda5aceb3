"""Which of the asker's own mailboxes explain a question, and what of them is to be said first.

Pure: the mailboxes come from whoever may see them. What is said is the key of a text with its facts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.faq import named
from storage.records import Mailbox, State
from sync_engine.rules.providers import Provider

What = Literal[
    "refused",
    "microsoft_refused",
    "moved",
    "unreachable",
    "paused",
    "stumbled",
    "importing",
    "waiting",
    "kept_out",
    "reading_only",
    "checked",
    "loaded",
    "follows",
    "none_kept",
    "in_place",
    "microsoft_works",
    "to_erase",
]
SAID = 3  # mailboxes

_TROUBLE: dict[State, What] = {
    "auth_failed": "refused",
    "moved": "moved",
    "unreachable": "unreachable",
    "paused": "paused",
}
_PRESSING: tuple[tuple[What, ...], ...] = (
    ("refused", "microsoft_refused", "moved", "unreachable", "paused"),
    ("stumbled", "importing", "waiting", "kept_out", "reading_only"),
)
# To somebody who has none, that is the answer.
WITHOUT_ANY = frozenset({"sync_interval", "backlog_delay", "folders", "direct_clients", "disconnect_mailbox"})
_COMING: dict[str, What] = {
    "sync_interval": "checked",
    "backlog_delay": "checked",
    "import_volume": "loaded",
    "folders": "follows",
}
_SIGNING_IN = frozenset({"auth_failed", "moved", "unreachable"})
_MAILRU = frozenset({"mailru", "vkworkmail"})


@dataclass(frozen=True, slots=True)
class Bearing:
    mailbox: Mailbox
    what: What


def of(
    topic: str,
    question: str,
    boxes: Iterable[Mailbox],
    *,
    services: Mapping[int, Sequence[Provider]] | None = None,
    kept: Mapping[int, int] | None = None,
) -> list[Bearing]:
    """Those in trouble first, one's own before those of the team. One that is named leaves the others out.

    By the id of the mailbox, `services`: those that keep it; `kept`: how many letters were kept out of the
    notices.
    """
    known = list(boxes)
    typed = named.addresses(question)
    meant = [box for box in known if any(each.lower() in typed for each in box.own_addresses)]
    found = [
        Bearing(box, what)
        for box in meant or known
        for what in _whats(topic, box, (services or {}).get(box.id, ()), (kept or {}).get(box.id, 0))
        or _said_if_named(topic, box, box in meant)
    ]
    return sorted(found, key=lambda each: (_rank(each.what), each.mailbox.mode == "corporate"))


def shown(found: Sequence[Bearing]) -> tuple[list[Bearing], int]:
    """What of it there is room for, and how many mailboxes are left out."""
    ids = list(dict.fromkeys(each.mailbox.id for each in found))
    return [each for each in found if each.mailbox.id in ids[:SAID]], len(ids[SAID:])


def _rank(what: What) -> int:
    return next((rank for rank, whats in enumerate(_PRESSING) if what in whats), len(_PRESSING))


def _said_if_named(topic: str, box: Mailbox, meant: bool) -> tuple[What, ...]:
    """Somebody who names a mailbox in a question about signing in hears that it lets us in."""
    fine = meant and box.state == "ok" and bool(box.last_check)
    return _if(fine and topic in ("auth_error", "mailru_app_password"), "checked")


def _whats(topic: str, box: Mailbox, services: Sequence[Provider], kept: int) -> tuple[What, ...]:
    trouble = _trouble(box)
    signing_in = (
        trouble if box.state in _SIGNING_IN else _if(box.state == "ok" and not box.can_send, "reading_only")
    )
    match topic:
        case "auth_error":
            return signing_in
        case "mailru_app_password":
            return signing_in if any(each.id in _MAILRU for each in services) else ()
        case "microsoft_unavailable":
            return (
                _at_microsoft(box)
                if any(each.microsoft for each in services)
                else _if(box.state == "moved", "moved")
            )
        case "provider_change":
            return trouble or _if(box.state == "ok" and bool(box.last_check), "in_place")
        case "disconnect_mailbox":
            return ("to_erase",)
        case "direct_clients":
            return (*trouble, "kept_out") if kept else trouble or _coming(box, "none_kept")
        case _ if topic in _COMING:
            return trouble or _coming(box, _COMING[topic])
    return ()


def _trouble(box: Mailbox) -> tuple[What, ...]:
    return (_TROUBLE[box.state],) if box.state in _TROUBLE else ()


def _if(so: bool, what: What) -> tuple[What, ...]:
    return (what,) if so else ()


def _at_microsoft(box: Mailbox) -> tuple[What, ...]:
    """The operator's own table let it through (rule C6)."""
    if box.state == "auth_failed":
        return ("microsoft_refused",)
    return _trouble(box) or _if(bool(box.last_check), "microsoft_works")


def _coming(box: Mailbox, calm: What) -> tuple[What, ...]:
    """What is still to come, `calm` where that is nothing."""
    if box.state == "importing":
        return ("importing",)
    if not box.last_check:
        return ()
    if calm in ("checked", "loaded") and (box.reason or box.backlog):
        return ("stumbled" if box.reason else "waiting",)
    return (calm,)
