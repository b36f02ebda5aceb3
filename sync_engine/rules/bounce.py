"""What a delivery report says of a letter (RFC 3464): of which one, whom it did not reach, and why.

Holds always: only a recipient whose delivery failed is one; a delay is not, nor a letter that was passed on.
The parts in question are never encoded (RFC 2046 §5.2, RFC 3464 §2.1), so they are read as they stand, in
time bounded by their length.
"""

import re

from storage.records import Bounce, comparable

_REPLY = 300  # characters that are kept
_MOST = 20  # recipients of one report
_STATUS_PART = re.compile(rb"^content-type:[ \t]*message/(?:global-)?delivery-status", re.I | re.M)
_BLANK = re.compile(rb"\n[ \t]*\r?\n")  # between the recipients of a report
_END = re.compile(rb"^--", re.M)
_FAILED = re.compile(rb"^action:[ \t]*failed\b", re.I | re.M)
_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[!-;=?-~]{1,390}>)", re.I | re.M)


def _field(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"^" + name + rb":([^\n]{0,500}(?:\n[ \t]+[^\n]{0,500}){0,8})", re.I | re.M)


# The one the letter was written to, where the server tells it from the one that it became on its way
_RECIPIENTS = _field(rb"original-recipient"), _field(rb"final-recipient")
_REASONS = _field(rb"diagnostic-code"), _field(rb"status")
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_LONGEST_ADDRESS = 320
_ESCAPED = re.compile(r"\\x\{(10[0-9a-f]{4}|[0-9a-f]{1,5})\}", re.I)  # utf-8-addr-xtext, RFC 6533 §3
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
_KIND = re.compile(r"^[a-z0-9-]+;\s*", re.I)  # "smtp; 550 …", "rfc822; boris@client.test"


def read(raw: bytes) -> tuple[Bounce, ...]:
    """Whom the letter did not reach, each once; nobody for a report of anything else, or of no letter.

    A report that names none of them is one without an address.
    """
    part = _STATUS_PART.search(raw)
    if part is None:
        return ()
    # Fields of the report come after its head, and those of the letter after them.
    end = _END.search(raw, part.end())
    fields = raw[part.end() : end.start() if end else len(raw)]
    failed = _FAILED.search(fields)
    named = _ID.search(raw, part.end() + failed.end()) if failed else None
    if named is None:
        return ()
    message_id = named[1].decode("ascii")
    found: dict[str, Bounce] = {}
    for group in _BLANK.split(fields):
        if len(found) < _MOST and _FAILED.search(group):
            bounce = _of_one(message_id, group)
            found.setdefault(bounce.address, bounce)
    return tuple(each for each in found.values() if each.address or len(found) == 1)


def _of_one(message_id: str, group: bytes) -> Bounce:
    said = [_said(field, group) for field in _REASONS]
    address = next(filter(None, (_address(_said(field, group)) for field in _RECIPIENTS)), "")
    reply = next(filter(None, said), "")[:_REPLY]
    return Bounce(message_id=message_id, address=address, reply=reply, reason=_reason(" ".join(said)))


def _said(field: re.Pattern[bytes], group: bytes) -> str:
    """A field in one line, without the kind of what it says (RFC 3464 §2.1.2)."""
    found = field.search(group)
    text = " ".join(found[1].decode("utf-8", "replace").replace("\0", " ").split()) if found else ""
    return _KIND.sub("", text)


def _address(said: str) -> str:
    """Empty for what is no address of mail (X.400, the name of an account)."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), said.partition(" (")[0]).strip("<> ")
    address = comparable(text) if _ADDRESS.fullmatch(text) and text.isprintable() else ""
    return address if len(address) <= _LONGEST_ADDRESS else ""


def _reason(said: str) -> str:
    """A code for people: what they can do about it; "bounced" where nothing tells."""
    for code in _CODE.findall(said):
        if code in _MEANINGS or code.startswith(_POLICY):
            return _MEANINGS.get(code, "rejected")
    return next((reason for words, reason in _WORDS if words.search(said)), "bounced")
