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
    return Bounce(message_id=named[1].decode("ascii"), reply=_reason(raw, part.end(), named.start()))


def _reason(raw: bytes, start: int, end: int) -> str:
    for field in _REASONS:
        if found := field.search(raw, start, end):
            text = " ".join(found[1].decode("utf-8", "replace").replace("\0", " ").split())
            return _KIND.sub("", text)[:_REPLY]
    return ""
