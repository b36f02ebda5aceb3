"""What a delivery report says of the letter it is about (RFC 3464): which one, and why it did not arrive.

Holds always: only a report of failure is one; a delay is not. The parts in question are never encoded
(RFC 2046 §5.2, RFC 3464 §2.1), so they are read as they stand, in time bounded by their length.
"""

import re

from storage.records import Bounce

_REPLY = 300  # characters that are kept
_STATUS_PART = re.compile(rb"^content-type:[ \t]*message/(?:global-)?delivery-status", re.I | re.M)
_FAILED = re.compile(rb"^action:[ \t]*failed\b", re.I | re.M)
_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[!-;=?-~]{1,390}>)", re.I | re.M)
_REASONS = tuple(
    re.compile(rb"^" + name + rb":([^\n]{0,500}(?:\n[ \t]+[^\n]{0,500}){0,8})", re.I | re.M)
    for name in (rb"diagnostic-code", rb"status")
)
# RFC 3463: what the code of a report means for whoever sent the letter
_CODE = re.compile(r"\b[245]\.(\d{1,3}\.\d{1,3})\b")
_MEANINGS = {
    **dict.fromkeys(("1.1", "1.3", "1.6", "2.1"), "recipient"),
    **dict.fromkeys(("1.2", "1.10", "4.3", "4.4"), "no_domain"),
    **dict.fromkeys(("4.1", "4.2", "4.7"), "no_answer"),
    **dict.fromkeys(("2.3", "3.4"), "too_large"),
    "2.2": "full",
}
_POLICY = "7."
_WORDS = (
    (re.compile(r"no such (?:user|recipient)|(?:user|recipient|mailbox) (?:is )?(?:unknown|not found)"
                r"|unknown (?:user|recipient)|does not exist|invalid mailbox", re.I), "recipient"),
    (re.compile(r"over ?quota|quota exceeded|mailbox (?:is )?full", re.I), "full"),
    (re.compile(r"spam|black ?list|block ?list|reputation|policy", re.I), "rejected"),
)  # fmt: skip
_KIND = re.compile(r"^[a-z-]+;\s*", re.I)  # "smtp; 550 …"


def read(raw: bytes) -> Bounce | None:
    """The letter that failed; None for a report of anything else, or one that names no letter."""
    part = _STATUS_PART.search(raw)
    if part is None:
        return None
    # Fields of the report come after its head, and those of the letter after them.
    failed = _FAILED.search(raw, part.end())
    named = _ID.search(raw, failed.end()) if failed else None
    if failed is None or named is None:
        return None
    said = [_said(field, raw, part.end(), named.start()) for field in _REASONS]
    reply = next(filter(None, said), "")
    return Bounce(message_id=named[1].decode("ascii"), reply=reply, reason=_reason(" ".join(said)))


def _said(field: re.Pattern[bytes], raw: bytes, start: int, end: int) -> str:
    found = field.search(raw, start, end)
    text = " ".join(found[1].decode("utf-8", "replace").replace("\0", " ").split()) if found else ""
    return _KIND.sub("", text)[:_REPLY]


def _reason(said: str) -> str:
    """A code for people: what they can do about it; "bounced" where nothing tells."""
    for code in _CODE.findall(said):
        if code in _MEANINGS or code.startswith(_POLICY):
            return _MEANINGS.get(code, "rejected")
    return next((reason for words, reason in _WORDS if words.search(said)), "bounced")
