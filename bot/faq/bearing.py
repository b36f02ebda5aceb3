"""Which of the asker's own mailboxes explain a question, and what of them is to be said first.

Pure: the mailboxes come from whoever may see them. What is said is the key of a text with its facts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from storage.records import Mailbox

What = Literal["refused", "moved", "unreachable", "paused", "importing", "waiting", "checked"]
SAID = 3  # mailboxes

_TROUBLE: dict[str, What] = {
    "auth_failed": "refused",
    "moved": "moved",
    "unreachable": "unreachable",
    "paused": "paused",
}
_ABOUT_TIME = frozenset({"sync_interval", "backlog_delay", "import_volume", "folders", "direct_clients"})
_ABOUT_SIGN_IN = frozenset({"auth_error", "mailru_app_password"})
_ABOUT_SERVICES = frozenset({"provider_change", "microsoft_unavailable"})
_NAMED = re.compile(r"\b(?:от|from)\s+([^\s,!?;:«»\"]{3,60})", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>(),;:]+@[^\s<>(),;:]+\.[a-z]{2,}", re.IGNORECASE)
_ENDINGS = ("ого", "его", "ова", "ева", "ина", "ой", "ы", "а", "я", "у")
_STEM = 4  # letters that stay of a name


@dataclass(frozen=True, slots=True)
class Bearing:
    mailbox: Mailbox
    what: What


def of(topic: str, question: str, boxes: Iterable[Mailbox]) -> list[Bearing]:
    """Those in trouble first. A mailbox the question names leaves the others out."""
    known = list(boxes)
    named = [box for box in known if box.address.lower() in question.lower()]
    found = [Bearing(box, what) for box in named or known if (what := _what(topic, box))]
    return sorted(found, key=lambda each: each.what == "checked")[:SAID]


def _what(topic: str, box: Mailbox) -> What | None:
    trouble = _TROUBLE.get(box.state)
    if topic in _ABOUT_SIGN_IN:
        return "refused" if box.state == "auth_failed" else None
    if topic in _ABOUT_SERVICES:
        return "moved" if box.state == "moved" else None
    if topic not in _ABOUT_TIME:
        return None
    if trouble:
        return trouble
    if box.state == "importing":
        return "importing"
    if box.backlog:
        return "waiting"
    return "checked" if box.last_check else None


def client_named(question: str) -> str | None:
    """Whose letter is asked about: an address, or a name behind "from", without its ending."""
    if found := _ADDRESS.search(question):
        return found[0]
    named = _NAMED.search(question)
    word = named[1].rstrip(".") if named else ""
    if not (word[:1].isupper() or "." in word):
        return None
    for ending in _ENDINGS:
        if word.lower().endswith(ending) and len(word) - len(ending) >= _STEM:
            # "Петрова" is Петров, and "Иванова" may be either: the common part finds both
            return word[: -len(ending)] + ("ов" if ending == "ова" else "ев" if ending == "ева" else "")
    return word
