"""Where a letter comes from (product: Words, S7), judged by its header; each judgement has a reason code.

Holds always:
- a forward is never concluded from a header that ordinary mail carries too, nor from anything that names one
  of the mailbox's own addresses as the place the letter was passed on from;
- doubt is direct: a client's letter taken for something else is not announced, and that is the worse mistake.

An entry of `team` may be a whole domain, written "@acme.test".
"""

import re
from collections.abc import Callable
from typing import Literal

from storage.records import FolderRole, Origin
from sync_engine.rules import headers, parameters, redirects
from sync_engine.rules.letter import ParsedLetter

Reason = Literal[
    "sent_folder",
    "delivery_report",
    "read_receipt",
    "team_sender",
    "resent_by_team",
    "list_unsubscribe",
    "list_id",
    "auto_submitted",
    "auto_reply",
    "null_return_path",
    "precedence",
    "no_reply",
    redirects.Collector,
    redirects.Forward,
]
Verdict = tuple[Origin, Reason]
_Judge = Callable[[ParsedLetter, frozenset[str], frozenset[str]], Verdict | None]

_DAEMONS = frozenset({"mailer-daemon", "postmaster"})
_NO_REPLY = re.compile(r"(?:^|[._+-])(?:no|do[._-]?not)[._-]?reply(?![a-z])")
_AUTO_REPLY_FIELDS = ("x-autoreply", "x-autorespond", "x-autoresponder")
_DENIALS = frozenset({"no", "false", "0", ""})


def origin_of(
    letter: ParsedLetter, *, own: frozenset[str], team: frozenset[str], folder: FolderRole
) -> tuple[Origin, Reason | None]:
    """The origin and its reason (None for direct); addresses in `own` and `team` are lower-case."""
    if folder == "sent":
        return "own", "sent_folder"
    judges: tuple[_Judge, ...] = (_report, _own, _list, _passed_on, _reply, _bulk, _machine)
    for judge in judges:
        if verdict := judge(letter, own, team):
            return verdict
    return "direct", None


def _report(letter: ParsedLetter, own: frozenset[str], team: frozenset[str]) -> Verdict | None:
    """Reports on letters sent (RFC 3464, RFC 8098)."""
    content_type = letter.headers.first("content-type")
    if (
        b"report" in content_type.lower()
        and (content := parameters.read(content_type))[0] == "multipart/report"
    ):
        kind = content.parameters.get("report-type", "").lower()
        if kind in ("delivery-status", "disposition-notification"):
            return "auto", "delivery_report" if kind == "delivery-status" else "read_receipt"
    if "x-failed-recipients" in letter.headers or letter.sender.address.partition("@")[0] in _DAEMONS:
        return "auto", "delivery_report"
    return None


def _own(letter: ParsedLetter, own: frozenset[str], team: frozenset[str]) -> Verdict | None:
    if redirects.is_among(letter.sender.address, own | team):
        return "own", "team_sender"
    fields = letter.headers
    by = redirects.addresses((fields.every("resent-from") or fields.every("resent-sender"))[:1])
    return ("own", "resent_by_team") if any(redirects.is_among(each, own | team) for each in by) else None


def _list(letter: ParsedLetter, own: frozenset[str], team: frozenset[str]) -> Verdict | None:
    """Newsletters and mailing lists say so (RFC 2369 §3.2, RFC 2919)."""
    if _is_own_list(letter, own | team):
        return None
    if "list-unsubscribe" in letter.headers:
        return "bulk", "list_unsubscribe"
    return ("bulk", "list_id") if "list-id" in letter.headers else None


def _passed_on(letter: ParsedLetter, own: frozenset[str], team: frozenset[str]) -> Verdict | None:
    visible = frozenset(contact.address for contact in (*letter.to, *letter.cc))
    if not visible.isdisjoint(own):
        return None  # to us, as most letters are
    route = redirects.Route(letter.headers, letter.sender.address, visible, own)
    if collector := redirects.collected(route):
        return "collected", collector
    if forward := redirects.forwarded(route):
        return "forwarded", forward
    return None


def _reply(letter: ParsedLetter, own: frozenset[str], team: frozenset[str]) -> Verdict | None:
    """Out-of-office answers; many of them claim to be bulk too, so that nobody answers them."""
    if _word(letter, "auto-submitted") == "auto-replied":
        return "auto", "auto_submitted"
    if any(name in letter.headers and _word(letter, name) not in _DENIALS for name in _AUTO_REPLY_FIELDS):
        return "auto", "auto_reply"
    precedence = _precedence(letter)
    if precedence in ("auto_reply", "auto-reply"):
        return "auto", "auto_reply"
    # What old programs make of an absence; a newsletter wants to know whom it did not reach.
    if precedence == "bulk" and _has_null_path(letter):
        return "auto", "null_return_path"
    return None


def _bulk(letter: ParsedLetter, own: frozenset[str], team: frozenset[str]) -> Verdict | None:
    precedence = _precedence(letter)
    if precedence == "bulk" or (precedence == "list" and not _is_own_list(letter, own | team)):
        return "bulk", "precedence"
    return None


def _machine(letter: ParsedLetter, own: frozenset[str], team: frozenset[str]) -> Verdict | None:
    """Sent by a machine to this person (RFC 3834 §5), or by one that nobody can answer."""
    if _word(letter, "auto-submitted") not in _DENIALS:
        return "auto", "auto_submitted"
    if _precedence(letter) == "junk":
        return "auto", "precedence"
    if _has_null_path(letter):
        return "auto", "null_return_path"
    return ("auto", "no_reply") if _NO_REPLY.search(letter.sender.address.partition("@")[0]) else None


def _is_own_list(letter: ParsedLetter, ours: frozenset[str]) -> bool:
    """Whether the list is how an address of ours hands its letters on (sales@acme.test, a group).

    RFC 2369 §3.4 names its address, RFC 2919 §3 often the same address with a dot for the at sign.
    """
    if "list-id" not in letter.headers and "list-post" not in letter.headers:
        return False
    if any(redirects.is_among(each, ours) for each in redirects.addresses(letter.headers.every("list-post"))):
        return True
    identity = headers.text(letter.headers.first("list-id")).lower()
    return any(f"<{address.replace('@', '.')}>" in identity for address in ours)


def _has_null_path(letter: ParsedLetter) -> bool:
    """Whether nobody is to be told where the letter does not arrive (RFC 5321 §4.5.5)."""
    return headers.unfold(letter.headers.first("return-path")).strip() == b"<>"


def _precedence(letter: ParsedLetter) -> str:
    return _word(letter, "precedence") or _word(letter, "x-precedence")


def _word(letter: ParsedLetter, name: str) -> str:
    """The first word of a field, without comment and parameters."""
    value = letter.headers.first(name)
    if not value:
        return ""
    words = re.split(rb"[\s;(]", value, maxsplit=1)
    return words[0].decode("ascii", "ignore").lower()
